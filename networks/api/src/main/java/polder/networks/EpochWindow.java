package polder.networks;

/**
 * The window of time that an epoch is about, from {@code startMillis} inclusive to {@code
 * endMillis} exclusive, in epoch milliseconds.
 *
 * @param epoch number of the epoch, from 0 on
 * @param graceMillis how much older than the start a reading may be before it is late
 * @param clockToleranceMillis how far beyond the end a reading may be before it is refused
 */
public record EpochWindow(
    long epoch, long startMillis, long endMillis, long graceMillis, long clockToleranceMillis) {

  /** Length in milliseconds. */
  public long lengthMillis() {
    return endMillis - startMillis;
  }

  /** Whether a reading of {@code timeMillis} came too late to corroborate anybody. */
  public boolean isLate(long timeMillis) {
    return timeMillis < startMillis - graceMillis;
  }

  /** Whether {@code timeMillis} lies further ahead than clocks may differ. */
  public boolean isFuture(long timeMillis) {
    return timeMillis >= endMillis + clockToleranceMillis;
  }
}
