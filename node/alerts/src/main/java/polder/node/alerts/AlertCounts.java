package polder.node.alerts;

/**
 * Alerts in numbers, since the start where they are counters.
 *
 * @param subscriptions how many there are
 * @param devices how many are watched
 * @param waiting messages that wait to be sent or tried again
 * @param delivered messages handed over
 * @param failedTries tries that failed and are repeated
 * @param givenUp messages that will not be sent any more
 * @param missedEpochs epochs that were not looked at, because too many waited
 */
public record AlertCounts(
    long subscriptions,
    long devices,
    long waiting,
    long delivered,
    long failedTries,
    long givenUp,
    long missedEpochs) {
  /** Of a node without alerts. */
  public static final AlertCounts NONE = new AlertCounts(0, 0, 0, 0, 0, 0, 0);
}
