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
   * @param y rows of which none is another or one of {@code x}
   * @param n how many of each row's first elements there are
   */
  static void addProduct(
      float[][] y, int from, int to, float[][] w, float[][] x, int begin, int end, int n) {
    int i = from;
    for (; i + 2 <= to; i += 2) {
      addToTwo(y[i], y[i + 1], w[i], w[i + 1], x, begin, end, n);
    }
    if (i < to) {
      addToOne(y[i], w[i], x, begin, end, n);
    }
  }

  private static void addToOne(float[] y, float[] w, float[][] x, int begin, int end, int n) {
    int k = begin;
    for (; k + 4 <= end; k += 4) {
      float[] x0 = x[k];
      float[] x1 = x[k + 1];
      float[] x2 = x[k + 2];
      float[] x3 = x[k + 3];
      addFour(y, x0, x1, x2, x3, w[k], w[k + 1], w[k + 2], w[k + 3], n);
    }
    for (; k < end; k++) {
      addOne(y, x[k], w[k], n);
    }
  }

  private static void addToTwo(
      float[] y, float[] z, float[] w, float[] v, float[][] x, int begin, int end, int n) {
    int k = begin;
    for (; k + 4 <= end; k += 4) {
      float[] x0 = x[k];
      float[] x1 = x[k + 1];
      float[] x2 = x[k + 2];
      float[] x3 = x[k + 3];
      float w0 = w[k];
      float w1 = w[k + 1];
      float w2 = w[k + 2];
      float w3 = w[k + 3];
      addFourToTwo(y, z, x0, x1, x2, x3, w0, w1, w2, w3, v[k], v[k + 1], v[k + 2], v[k + 3], n);
    }
    for (; k < end; k++) {
      addOne(y, x[k], w[k], n);
      addOne(z, x[k], v[k], n);
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

  // And two results at a time, so that x is read half as often. With four of each the compiler
  // finds
  // the loop too large for vector code.
  private static void addFourToTwo(
      float[] y,
      float[] z,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float w0,
      float w1,
      float w2,
      float w3,
      float v0,
      float v1,
      float v2,
      float v3,
      int n) {
    for (int j = 0; j < n; j++) {
      float a = x0[j];
      float b = x1[j];
      float c = x2[j];
      float d = x3[j];
      y[j] = y[j] + w0 * a + w1 * b + w2 * c + w3 * d;
      z[j] = z[j] + v0 * a + v1 * b + v2 * c + v3 * d;
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
