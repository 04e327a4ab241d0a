package polder.agent.blob;

import java.time.Duration;

/**
 * How long a client goes on trying.
 *
 * @param tries how often, 1 or more
 * @param leastWaitMillis the first wait between two; each is twice as long
 * @param mostWaitMillis the longest wait
 * @param grace what a request may take beside its bytes
 * @param slowestBytesASecond with fewer bytes a second a request has taken too long
 */
public record Patience(
    int tries,
    long leastWaitMillis,
    long mostWaitMillis,
    Duration grace,
    long slowestBytesASecond) {
  /** Six tries within a minute or two; 60 s a request and 64 KiB a second. */
  public static final Patience USUAL =
      new Patience(6, 1_000, 30_000, Duration.ofSeconds(60), 64 << 10);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public Patience {
    if (tries < 1
        || leastWaitMillis < 1
        || mostWaitMillis < leastWaitMillis
        || !grace.isPositive()
        || slowestBytesASecond < 1) {
      throw new IllegalArgumentException("patience has no number below 1");
    }
  }

  Duration forBytes(long bytes) {
    return grace.plusSeconds(bytes / slowestBytesASecond);
  }
}
