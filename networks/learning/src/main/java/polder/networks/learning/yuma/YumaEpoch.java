package polder.networks.learning.yuma;

import java.util.List;

/**
 * What an epoch of Yuma consensus works on.
 *
 * @param parameters the rules
 * @param block when it is
 * @param previousEpochBlock since when bonds to newcomers are void: those registered then or later
 *     start without any; the original takes the block after the last epoch that succeeded, or one
 *     tempo ago if there was none
 * @param emission how much there is to give out, at least 0
 * @param neurons who takes part, by number; at most 16,384, whose stakes together fit a long
 */
public record YumaEpoch(
    YumaParameters parameters,
    long block,
    long previousEpochBlock,
    long emission,
    List<Neuron> neurons) {
  /** How many may take part: with more, sums of weights might leave I32F32. */
  public static final int MAX_NEURONS = 16_384;

  /** Checks the ranges, and that rows name only those who take part. */
  public YumaEpoch {
    neurons = List.copyOf(neurons);
    if (neurons.size() > MAX_NEURONS) {
      throw new IllegalArgumentException(
          "at most " + MAX_NEURONS + " neurons take part, not " + neurons.size());
    }
    if (emission < 0) {
      throw new IllegalArgumentException("an emission is at least 0, not " + emission);
    }
    int count = neurons.size();
    parameters
        .owner()
        .ifPresent(uid -> {
          if (uid < 0 || uid >= count) {
            throw new IllegalArgumentException(
                "the owner is none of the " + count + " neurons: " + uid);
          }
        });
    for (int uid = 0; uid < count; uid++) {
      check(uid, "weights", neurons.get(uid).weights(), count);
      check(uid, "bonds", neurons.get(uid).bonds(), count);
    }
  }

  private static void check(int uid, String what, SparseRow row, int count) {
    if (row.size() > 0 && row.uid(row.size() - 1) >= count) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " of neuron "
              + uid
              + " name neuron "
              + row.uid(row.size() - 1)
              + ", of only "
              + count);
    }
  }
}
