package polder.networks.sensors;

import java.util.List;
import java.util.OptionalInt;

/**
 * The timely readings of one quantity at one station, by time; of several at the same time the
 * first counts.
 *
 * @param times epoch milliseconds, strictly ascending
 * @param values thousandths of the unit, beside {@code times}
 */
record Series(long[] times, long[] values) {

  /** Merges what is remembered with what is new; both are ordered by time. */
  static Series of(List<Past> past, List<Reading> readings) {
    long[] times = new long[past.size() + readings.size()];
    long[] values = new long[times.length];
    int size = 0;
    int nextPast = 0;
    int nextReading = 0;
    while (nextPast < past.size() || nextReading < readings.size()) {
      boolean fromPast =
          nextReading == readings.size()
              || (nextPast < past.size()
                  && past.get(nextPast).timeMillis() <= readings.get(nextReading).timeMillis());
      long time;
      long value;
      if (fromPast) {
        time = past.get(nextPast).timeMillis();
        value = past.get(nextPast++).value();
      } else {
        Reading reading = readings.get(nextReading++);
        if (reading.late()) {
          continue;
        }
        time = reading.timeMillis();
        value = reading.value();
      }
      if (size == 0 || times[size - 1] < time) {
        times[size] = time;
        values[size++] = value;
      }
    }
    return new Series(java.util.Arrays.copyOf(times, size), java.util.Arrays.copyOf(values, size));
  }

  /** Index of the reading at {@code timeMillis}, if there is one. */
  OptionalInt at(long timeMillis) {
    int index = java.util.Arrays.binarySearch(times, timeMillis);
    return index >= 0 ? OptionalInt.of(index) : OptionalInt.empty();
  }

  /**
   * Index of the reading nearest to {@code timeMillis}, of two as near the earlier; none if the
   * nearest is further than {@code withinMillis}.
   */
  OptionalInt nearest(long timeMillis, long withinMillis) {
    int index = java.util.Arrays.binarySearch(times, timeMillis);
    if (index >= 0) {
      return OptionalInt.of(index);
    }
    int after = -index - 1;
    int best = -1;
    if (after > 0) {
      best = after - 1;
    }
    if (after < times.length
        && (best < 0 || times[after] - timeMillis < timeMillis - times[best])) {
      best = after;
    }
    return best >= 0 && Math.abs(times[best] - timeMillis) <= withinMillis
        ? OptionalInt.of(best)
        : OptionalInt.empty();
  }
}
