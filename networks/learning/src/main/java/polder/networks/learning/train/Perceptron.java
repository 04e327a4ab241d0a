package polder.networks.learning.train;

import java.util.List;

/** Layers of weighted sums, with an activation between them. */
final class Perceptron implements Network {
  private final int[] sizes;
  private final Activation activation;
  private final Weights[] layers;
  // Before each layer and after the last; the row below the values is ones.
  private final float[][][] values;
  private final float[][][] gradients;

  private Perceptron(int[] sizes, Activation activation, int capacity) {
    this.sizes = sizes;
    this.activation = activation;
    layers = new Weights[sizes.length - 1];
    values = new float[sizes.length][][];
    gradients = new float[sizes.length][][];
    for (int i = 0; i < sizes.length; i++) {
      values[i] = Network.rows(sizes[i] + 1, sizes[i], capacity);
      gradients[i] = new float[sizes[i]][capacity];
      if (i > 0) {
        layers[i - 1] = new Weights(sizes[i], sizes[i - 1] + 1, capacity);
      }
    }
  }

  static Perceptron of(Architecture.Linear linear, int capacity) {
    return new Perceptron(new int[] {linear.inputs(), linear.outputs()}, Activation.RELU, capacity);
  }

  static Perceptron of(Architecture.Mlp mlp, int capacity) {
    List<Integer> hidden = mlp.hidden();
    int[] sizes = new int[hidden.size() + 2];
    sizes[0] = mlp.inputs();
    for (int i = 0; i < hidden.size(); i++) {
      sizes[i + 1] = hidden.get(i);
    }
    sizes[sizes.length - 1] = mlp.outputs();
    return new Perceptron(sizes, mlp.activation(), capacity);
  }

  @Override
  public void load(float[] parameters) {
    int at = 0;
    for (int i = 0; i < layers.length; i++) {
      int inputs = sizes[i];
      float[][] matrix = layers[i].matrix;
      for (float[] row : matrix) {
        System.arraycopy(parameters, at, row, 0, inputs);
        at += inputs;
      }
      for (float[] row : matrix) {
        row[inputs] = parameters[at++];
      }
      layers[i].changed();
    }
  }

  @Override
  public float[][] forward(float[] inputs, int[] order, int from, int n) {
    Batch.gather(inputs, sizes[0], 0, order, from, values[0], sizes[0], n);
    for (int i = 0; i < layers.length; i++) {
      layers[i].forward(values[i], values[i + 1], n);
      if (i + 1 < layers.length) {
        activation.apply(values[i + 1], sizes[i + 1], n);
      }
    }
    return values[layers.length];
  }

  @Override
  public void backward(float[][] outputs, int n, float[] gradient) {
    float[][] above = outputs;
    for (int i = layers.length - 1; i >= 0; i--) {
      layers[i].addGradient(values[i], above, n);
      if (i > 0) {
        float[][] below = gradients[i];
        Rows.clear(below, sizes[i], n);
        Rows.addProduct(below, 0, sizes[i], layers[i].transposed, above, 0, sizes[i + 1], n);
        activation.slope(below, values[i], sizes[i], n);
        above = below;
      }
    }
    write(gradient);
  }

  private void write(float[] gradient) {
    int at = 0;
    for (int i = 0; i < layers.length; i++) {
      for (int output = 0; output < sizes[i + 1]; output++) {
        for (int input = 0; input < sizes[i]; input++) {
          gradient[at++] = layers[i].gradient(output, input);
        }
      }
      for (int output = 0; output < sizes[i + 1]; output++) {
        gradient[at++] = layers[i].gradient(output, sizes[i]);
      }
    }
  }
}
