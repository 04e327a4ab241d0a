package polder.networks.sensors;

import java.util.List;

/**
 * How much of a station's time its readings cover, and what that is worth. A reading covers the
 * time until the next one, at most the period with its slack, so a device that reports every 145 s
 * under a period of 150 s is fully available in epochs of 10 s. Time is paid for once: what was
 * paid in an epoch before is not covered again.
 *
 * @param timely what timely readings newly cover
 * @param late what late readings newly cover
 * @param byLastMillis what of that the latest timely reading covers
 * @param paidUntilMillis up to when time is paid for now
 */
record Coverage(Part timely, Part late, long byLastMillis, long paidUntilMillis) {

  /**
   * A reading with its worth.
   *
   * @param timeMillis when it was measured
   * @param ratePpm what the time that it covers is worth
   * @param late whether it came late
   */
  record Point(long timeMillis, long ratePpm, boolean late) {}

  /**
   * Time that is covered.
   *
   * @param millis how long
   * @param worth the sum over that time of what each millisecond is worth, in parts per million
   */
  record Part(long millis, long worth) {
    static final Part NOTHING = new Part(0, 0);

    Part plus(long moreMillis, long ratePpm) {
      return new Part(
          Math.addExact(millis, moreMillis),
          Math.addExact(worth, Math.multiplyExact(moreMillis, ratePpm)));
    }
  }

  /**
   * Measures coverage.
   *
   * @param points the known readings, by time
   * @param spanMillis how long one covers at most
   * @param untilMillis end of the window: nothing beyond it is covered yet
   * @param paidUntilMillis up to when time was paid for
   */
  static Coverage of(List<Point> points, long spanMillis, long untilMillis, long paidUntilMillis) {
    Part timely = Part.NOTHING;
    Part late = Part.NOTHING;
    long byLast = 0;
    long paidUntil = paidUntilMillis;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      long from = Math.max(point.timeMillis(), paidUntil);
      long until = Math.min(point.timeMillis() + spanMillis, untilMillis);
      if (i + 1 < points.size()) {
        until = Math.min(until, points.get(i + 1).timeMillis());
      }
      long covered = Math.max(0, until - from);
      if (point.late()) {
        late = late.plus(covered, point.ratePpm());
      } else {
        timely = timely.plus(covered, point.ratePpm());
        byLast = covered;
      }
      if (covered > 0) {
        paidUntil = until;
      }
    }
    return new Coverage(timely, late, byLast, paidUntil);
  }
}
