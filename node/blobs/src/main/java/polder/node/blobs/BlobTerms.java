package polder.node.blobs;

import java.time.Duration;

/**
 * What whoever puts and gets blobs may cost the node.
 *
 * @param blobBytes most bytes of a blob
 * @param ownerBytes most bytes of all blobs that one account holds
 * @param keep how long a blob is held for who put it, from the last time on
 * @param puts most blobs that are being put at once
 * @param slowestBytesASecond whoever sends or reads more slowly is cut off, after a minute's grace
 */
public record BlobTerms(
    long blobBytes, long ownerBytes, Duration keep, int puts, long slowestBytesASecond) {
  /** 1 GiB a blob, 8 GiB an account, for 7 days; 32 at once, of 64 KiB a second or more each. */
  public static final BlobTerms USUAL =
      new BlobTerms(1L << 30, 8L << 30, Duration.ofDays(7), 32, 64L << 10);

  private static final Duration GRACE = Duration.ofSeconds(60);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is below 1
   */
  public BlobTerms {
    if (blobBytes < 1
        || ownerBytes < 1
        || !keep.isPositive()
        || puts < 1
        || slowestBytesASecond < 1) {
      throw new IllegalArgumentException("every limit of blobs must be above 0");
    }
  }

  /** How long so many bytes may take on their way. */
  Duration patience(long bytes) {
    return GRACE.plusSeconds(bytes / slowestBytesASecond);
  }
}
