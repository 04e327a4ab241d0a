package polder.node.join;

import java.time.Duration;

/**
 * How long and how many.
 *
 * @param life how long a draft may be signed
 * @param drafts most drafts at once
 * @param ofAccount most drafts of one account at once
 * @param rows most devices in one file
 * @param devices most devices for which the node signs
 * @param devicesOfAccount most of them of one account, in one network
 */
public record JoinLimits(
    Duration life, int drafts, int ofAccount, int rows, int devices, int devicesOfAccount) {
  /** An hour; 20,000 drafts, 1,000 of one account; 500 rows; 10,000 devices, 2,000 of one. */
  public static final JoinLimits USUAL =
      new JoinLimits(Duration.ofHours(1), 20_000, 1_000, 500, 10_000, 2_000);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a limit is below 1
   */
  public JoinLimits {
    boolean allPositive =
        life.isPositive()
            && drafts > 0
            && ofAccount > 0
            && rows > 0
            && devices > 0
            && devicesOfAccount > 0;
    if (!allPositive) {
      throw new IllegalArgumentException("every limit of joining must be above 0");
    }
  }
}
