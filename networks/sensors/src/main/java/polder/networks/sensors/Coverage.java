package polder.networks.sensors;

import java.util.List;

/**
 * How much of a station's time its readings cover, and what that is worth. A reading covers the
 * time until the next one, at most the period with its slack, so a device that reports every 145 s
 * under a period of 150 s is fully available in epochs of 10 s. Time is paid for once: what was
 * paid in an epoch before is not covered again.
 *
 * @param coveredMillis time newly covered
 * @param worth the sum over that time of what each millisecond is worth, in parts per million
 * @param paidUntilMillis up to when time is paid for now
 */
record Coverage(long coveredMillis, long worth, long paidUntilMillis) {

  /**
   * A reading with its worth.
   *
   * @param timeMillis when it was measured
   * @param ratePpm what the time that it covers is worth
   */
  record Point(long timeMillis, long ratePpm) {}

  /**
   * Measures coverage.
   *
   * @param points the known readings, by time
   * @param spanMillis how long one covers at most
   * @param untilMillis end of the window: nothing beyond it is covered yet
   * @param paidUntilMillis up to when time was paid for
   */
  static Coverage of(List<Point> points, long spanMillis, long untilMillis, long paidUntilMillis) {
    long covered = 0;
    long worth = 0;
    long paidUntil = paidUntilMillis;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      long from = Math.max(point.timeMillis(), paidUntil);
      long until = Math.min(point.timeMillis() + spanMillis, untilMillis);
      if (i + 1 < points.size()) {
        until = Math.min(until, points.get(i + 1).timeMillis());
      }
      if (until > from) {
        covered += until - from;
        worth = Math.addExact(worth, Math.multiplyExact(until - from, point.ratePpm()));
        paidUntil = until;
      }
    }
    return new Coverage(covered, worth, paidUntil);
  }
}
