package polder.networks.learning.train;

/**
 * A matrix of weights and what is needed for its gradient. Its inputs and outputs are matrices too:
 * a row for each quantity, a column for each example of a batch. A bias is the weight of an input
 * that is always one.
 */
final class Weights {
  final float[][] matrix;
  final float[][] transposed;
  private final int outputs;
  private final int inputs;
  // The gradient lies the way that gives the longer rows; its sums are the same either way.
  private final boolean lying;
  private final float[][] gradient;
  private final float[][] turned;

  Weights(int outputs, int inputs, int capacity) {
    this.outputs = outputs;
    this.inputs = inputs;
    matrix = new float[outputs][inputs];
    transposed = new float[inputs][outputs];
    lying = inputs > outputs;
    gradient = lying ? new float[outputs][inputs] : new float[inputs][outputs];
    turned = new float[capacity][Math.max(inputs, outputs)];
  }

  /** To be called when {@link #matrix} has changed, before a step back. */
  void changed() {
    Rows.transpose(matrix, outputs, inputs, transposed);
    Rows.clear(gradient, gradient.length, lying ? inputs : outputs);
  }

  /** y ← w x. */
  void forward(float[][] x, float[][] y, int n) {
    Rows.clear(y, outputs, n);
    Rows.addProduct(y, 0, outputs, matrix, x, 0, inputs, n);
  }

  /** Adds to the gradient that of {@code n} examples with inputs {@code x}, given that of y. */
  void addGradient(float[][] x, float[][] y, int n) {
    if (lying) {
      Rows.transpose(x, inputs, n, turned);
      Rows.addProduct(gradient, 0, outputs, y, turned, 0, n, inputs);
    } else {
      Rows.transpose(y, outputs, n, turned);
      Rows.addProduct(gradient, 0, inputs, x, turned, 0, n, outputs);
    }
  }

  /** The gradient of one weight. */
  float gradient(int output, int input) {
    return lying ? gradient[output][input] : gradient[input][output];
  }
}
