package polder.networks.sensors;

import java.util.Arrays;
import java.util.List;

/**
 * The timely readings of one quantity at one station, by time; of several at the same time the
 * first counts.
 *
 * @param times epoch milliseconds, strictly ascending
 * @param values thousandths of the unit, beside {@code times}
 */
record Series(long[] times, long[] values) {
  /** What is given for an index where there is none. */
  static final int NONE = -1;

  // What is asked for is mostly among the last, which a walk back finds sooner than a search.
  private static final int FEW = 16;

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
    return size == times.length
        ? new Series(times, values)
        : new Series(Arrays.copyOf(times, size), Arrays.copyOf(values, size));
  }

  /** Index of the reading at {@code timeMillis}, or {@link #NONE}. */
  int at(long timeMillis) {
    return Math.max(NONE, Arrays.binarySearch(times, timeMillis));
  }

  /**
   * Index of the reading nearest to {@code timeMillis}, of two as near the earlier; {@link #NONE}
   * if the nearest is further than {@code withinMillis}.
   */
  int nearest(long timeMillis, long withinMillis) {
    int after = firstFrom(timeMillis);
    int best = after - 1;
    if (after < times.length
        && (best < 0 || times[after] - timeMillis < timeMillis - times[best])) {
      best = after;
    }
    return best >= 0 && Math.abs(times[best] - timeMillis) <= withinMillis ? best : NONE;
  }

  /** Index of the first reading at {@code timeMillis} or later. */
  private int firstFrom(long timeMillis) {
    if (times.length > FEW) {
      int found = Arrays.binarySearch(times, timeMillis);
      return found >= 0 ? found : -found - 1;
    }
    int first = times.length;
    while (first > 0 && times[first - 1] >= timeMillis) {
      first--;
    }
    return first;
  }
}
