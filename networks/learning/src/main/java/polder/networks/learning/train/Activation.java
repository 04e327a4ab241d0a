package polder.networks.learning.train;

/** What a hidden layer of an {@link Architecture.Mlp} makes of each sum. */
public enum Activation {
  /** The sum where it is positive, else zero. */
  RELU,
  /** The hyperbolic tangent, by {@link Tanh}. */
  TANH;

  /** Replaces the first {@code n} sums of each of {@code count} rows. */
  void apply(float[][] rows, int count, int n) {
    for (int i = 0; i < count; i++) {
      if (this == RELU) {
        relu(rows[i], n);
      } else {
        Tanh.apply(rows[i], n);
      }
    }
  }

  /** Multiplies each of {@code gradient} by the slope where the function gave {@code values}. */
  void slope(float[][] gradient, float[][] values, int count, int n) {
    for (int i = 0; i < count; i++) {
      if (this == RELU) {
        reluSlope(gradient[i], values[i], n);
      } else {
        tanhSlope(gradient[i], values[i], n);
      }
    }
  }

  private static void relu(float[] row, int n) {
    for (int j = 0; j < n; j++) {
      row[j] = Math.max(row[j], 0f);
    }
  }

  private static void reluSlope(float[] gradient, float[] values, int n) {
    for (int j = 0; j < n; j++) {
      gradient[j] *= Math.signum(values[j]);
    }
  }

  private static void tanhSlope(float[] gradient, float[] values, int n) {
    for (int j = 0; j < n; j++) {
      gradient[j] *= 1f - values[j] * values[j];
    }
  }
}
