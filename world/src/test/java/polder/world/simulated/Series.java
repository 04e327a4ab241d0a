package polder.world.simulated;

import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;

/** Numbers of a test: a few moments' values, and what statistics says about them. */
record Series(double[] values) {
  static final long MINUTE = 60_000;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;

  /** Midnight UTC before 10 January 2026. */
  static final long JANUARY = 20_463 * DAY;

  /** Midnight UTC before 10 July 2026. */
  static final long JULY = 20_644 * DAY;

  static Series of(long from, long step, int count, LongToDoubleFunction value) {
    return new Series(
        LongStream.range(0, count)
            .mapToDouble(i -> value.applyAsDouble(from + i * step))
            .toArray());
  }

  double mean() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  double deviation() {
    return Math.sqrt(covariance(this));
  }

  double correlation(Series other) {
    return covariance(other) / (deviation() * other.deviation());
  }

  Series minus(Series other) {
    double[] apart = values.clone();
    for (int i = 0; i < apart.length; i++) {
      apart[i] -= other.values[i];
    }
    return new Series(apart);
  }

  double largest() {
    double most = 0;
    for (double value : values) {
      most = Math.max(most, Math.abs(value));
    }
    return most;
  }

  private double covariance(Series other) {
    double sum = 0;
    double mean = mean();
    double otherMean = other.mean();
    for (int i = 0; i < values.length; i++) {
      sum += (values[i] - mean) * (other.values[i] - otherMean);
    }
    return sum / values.length;
  }
}
