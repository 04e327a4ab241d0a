package polder.networks.learning.train;

import java.util.Arrays;

/** A model with its parameters, for batches up to a size. */
sealed interface Network permits Perceptron, Recurrent {
  /** A model for batches of up to {@code capacity} rows. */
  static Network of(Architecture architecture, int capacity) {
    return switch (architecture) {
      case Architecture.Linear linear -> Perceptron.of(linear, capacity);
      case Architecture.Mlp mlp -> Perceptron.of(mlp, capacity);
      case Architecture.Gru gru -> new Recurrent(gru, capacity);
    };
  }

  /** Takes over the parameters. */
  void load(float[] parameters);

  /**
   * What the model gives for {@code n} rows of {@code inputs}: a row for each output, a column for
   * each example; valid until the next call.
   *
   * @param order the numbers of the rows, from {@code from} on
   */
  float[][] forward(float[] inputs, int[] order, int from, int n);

  /**
   * Writes the parameters' gradient for the batch that went forward last, given the outputs'.
   *
   * @param outputs may be overwritten
   */
  void backward(float[][] outputs, int n, float[] gradient);

  /** New rows, of which those from {@code ones} on hold ones: inputs of biases. */
  static float[][] rows(int count, int ones, int capacity) {
    float[][] rows = new float[count][capacity];
    for (int i = ones; i < count; i++) {
      Arrays.fill(rows[i], 1f);
    }
    return rows;
  }
}
