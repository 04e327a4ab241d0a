package polder.networks.learning.aggregate;

/** How many updates become one, parameter by parameter or by choosing whole updates. */
public sealed interface Rule {
  /** Parts per million in all. */
  long MILLION = 1_000_000;

  /** The mean of all. One hostile update moves it anywhere. */
  record Mean() implements Rule {}

  /**
   * Of each parameter the median; of an even number the mean of the two in the middle.
   * Coordinate-wise median of Yin, Chen, Ramchandran and Bartlett, <i>Byzantine-Robust Distributed
   * Learning</i>, ICML 2018.
   */
  record Median() implements Rule {}

  /**
   * Of each parameter the mean without its largest and smallest values. Coordinate-wise trimmed
   * mean of the same paper.
   *
   * @param cutPpm the share of values cut off at either end, rounded down; from 0 to 499,999
   */
  record TrimmedMean(long cutPpm) implements Rule {
    /** Checks the range. */
    public TrimmedMean {
      if (cutPpm < 0 || 2 * cutPpm >= MILLION) {
        throw new IllegalArgumentException(
            "a trimmed mean cuts from 0 to 499999 ppm at either end, not " + cutPpm);
      }
    }

    /** How many of so many values are cut off at either end. */
    int cut(int count) {
      return (int) (count * cutPpm / MILLION);
    }
  }

  /**
   * The mean of those updates that are closest to their neighbours. Multi-Krum of Blanchard, El
   * Mhamdi, Guerraoui and Stainer, <i>Machine Learning with Adversaries: Byzantine Tolerant
   * Gradient Descent</i>, NeurIPS 2017: the score of an update is the sum of its squared distances
   * to the {@code n − hostile − 2} others that are closest to it, and those with the lowest scores
   * are selected, of equal ones the earlier senders'.
   *
   * @param hostile how many may be hostile, at least 0; needs {@code n ≥ 2 · hostile + 3} updates
   * @param selected how many count, from 1 to {@code n − hostile}
   */
  record MultiKrum(int hostile, int selected) implements Rule {
    /** Checks the ranges that do not depend on how many updates there are. */
    public MultiKrum {
      if (hostile < 0 || selected < 1) {
        throw new IllegalArgumentException(
            "Multi-Krum assumes at least 0 hostile updates and selects at least 1, not "
                + hostile
                + " and "
                + selected);
      }
    }

    /**
     * For {@code count} updates of which a share may be hostile: as many hostile ones as that is,
     * rounded down, and all others selected.
     *
     * @param hostilePpm at least 0
     * @param count at least 3
     * @throws IllegalArgumentException if so many cannot be told apart, or there are too few
     *     updates
     */
    public static MultiKrum forShare(long hostilePpm, int count) {
      int hostile = Math.toIntExact(count * hostilePpm / MILLION);
      MultiKrum rule = new MultiKrum(hostile, Math.max(1, count - hostile));
      rule.check(count);
      return rule;
    }

    void check(int count) {
      if (count < 2L * hostile + 3) {
        throw new IllegalArgumentException(
            "Multi-Krum against "
                + hostile
                + " hostile updates needs at least "
                + (2L * hostile + 3)
                + ", there are "
                + count
                + "; assume fewer, or use the median");
      }
      if (selected > count - hostile) {
        throw new IllegalArgumentException(
            "Multi-Krum selects at most "
                + (count - hostile)
                + " of "
                + count
                + " updates, of which "
                + hostile
                + " may be hostile, not "
                + selected);
      }
    }
  }
}
