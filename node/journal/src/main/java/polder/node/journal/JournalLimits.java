package polder.node.journal;

/**
 * How much may wait, and how much is written at once. One message is always taken, whatever its
 * size.
 *
 * @param queuedMessages most messages that wait
 * @param queuedBytes most bytes of messages that wait
 * @param batchMessages most messages of one write
 * @param batchBytes most bytes of messages of one write
 */
public record JournalLimits(
    int queuedMessages, long queuedBytes, int batchMessages, long batchBytes) {
  /** 65,536 messages or 64 MiB wait; 4,096 messages or 8 MiB are written at once. */
  public static final JournalLimits USUAL = new JournalLimits(65_536, 64L << 20, 4_096, 8L << 20);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is below 1
   */
  public JournalLimits {
    if (queuedMessages < 1 || queuedBytes < 1 || batchMessages < 1 || batchBytes < 1) {
      throw new IllegalArgumentException("every limit of the journal must be 1 or more");
    }
  }
}
