package polder.networks.learning.train;

/** The losses that {@link Targets} define, and their slopes. */
final class Losses {
  private Losses() {}

  /**
   * The gradient of the mean loss of a batch by its outputs.
   *
   * @param outputs of the model: a row for each output, a column for each example
   * @param order the numbers of the examples' rows, from {@code from} on
   */
  static void gradient(
      Targets targets, float[][] outputs, int[] order, int from, int n, float[][] gradient) {
    switch (targets) {
      case Targets.Numbers numbers -> {
        float scale = (float) (2.0 / ((double) n * numbers.outputs()));
        for (int i = 0; i < numbers.outputs(); i++) {
          for (int b = 0; b < n; b++) {
            float target = numbers.values()[order[from + b] * numbers.outputs() + i];
            gradient[i][b] = scale * (outputs[i][b] - target);
          }
        }
      }
      case Targets.Classes classes -> {
        for (int b = 0; b < n; b++) {
          double largest = largest(outputs, classes.classes(), b);
          double sum = sum(outputs, classes.classes(), b, largest);
          for (int i = 0; i < classes.classes(); i++) {
            double share = StrictMath.exp(outputs[i][b] - largest) / sum;
            double wanted = classes.labels()[order[from + b]] == i ? 1 : 0;
            gradient[i][b] = (float) ((share - wanted) / n);
          }
        }
      }
    }
  }

  /** The loss of one example: column {@code b} of the outputs, row {@code row} of the targets. */
  static double loss(Targets targets, float[][] outputs, int b, int row) {
    return switch (targets) {
      case Targets.Numbers numbers -> {
        double sum = 0;
        for (int i = 0; i < numbers.outputs(); i++) {
          double off = (double) outputs[i][b] - numbers.values()[row * numbers.outputs() + i];
          sum += off * off;
        }
        yield sum / numbers.outputs();
      }
      case Targets.Classes classes -> {
        double largest = largest(outputs, classes.classes(), b);
        double sum = sum(outputs, classes.classes(), b, largest);
        yield StrictMath.log(sum) + largest - outputs[classes.labels()[row]][b];
      }
    };
  }

  private static double largest(float[][] outputs, int classes, int b) {
    float largest = outputs[0][b];
    for (int i = 1; i < classes; i++) {
      largest = Math.max(largest, outputs[i][b]);
    }
    return largest;
  }

  private static double sum(float[][] outputs, int classes, int b, double largest) {
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += StrictMath.exp(outputs[i][b] - largest);
    }
    return sum;
  }
}
