package polder.node.view;

import java.time.Duration;

/**
 * How much the view holds and does.
 *
 * @param recentEpochs epochs whose rewards are kept in memory, at most
 * @param recentLines lines of rewards kept in memory, at most; the newest epoch is kept whatever
 *     its size
 * @param archiveEpochs epochs that one question may read from the archive, at most
 * @param pageItems most items of one answer
 * @param eventClients most clients that listen to events at once
 * @param eventQueue events that wait for a client, before it is dropped for being too slow
 * @param heartbeat how often a listening client hears that the node is there
 * @param provisionalEvery how often, at most, the running epoch is computed to say what it would
 *     pay
 * @param pulseEvery how often those who watch a network hear how it goes
 * @param leastFreeBytes free disk below which the node is not healthy
 */
public record ViewLimits(
    int recentEpochs,
    int recentLines,
    int archiveEpochs,
    int pageItems,
    int eventClients,
    int eventQueue,
    Duration heartbeat,
    Duration provisionalEvery,
    Duration pulseEvery,
    long leastFreeBytes) {
  /**
   * 100 epochs with 100,000 lines; 20 archived epochs and 1,000 items an answer; 200 listeners with
   * 64 events each and a heartbeat of 15 s; the running epoch at most once a second, a pulse every
   * two; 256 MiB free.
   */
  public static final ViewLimits USUAL =
      new ViewLimits(
          100,
          100_000,
          20,
          1_000,
          200,
          64,
          Duration.ofSeconds(15),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          256L << 20);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is below 1
   */
  public ViewLimits {
    boolean allPositive =
        recentEpochs > 0
            && recentLines > 0
            && archiveEpochs > 0
            && pageItems > 0
            && eventClients > 0
            && eventQueue > 0
            && heartbeat.isPositive()
            && provisionalEvery.isPositive()
            && pulseEvery.isPositive()
            && leastFreeBytes > 0;
    if (!allPositive) {
      throw new IllegalArgumentException("every limit of the view must be above 0");
    }
  }
}
