package polder.networks.sensors;

import polder.networks.sensors.SlowChecks.Reliability;
import polder.networks.sensors.SlowChecks.Siting;

/** How far a station agrees with the network's own course, and with the other checks. */
final class Agreement {
  private static final long MILLI = 1_000;

  // The largest deviation times the number of slots: below this no product of sums overflows.
  private static final long MOST = 3_000_000_000L;

  private Agreement() {}

  /**
   * Pearson's correlation of what a station measured with the course, over the slots that no check
   * of the reading itself rejected. As in CrowdQC's level m4 (Napoly et al. 2018), but over days
   * that are past, and only where the course moved enough that a good station must agree: with a
   * station's own noise σ and a course of standard deviation S, r is about S ÷ √(S² + σ²).
   *
   * @param course the course in each slot of the diary
   * @return thousandths, rounded down, or {@link Standing#NOT_KNOWN}
   */
  static long correlationMilli(
      Diary diary, long[] course, int slotsPerDay, Siting limits, long resolutionMilli) {
    long n = 0;
    long x = 0;
    long y = 0;
    long xx = 0;
    long yy = 0;
    long xy = 0;
    long base = Course.UNKNOWN;
    long largest = 0;
    int from = Math.max(0, diary.size() - limits.days() * slotsPerDay);
    for (int slot = from; slot < diary.size(); slot++) {
      if (course[slot] != Course.UNKNOWN && diary.isComparable(slot)) {
        base = base == Course.UNKNOWN ? course[slot] : base;
        long here = course[slot] - base;
        long measured = here + diary.apart(slot);
        largest = Math.max(largest, Math.max(Math.abs(here), Math.abs(measured)));
        n++;
        x += measured;
        y += here;
        xx += measured * measured;
        yy += here * here;
        xy += measured * here;
      }
    }
    if (n < limits.leastSlots() || largest > MOST / n) {
      return Standing.NOT_KNOWN;
    }
    long measuredSpread = n * xx - x * x;
    long courseSpread = n * yy - y * y;
    if (courseSpread == 0 || isBelow(courseSpread, n, limits.courseSpread(), resolutionMilli)) {
      return Standing.NOT_KNOWN;
    }
    if (measuredSpread == 0) {
      return 0;
    }
    return kernel(n * xy - x * y, measuredSpread, courseSpread);
  }

  /** The one place with real numbers: both roots are exact to the last bit everywhere. */
  private static long kernel(long together, long one, long other) {
    double correlation = together / (StrictMath.sqrt(one) * StrictMath.sqrt(other));
    return (long) StrictMath.floor(correlation * MILLI);
  }

  /** Whether a spread, given as n² times the variance in steps, is below a limit in the unit. */
  private static boolean isBelow(long spread, long n, long limitMilli, long resolutionMilli) {
    // Beyond 2^31 steps' worth nothing is measured; dividing first keeps the product small.
    double limitSteps = (double) limitMilli / resolutionMilli;
    return spread < limitSteps * limitSteps * n * n;
  }

  /** The share of readings that checks of the reading itself rejected, as for correlations. */
  static long rejectedMilli(Diary diary, int slotsPerDay, Reliability limits) {
    long known = 0;
    long bad = 0;
    int from = Math.max(0, diary.size() - limits.days() * slotsPerDay);
    for (int slot = from; slot < diary.size(); slot++) {
      int judged = diary.judged(slot);
      if (judged != DaySamples.NONE) {
        known++;
      }
      if (judged == DaySamples.BAD) {
        bad++;
      }
    }
    return known < limits.leastSlots() ? Standing.NOT_KNOWN : bad * MILLI / known;
  }
}
