package polder.networks.learning.yuma;

import java.util.OptionalInt;

/**
 * The rules of one group of validators and miners.
 *
 * @param kappaU16 the share of stake that makes a majority, in 65,535ths (32,767: half)
 * @param bondsPenaltyU16 how much of what consensus clips off a weight is lost for bonds as well,
 *     in 65,535ths: 0 nothing, 65,535 all
 * @param activityCutoffBlocks for how long the stake of those counts who say nothing new, at least
 *     0
 * @param minStake who has less has none, at least 0
 * @param maxValidators how many may validate, at least 0
 * @param owner of the group, if it takes part: may always validate, needs no minimum and may have
 *     an opinion of itself
 * @param bonds how opinions turn into bonds
 */
public record YumaParameters(
    int kappaU16,
    int bondsPenaltyU16,
    long activityCutoffBlocks,
    long minStake,
    int maxValidators,
    OptionalInt owner,
    BondRule bonds) {
  /** Checks the ranges. */
  public YumaParameters {
    checkShare("kappa", kappaU16);
    checkShare("the bonds penalty", bondsPenaltyU16);
    if (activityCutoffBlocks < 0 || minStake < 0 || maxValidators < 0) {
      throw new IllegalArgumentException(
          "none of these is below 0: activity cutoff "
              + activityCutoffBlocks
              + ", minimum stake "
              + minStake
              + ", validators "
              + maxValidators);
    }
  }

  private static void checkShare(String what, int share) {
    if (share < 0 || share > Fixed.U16_MAX) {
      throw new IllegalArgumentException(what + " is from 0 to 65535, not " + share);
    }
  }
}
