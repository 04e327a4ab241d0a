package polder.node.gateway;

/**
 * How much {@link Batches} hold and hand on at once.
 *
 * @param lanes lanes, each with a thread
 * @param waitingBytes bytes that may wait in a lane before its senders are to stop
 * @param batchMessages most messages of one batch; a single parcel may have more
 * @param busyAttempts how often messages are handed over for which the journal has no room
 * @param busyMillis how long to wait in between
 */
public record BatchLimits(
    int lanes, long waitingBytes, int batchMessages, int busyAttempts, int busyMillis) {
  /** 4 lanes of 16 MiB; batches of 2,048 messages; what finds no room is tried for 2 seconds. */
  public static final BatchLimits USUAL = new BatchLimits(4, 16L << 20, 2_048, 41, 50);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is below 1
   */
  public BatchLimits {
    if (lanes < 1 || waitingBytes < 1 || batchMessages < 1 || busyAttempts < 1 || busyMillis < 1) {
      throw new IllegalArgumentException("every limit of the batches must be 1 or more");
    }
  }
}
