package polder.networks.learning.train;

import java.util.Arrays;

/**
 * Products of matrices that are kept as arrays of rows. Each result is a sum in ascending order of
 * what it sums over, one product and one addition after the other, however the loops are nested:
 * the innermost one runs over results that do not depend on each other.
 *
 * <p>Rows are arrays of their own because the compiler takes two rows of one flat array for rows
 * that may overlap, and then computes one result at a time.
 */
final class Rows {
  private Rows() {}

  /**
   * y ← y + w x: adds to each of the rows {@code from} to below {@code to} of {@code y} the rows
   * {@code begin} to below {@code end} of {@code x}, weighted by that row of {@code w}.
   *
   * @param y none of its rows is one of {@code x}
   * @param n how many of each row's first elements there are
   */
  static void addProduct(
      float[][] y, int from, int to, float[][] w, float[][] x, int begin, int end, int n) {
    for (int i = from; i < to; i++) {
      addWeighted(y[i], w[i], x, begin, end, n);
    }
  }

  private static void addWeighted(
      float[] y, float[] weights, float[][] x, int begin, int end, int n) {
    int k = begin;
    for (; k + 4 <= end; k += 4) {
      addFour(
          y,
          x[k],
          x[k + 1],
          x[k + 2],
          x[k + 3],
          weights[k],
          weights[k + 1],
          weights[k + 2],
          weights[k + 3],
          n);
    }
    for (; k < end; k++) {
      addOne(y, x[k], weights[k], n);
    }
  }

  // Four at a time, so that y is read and written a quarter as often; added one after the other.
  private static void addFour(
      float[] y,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float w0,
      float w1,
      float w2,
      float w3,
      int n) {
    for (int j = 0; j < n; j++) {
      y[j] = y[j] + w0 * x0[j] + w1 * x1[j] + w2 * x2[j] + w3 * x3[j];
    }
  }

  private static void addOne(float[] y, float[] x, float weight, int n) {
    for (int j = 0; j < n; j++) {
      y[j] += weight * x[j];
    }
  }

  /** Sets the first {@code n} elements of the first {@code count} rows to zero. */
  static void clear(float[][] rows, int count, int n) {
    for (int i = 0; i < count; i++) {
      Arrays.fill(rows[i], 0, n, 0f);
    }
  }

  /** Writes the first {@code n} elements of {@code count} rows as columns of {@code target}. */
  static void transpose(float[][] rows, int count, int n, float[][] target) {
    for (int i = 0; i < count; i++) {
      float[] row = rows[i];
      for (int j = 0; j < n; j++) {
        target[j][i] = row[j];
      }
    }
  }
}
