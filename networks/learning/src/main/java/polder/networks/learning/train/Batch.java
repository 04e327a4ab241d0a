package polder.networks.learning.train;

/** Rows of a data set as columns of a batch. */
final class Batch {
  private Batch() {}

  /**
   * Column {@code b} of {@code target} becomes {@code features} numbers of the row {@code
   * order[from + b]}, from its column {@code first} on.
   */
  static void gather(
      float[] inputs,
      int columns,
      int first,
      int[] order,
      int from,
      float[][] target,
      int features,
      int n) {
    for (int b = 0; b < n; b++) {
      int at = order[from + b] * columns + first;
      for (int i = 0; i < features; i++) {
        target[i][b] = inputs[at + i];
      }
    }
  }
}
