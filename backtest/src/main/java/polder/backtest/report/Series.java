package polder.backtest.report;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** One device's readings of one quantity. */
final class Series {
  private static final double ROUNDING = 1_000;
  private static final int MILLIS = 1_000;

  private long[] times = new long[64];
  private double[] values = new double[64];
  private int size;

  void add(long timeMillis, BigDecimal value) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    times[size] = timeMillis;
    values[size++] = Math.round(value.doubleValue() * ROUNDING) / ROUNDING;
  }

  /** Puts all in order of time; of several at one time their order of arrival stays. */
  void sort() {
    boolean sorted = true;
    for (int i = 1; i < size; i++) {
      sorted &= times[i - 1] <= times[i];
    }
    if (sorted) {
      return;
    }
    long[] oldTimes = times;
    double[] oldValues = values;
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingLong(i -> oldTimes[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    times = Arrays.stream(order).mapToLong(i -> oldTimes[i]).toArray();
    values = Arrays.stream(order).mapToDouble(i -> oldValues[i]).toArray();
  }

  int size() {
    return size;
  }

  long timeMillis(int i) {
    return times[i];
  }

  double value(int i) {
    return values[i];
  }

  /** The first reading at or after {@code millis}. */
  int from(long millis) {
    int at = Arrays.binarySearch(times, 0, size, millis);
    if (at < 0) {
      return -at - 1;
    }
    while (at > 0 && times[at - 1] == millis) {
      at--;
    }
    return at;
  }

  /** What lies from {@code from} to before {@code until}, in seconds since {@code from}. */
  Panel.Curve curve(long from, long until) {
    int first = from(from);
    int end = Math.max(first, from(until));
    return new Panel.Curve(
        IntStream.range(first, end).mapToLong(i -> (times[i] - from) / MILLIS).toArray(),
        Arrays.copyOfRange(values, first, end));
  }

  /** The usual time between readings: the median; a second at least. */
  long usualMillis() {
    long[] gaps = new long[Math.max(0, size - 1)];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = times[i + 1] - times[i];
    }
    Arrays.sort(gaps);
    return gaps.length == 0 ? MILLIS : Math.max(MILLIS, gaps[gaps.length / 2]);
  }
}
