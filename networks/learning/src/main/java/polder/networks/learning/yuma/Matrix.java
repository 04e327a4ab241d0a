package polder.networks.learning.yuma;

import java.util.Arrays;

/**
 * Shares that some neurons (rows) hold of all (columns), in I32F32. Methods that name what happens
 * change it in place; a matrix is large and has one owner.
 *
 * @param cells by row and column, each at least 0 or {@link #NONE}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Matrix(long[][] cells) {
  /** Nothing was said, where 0 would say that there is nothing; counts as 0 in every sum. */
  static final long NONE = -1;

  /** Nothing about anyone. */
  static Matrix empty(int rows, int columns) {
    long[][] cells = new long[rows][columns];
    for (long[] row : cells) {
      Arrays.fill(row, NONE);
    }
    return new Matrix(cells);
  }

  int rows() {
    return cells.length;
  }

  private int columns() {
    return cells.length == 0 ? 0 : cells[0].length;
  }

  long[] row(int i) {
    return cells[i];
  }

  Matrix copy() {
    long[][] copies = new long[cells.length][];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = cells[i].clone();
    }
    return new Matrix(copies);
  }

  /** The sum of each row ({@code row_sum_sparse}). */
  long[] rowSums() {
    return Arrays.stream(cells).mapToLong(Matrix::sum).toArray();
  }

  private static long sum(long[] row) {
    long sum = 0;
    for (long value : row) {
      sum = Fixed.add(sum, Math.max(value, 0));
    }
    return sum;
  }

  /** Each row adds up to 1, or to 0 ({@code inplace_row_normalize_sparse}). */
  void normalizeRows() {
    for (long[] row : cells) {
      long sum = sum(row);
      for (int j = 0; j < row.length && sum > 0; j++) {
        row[j] = row[j] == NONE ? NONE : Fixed.divide(row[j], sum);
      }
    }
  }

  /** Each column adds up to 1, or to 0 ({@code inplace_col_normalize_sparse}). */
  void normalizeColumns() {
    long[] sums = new long[columns()];
    for (long[] row : cells) {
      for (int j = 0; j < row.length; j++) {
        sums[j] = Fixed.add(sums[j], Math.max(row[j], 0));
      }
    }
    divideColumns(sums);
  }

  /** The largest of each column is 1, or 0 ({@code inplace_col_max_upscale_sparse}). */
  void upscaleColumns() {
    long[] largest = new long[columns()];
    for (long[] row : cells) {
      for (int j = 0; j < row.length; j++) {
        largest[j] = Math.max(largest[j], row[j]);
      }
    }
    divideColumns(largest);
  }

  private void divideColumns(long[] divisors) {
    for (long[] row : cells) {
      for (int j = 0; j < row.length; j++) {
        if (row[j] > 0) {
          row[j] = Fixed.divide(row[j], divisors[j]);
        }
      }
    }
  }

  /** Every cell over the same number ({@code fixed_to_fixed_u16_proportion}). */
  void divideAll(long divisor) {
    for (long[] row : cells) {
      for (int j = 0; j < row.length; j++) {
        if (row[j] > 0) {
          row[j] = Fixed.divide(row[j], divisor);
        }
      }
    }
  }

  /** Nothing exceeds its column's limit; what is limited to 0 is none ({@code col_clip_sparse}). */
  void clipColumns(long[] limits) {
    for (long[] row : cells) {
      for (int j = 0; j < row.length; j++) {
        if (row[j] > limits[j]) {
          row[j] = limits[j] > 0 ? limits[j] : NONE;
        }
      }
    }
  }

  /**
   * This and {@code other} mixed: {@code this + ratio · (other − this)}, without what is 0 then
   * ({@code interpolate_sparse}).
   *
   * @param ratio from 0, which gives this one, to 1, which gives the other
   */
  Matrix interpolated(Matrix other, long ratio) {
    if (ratio == 0) {
      return this;
    }
    if (ratio == Fixed.ONE) {
      return other;
    }
    Matrix mixed = copy();
    for (int i = 0; i < cells.length; i++) {
      long[] target = mixed.cells[i];
      long[] second = other.cells[i];
      for (int j = 0; j < target.length; j++) {
        long first = Math.max(target[j], 0);
        long change = Fixed.multiply(ratio, Fixed.subtract(Math.max(second[j], 0), first));
        long value = Fixed.add(first, change);
        target[j] = value > 0 ? value : NONE;
      }
    }
    return mixed;
  }

  /** Each row times its factor ({@code row_hadamard_sparse}). */
  Matrix scaledRows(long[] factors) {
    Matrix scaled = copy();
    for (int i = 0; i < cells.length; i++) {
      long[] row = scaled.cells[i];
      for (int j = 0; j < row.length; j++) {
        row[j] = row[j] > 0 ? Fixed.multiply(row[j], factors[i]) : row[j];
      }
    }
    return scaled;
  }

  /** By column, the sum of all rows times their factors ({@code matmul_sparse}). */
  long[] columnProducts(long[] factors, int columns) {
    long[] sums = new long[columns];
    for (int i = 0; i < cells.length; i++) {
      long[] row = cells[i];
      for (int j = 0; j < row.length; j++) {
        if (row[j] > 0) {
          sums[j] = Fixed.add(sums[j], Fixed.multiply(factors[i], row[j]));
        }
      }
    }
    return sums;
  }

  /**
   * By row, the sum of its cells times their columns' factors ({@code matmul_transpose_sparse}).
   */
  long[] rowProducts(long[] factors) {
    long[] sums = new long[cells.length];
    for (int i = 0; i < cells.length; i++) {
      long[] row = cells[i];
      for (int j = 0; j < row.length; j++) {
        if (row[j] > 0) {
          sums[i] = Fixed.add(sums[i], Fixed.multiply(row[j], factors[j]));
        }
      }
    }
    return sums;
  }

  /**
   * By column, the median of all rows, each with its stake ({@code weighted_median_col_sparse}).
   */
  long[] medians(long[] stakes, long majority, int columns) {
    int[] voters = voters(stakes);
    long[] voting = Arrays.stream(voters).mapToLong(i -> stakes[i]).toArray();
    WeightedMedian median = WeightedMedian.ofShares(voting, majority);
    long[] medians = new long[columns];
    for (int j = 0; j < columns; j++) {
      long[] scores = median.scores();
      for (int k = 0; k < voters.length; k++) {
        scores[k] = Math.max(cells[voters[k]][j], 0);
      }
      medians[j] = median.find();
    }
    return medians;
  }

  private static int[] voters(long[] stakes) {
    int[] voters = new int[stakes.length];
    int count = 0;
    for (int i = 0; i < stakes.length; i++) {
      if (stakes[i] > 0) {
        voters[count++] = i;
      }
    }
    return Arrays.copyOf(voters, count);
  }

  /**
   * The exponential moving average {@code alpha · fresh + (1 − alpha) · this} ({@code
   * mat_ema_sparse}).
   */
  void follow(Matrix fresh, long alpha) {
    long keep = Fixed.subtract(Fixed.ONE, alpha);
    for (int i = 0; i < cells.length; i++) {
      long[] row = cells[i];
      long[] news = fresh.cells[i];
      for (int j = 0; j < row.length; j++) {
        long bought = Fixed.multiply(alpha, Math.max(news[j], 0));
        row[j] = Fixed.add(bought, Fixed.multiply(keep, Math.max(row[j], 0)));
      }
    }
  }

  /**
   * As {@link #follow(Matrix, long)}, each cell at its own pace; what was not said of a neuron
   * drops the bond ({@code mat_ema_alpha_sparse} of {@code compute_liquid_alpha_values_sparse}).
   */
  void follow(Matrix fresh, long[] consensus, LiquidAlpha.Curve curve) {
    for (int i = 0; i < cells.length; i++) {
      long[] row = cells[i];
      long[] news = fresh.cells[i];
      for (int j = 0; j < row.length; j++) {
        long weight = news[j];
        long bond = Math.max(row[j], 0);
        row[j] =
            weight == NONE ? 0 : followed(bond, weight, curve.alpha(consensus[j], weight, bond));
      }
    }
  }

  /** {@code (1 − alpha) · bond + alpha · weight}, at most 1. */
  static long followed(long bond, long weight, long alpha) {
    long kept = Fixed.multiply(Fixed.subtract(Fixed.ONE, alpha), bond);
    long bought = Math.max(Fixed.multiply(alpha, weight), 0);
    return Math.min(Fixed.add(kept, bought), Fixed.ONE);
  }
}
