package polder.backtest.report;

import java.util.Arrays;

/**
 * The rejected readings of one device: when, of what, and which checks they failed. Holds the first
 * 4,096 and counts the others.
 */
final class Marks {
  /** Most readings held. */
  static final int MOST = 4_096;

  private static final int SUBJECT_SHIFT = 24;
  private static final int CHECKS = (1 << SUBJECT_SHIFT) - 1;

  private long[] times = new long[4];
  private int[] what = new int[4];
  private int size;

  /**
   * Adds a reading.
   *
   * @param subject index of what was measured, below 128
   * @param checks one bit a check that it failed, below bit 24
   */
  void add(long timeMillis, int subject, int checks) {
    if (size == MOST) {
      return;
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      what = Arrays.copyOf(what, 2 * size);
    }
    times[size] = timeMillis;
    what[size] = subject << SUBJECT_SHIFT | checks;
    size++;
  }

  /** Whether one of the latest readings is that of this time and subject. */
  boolean hasLately(long timeMillis, int subject) {
    for (int i = size - 1; i >= Math.max(0, size - MOST / 64); i--) {
      if (times[i] == timeMillis && subject(i) == subject) {
        return true;
      }
    }
    return false;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size == MOST;
  }

  long timeMillis(int i) {
    return times[i];
  }

  int subject(int i) {
    return what[i] >>> SUBJECT_SHIFT;
  }

  int checks(int i) {
    return what[i] & CHECKS;
  }
}
