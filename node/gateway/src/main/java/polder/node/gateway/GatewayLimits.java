package polder.node.gateway;

/**
 * How much the gateway holds in memory and does at once.
 *
 * @param pendingSenders most senders of one running epoch that are remembered; of more than these
 *     only the epoch program counts the messages
 * @param accountMessages most messages of one account in one epoch; how many of a device is for the
 *     deployment's manifest to say
 * @param threads threads that check signatures of large batches, 1 or more
 * @param verifiedMessages how many messages are remembered at least as {@link VerifiedMessages}
 */
public record GatewayLimits(
    int pendingSenders, int accountMessages, int threads, int verifiedMessages) {
  /** 200,000 senders; 20,000 messages of an account; a thread a core; a million messages. */
  public static final GatewayLimits USUAL =
      new GatewayLimits(200_000, 20_000, Runtime.getRuntime().availableProcessors(), 1_000_000);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is below 1
   */
  public GatewayLimits {
    if (pendingSenders < 1 || accountMessages < 1 || threads < 1 || verifiedMessages < 1) {
      throw new IllegalArgumentException("every limit of the gateway must be 1 or more");
    }
  }
}
