package polder.world.simulated;

/**
 * When a device reports: at every moment that leaves {@code phaseMillis} when divided by {@code
 * periodMillis}.
 *
 * @param periodMillis milliseconds between two reports, above zero
 * @param phaseMillis from 0 to below the period
 */
public record Schedule(long periodMillis, long phaseMillis) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the period is not above zero or the phase not below it
   */
  public Schedule {
    if (periodMillis <= 0 || phaseMillis < 0 || phaseMillis >= periodMillis) {
      throw new IllegalArgumentException(
          "no schedule: period " + periodMillis + " ms, phase " + phaseMillis + " ms");
    }
  }

  /** The last report at or before a moment in milliseconds since 1970. */
  public long latest(long timeMillis) {
    return timeMillis - Math.floorMod(timeMillis - phaseMillis, periodMillis);
  }

  /** The first report after a moment in milliseconds since 1970. */
  public long next(long timeMillis) {
    return latest(timeMillis) + periodMillis;
  }
}
