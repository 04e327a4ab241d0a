package polder.node.alerts;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What an operator decides about alerts.
 *
 * @param rules when a device counts as silent, rejected, working
 * @param pace how often somebody is told
 * @param retries how long to wait after each try that failed; after the last one it is given up
 * @param url where people reach the node, for links
 */
public record AlertSettings(Rules rules, Pace pace, List<Duration> retries, Supplier<URI> url) {
  /** Eight tries over about nine hours. */
  public static final List<Duration> USUAL_RETRIES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(6));

  public AlertSettings {
    retries = List.copyOf(retries);
  }

  /**
   * When a device changes its condition.
   *
   * @param silentEpochs epochs in a row that no report covers until it is silent; never less than
   *     one and a half of the network's periods beyond what its last report covered
   * @param rejectedEpochs epochs in a row with mostly rejected readings until it is rejected
   * @param rejectedSharePpm from which share of an epoch's readings on they are mostly rejected
   * @param workingEpochs epochs in a row with good readings until it works again
   */
  public record Rules(
      int silentEpochs, int rejectedEpochs, long rejectedSharePpm, int workingEpochs) {
    /** Three, three, half, two. */
    public static final Rules USUAL = new Rules(3, 3, 500_000, 2);
  }

  /**
   * How often one subscription is told, however many devices change.
   *
   * @param burst messages at once
   * @param everyMillis after which time there may be one more
   */
  public record Pace(int burst, long everyMillis) {
    /** Four at once, then one in a quarter of an hour; what changes meanwhile comes together. */
    public static final Pace USUAL = new Pace(4, Duration.ofMinutes(15).toMillis());
  }
}
