package polder.networks.learning.train;

import java.util.Arrays;

/**
 * Gated recurrent units and a linear layer on their last state; {@link Architecture.Gru} has the
 * formulas. One matrix holds the weights of a step's inputs and of the state before: its columns
 * are the features, one, the state, one; its rows are the sums of the reset gate, the update gate,
 * what the state adds to the new gate, and what the inputs add to it.
 */
final class Recurrent implements Network {
  private final int steps;
  private final int features;
  private final int hidden;
  private final int state;
  private final int width;
  private final Weights gates;
  private final Weights head;
  // Of each step: what goes in, with the state before; and what the gates gave.
  private final float[][][] inputs;
  private final float[][][] gated;
  private final float[][] last;
  private final float[][] outputs;
  private final float[][] gateGradient;
  // The rows of the transposed gates that belong to the state.
  private final float[][] ofState;
  private float[][] stateGradient;
  private float[][] earlierGradient;

  Recurrent(Architecture.Gru gru, int capacity) {
    steps = gru.steps();
    features = gru.features();
    hidden = gru.hidden();
    state = features + 1;
    width = state + hidden + 1;
    gates = new Weights(4 * hidden, width, capacity);
    head = new Weights(gru.outputs(), hidden + 1, capacity);
    inputs = new float[steps + 1][][];
    gated = new float[steps][][];
    for (int t = 0; t <= steps; t++) {
      inputs[t] = Network.rows(width, width - 1, capacity);
      Arrays.fill(inputs[t][features], 1f);
      if (t < steps) {
        gated[t] = new float[4 * hidden][capacity];
      }
    }
    last = Arrays.copyOfRange(inputs[steps], state, width);
    ofState = Arrays.copyOfRange(gates.transposed, state, state + hidden);
    outputs = new float[gru.outputs()][capacity];
    gateGradient = new float[4 * hidden][capacity];
    stateGradient = new float[hidden][capacity];
    earlierGradient = new float[hidden][capacity];
  }

  @Override
  public void load(float[] parameters) {
    int recurrent = 3 * hidden * features;
    int bias = recurrent + 3 * hidden * hidden;
    int top = bias + 6 * hidden;
    for (int i = 0; i < 3 * hidden; i++) {
      float[] inputRow = gates.matrix[ofInputs(i)];
      System.arraycopy(parameters, i * features, inputRow, 0, features);
      inputRow[features] = parameters[bias + i];
      float[] stateRow = gates.matrix[i];
      System.arraycopy(parameters, recurrent + i * hidden, stateRow, state, hidden);
      stateRow[width - 1] = parameters[bias + 3 * hidden + i];
    }
    gates.changed();
    int headBias = top + outputs.length * hidden;
    for (int i = 0; i < outputs.length; i++) {
      System.arraycopy(parameters, top + i * hidden, head.matrix[i], 0, hidden);
      head.matrix[i][hidden] = parameters[headBias + i];
    }
    head.changed();
  }

  @Override
  public float[][] forward(float[] data, int[] order, int from, int n) {
    for (int t = 0; t < steps; t++) {
      float[][] x = inputs[t];
      float[][] g = gated[t];
      Batch.gather(data, steps * features, t * features, order, from, x, features, n);
      Rows.clear(g, 4 * hidden, n);
      Rows.addProduct(g, 0, 2 * hidden, gates.matrix, x, 0, width, n);
      Rows.addProduct(g, 2 * hidden, 3 * hidden, gates.matrix, x, state, width, n);
      Rows.addProduct(g, 3 * hidden, 4 * hidden, gates.matrix, x, 0, state, n);
      for (int i = 0; i < hidden; i++) {
        Tanh.applyLogistic(g[i], n);
        Tanh.applyLogistic(g[hidden + i], n);
        candidate(g[i], g[2 * hidden + i], g[3 * hidden + i], n);
        blend(g[hidden + i], g[3 * hidden + i], x[state + i], inputs[t + 1][state + i], n);
      }
    }
    head.forward(last, outputs, n);
    return outputs;
  }

  private static void candidate(float[] reset, float[] ofState, float[] fresh, int n) {
    for (int j = 0; j < n; j++) {
      fresh[j] = Tanh.of(fresh[j] + reset[j] * ofState[j]);
    }
  }

  private static void blend(float[] update, float[] fresh, float[] before, float[] after, int n) {
    for (int j = 0; j < n; j++) {
      after[j] = fresh[j] + update[j] * (before[j] - fresh[j]);
    }
  }

  @Override
  public void backward(float[][] above, int n, float[] gradient) {
    head.addGradient(last, above, n);
    Rows.clear(stateGradient, hidden, n);
    Rows.addProduct(stateGradient, 0, hidden, head.transposed, above, 0, outputs.length, n);
    for (int t = steps - 1; t >= 0; t--) {
      float[][] x = inputs[t];
      float[][] g = gated[t];
      float[][] d = gateGradient;
      for (int i = 0; i < hidden; i++) {
        float[] dh = stateGradient[i];
        float[] z = g[hidden + i];
        float[] fresh = g[3 * hidden + i];
        float[] dNew = d[3 * hidden + i];
        newSlope(dh, z, fresh, dNew, n);
        updateSlope(dh, z, fresh, x[state + i], d[hidden + i], n);
        resetSlope(dNew, g[i], g[2 * hidden + i], d[i], d[2 * hidden + i], n);
        times(dh, z, earlierGradient[i], n);
      }
      gates.addGradient(x, d, n);
      if (t > 0) {
        Rows.addProduct(earlierGradient, 0, hidden, ofState, d, 0, 3 * hidden, n);
        float[][] swap = stateGradient;
        stateGradient = earlierGradient;
        earlierGradient = swap;
      }
    }
    write(gradient);
  }

  private static void newSlope(float[] dh, float[] update, float[] fresh, float[] result, int n) {
    for (int j = 0; j < n; j++) {
      result[j] = dh[j] * (1f - update[j]) * (1f - fresh[j] * fresh[j]);
    }
  }

  private static void updateSlope(
      float[] dh, float[] update, float[] fresh, float[] before, float[] result, int n) {
    for (int j = 0; j < n; j++) {
      result[j] = dh[j] * (before[j] - fresh[j]) * (update[j] * (1f - update[j]));
    }
  }

  private static void resetSlope(
      float[] dNew, float[] reset, float[] ofState, float[] dReset, float[] dOfState, int n) {
    for (int j = 0; j < n; j++) {
      dReset[j] = dNew[j] * ofState[j] * (reset[j] * (1f - reset[j]));
      dOfState[j] = dNew[j] * reset[j];
    }
  }

  private static void times(float[] a, float[] b, float[] result, int n) {
    for (int j = 0; j < n; j++) {
      result[j] = a[j] * b[j];
    }
  }

  private void write(float[] gradient) {
    int at = 0;
    for (int i = 0; i < 3 * hidden; i++) {
      for (int j = 0; j < features; j++) {
        gradient[at++] = gates.gradient(ofInputs(i), j);
      }
    }
    for (int i = 0; i < 3 * hidden; i++) {
      for (int j = 0; j < hidden; j++) {
        gradient[at++] = gates.gradient(i, state + j);
      }
    }
    for (int i = 0; i < 3 * hidden; i++) {
      gradient[at++] = gates.gradient(ofInputs(i), features);
    }
    for (int i = 0; i < 3 * hidden; i++) {
      gradient[at++] = gates.gradient(i, width - 1);
    }
    for (int i = 0; i < outputs.length; i++) {
      for (int j = 0; j < hidden; j++) {
        gradient[at++] = head.gradient(i, j);
      }
    }
    for (int i = 0; i < outputs.length; i++) {
      gradient[at++] = head.gradient(i, hidden);
    }
  }

  /** Which row of the matrix holds the weights of the inputs for the gates' row {@code i}. */
  private int ofInputs(int i) {
    return i < 2 * hidden ? i : i + hidden;
  }
}
