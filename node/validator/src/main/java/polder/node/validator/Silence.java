package polder.node.validator;

/**
 * How long nobody who closes was heard of, by this machine's clock. Only time in which it was
 * listened counts: a machine that slept for an hour has not heard an hour of silence. For any
 * thread.
 */
public final class Silence {
  private final long mostStepMillis;
  private long millis;
  private long lastMillis;
  private boolean begun;

  /**
   * None yet.
   *
   * @param mostStepMillis longest time between two looks that counts
   */
  public Silence(long mostStepMillis) {
    this.mostStepMillis = mostStepMillis;
  }

  /** That a node that closes answered, or an epoch was published. */
  public synchronized void heard() {
    millis = 0;
  }

  /** That it was listened until {@code nowMillis}. */
  public synchronized void listened(long nowMillis) {
    if (begun) {
      millis += Math.clamp(nowMillis - lastMillis, 0, mostStepMillis);
    }
    begun = true;
    lastMillis = nowMillis;
  }

  /** How long, in milliseconds. */
  public synchronized long millis() {
    return millis;
  }
}
