package polder.node.session;

import java.time.Duration;

/**
 * How long and how many.
 *
 * @param nonce how long a nonce may be used after it was given
 * @param nonces most used nonces that are remembered
 * @param idle how long a session lasts without a request
 * @param most how long a session lasts at most
 * @param sessions most sessions at once; then the one ends that was unused longest
 * @param ofAccount most sessions of one account at once; likewise
 * @param questions most questions to the chain at once, of contract wallets that sign in
 */
public record SessionLimits(
    Duration nonce,
    int nonces,
    Duration idle,
    Duration most,
    int sessions,
    int ofAccount,
    int questions) {
  /** Ten minutes, 100,000; half an hour, twelve hours; 50,000 sessions, 16 of one; 4 questions. */
  public static final SessionLimits USUAL =
      new SessionLimits(
          Duration.ofMinutes(10),
          100_000,
          Duration.ofMinutes(30),
          Duration.ofHours(12),
          50_000,
          16,
          4);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is below 1
   */
  public SessionLimits {
    boolean allPositive =
        nonce.toSeconds() > 0
            && nonces > 0
            && idle.isPositive()
            && most.isPositive()
            && sessions > 0
            && ofAccount > 0
            && questions > 0;
    if (!allPositive) {
      throw new IllegalArgumentException("every limit of sessions must be above 0");
    }
  }
}
