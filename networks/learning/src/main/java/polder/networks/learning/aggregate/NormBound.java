package polder.networks.learning.aggregate;

/**
 * How long an update may be, by its L2 norm; a longer one is shortened before any rule sees it.
 * Norm clipping as in Sun, Kairouz, Suresh and McMahan, <i>Can You Really Backdoor Federated
 * Learning?</i>, 2019.
 */
public sealed interface NormBound {
  /**
   * The same for every round.
   *
   * @param norm in the updates' unit, at least 1
   */
  record Constant(long norm) implements NormBound {
    /** Checks the range. */
    public Constant {
      if (norm < 1) {
        throw new IllegalArgumentException("a norm is bounded by at least 1, not " + norm);
      }
    }
  }

  /**
   * By the norms of all: the median of them, of an even number the lower one of the two in the
   * middle, times a factor.
   *
   * @param factorPpm from 1 to 1,000 millions
   */
  record OfMedian(long factorPpm) implements NormBound {
    private static final long MAX_FACTOR_PPM = 1_000 * Rule.MILLION;

    /** Checks the range. */
    public OfMedian {
      if (factorPpm < 1 || factorPpm > MAX_FACTOR_PPM) {
        throw new IllegalArgumentException(
            "a bound is from 1 to " + MAX_FACTOR_PPM + " ppm of the median, not " + factorPpm);
      }
    }
  }
}
