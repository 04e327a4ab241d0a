package polder.networks.learning.yuma;

/**
 * The score up to which a majority of the stake goes: the smallest one that, with all below, has
 * more stake than the minority. It is what {@code weighted_median} of {@code math.rs} finds, whose
 * partitions are exact and end at the same score whichever pivots are taken.
 *
 * <p>An instance owns room for as many scores as there are stakes and is used again for each
 * column. On average the time grows with the number of scores, at worst with its square.
 */
public final class WeightedMedian {
  private final long[] stakes;
  private final long minority;
  private final long[] scores;
  private final long[] held;

  /**
   * @param stakes each at least 0
   * @param minority how much stake is not yet a majority
   */
  WeightedMedian(long[] stakes, long minority) {
    this.stakes = stakes;
    this.minority = minority;
    this.scores = new long[stakes.length];
    this.held = new long[stakes.length];
  }

  /**
   * For scores by those who hold {@code stakes}, of which a share of {@code majority} decides.
   *
   * @param stakes each above 0; brought to a sum of 1 before they count
   */
  static WeightedMedian ofShares(long[] stakes, long majority) {
    long[] shares = stakes.clone();
    Shares.normalize(shares);
    return new WeightedMedian(shares, Fixed.subtract(Shares.sum(shares), majority));
  }

  /**
   * The score that who holds a share of {@code kappaU16} of the stake reaches; 0 where nobody has
   * any.
   *
   * @param stakes each above 0; their sum fits a long
   * @param scores as many
   * @param kappaU16 in 65,535ths
   */
  public static long of(long[] stakes, long[] scores, int kappaU16) {
    WeightedMedian median = ofShares(stakes, Fixed.ofU16Share(kappaU16));
    System.arraycopy(scores, 0, median.scores(), 0, scores.length);
    return median.find();
  }

  /** Where the scores of the next median belong, in the order of the stakes. */
  long[] scores() {
    return scores;
  }

  /** The median of what is in {@link #scores}, which are in another order afterwards; else 0. */
  long find() {
    if (scores.length == 0) {
      return 0;
    }
    System.arraycopy(stakes, 0, held, 0, stakes.length);
    int from = 0;
    int to = scores.length;
    long below = 0;
    while (to - from > 1) {
      long pivot = scores[(from + to) >>> 1];
      int equal = from;
      int above = to;
      long lower = 0;
      long same = 0;
      // Three-way partition: smaller ones to the front, larger ones to the back.
      for (int i = from; i < above; ) {
        long score = scores[i];
        if (score < pivot) {
          lower += held[i];
          swap(i++, equal++);
        } else if (score > pivot) {
          swap(i, --above);
        } else {
          same += held[i++];
        }
      }
      if (minority < below + lower && equal > from) {
        to = equal;
      } else if (below + lower + same <= minority && above < to) {
        from = above;
        below += lower + same;
      } else {
        return pivot;
      }
    }
    return scores[from];
  }

  private void swap(int i, int j) {
    long score = scores[i];
    scores[i] = scores[j];
    scores[j] = score;
    long stake = held[i];
    held[i] = held[j];
    held[j] = stake;
  }
}
