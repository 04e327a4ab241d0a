package polder.networks.learning.yuma;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One epoch of Yuma consensus: {@code epoch_mechanism} of {@code run_epoch.rs}, step by step, on
 * the same integers.
 */
public final class YumaConsensus {
  private final YumaEpoch epoch;
  private final int count;
  private final Stakes stakes;
  private final Opinions opinions;

  private YumaConsensus(YumaEpoch epoch) {
    this.epoch = epoch;
    this.count = epoch.neurons().size();
    this.stakes = Stakes.of(epoch);
    this.opinions = Opinions.of(epoch, stakes);
  }

  /**
   * What the epoch says of each neuron, by number.
   *
   * @throws ArithmeticException if all stakes together exceed a long
   */
  public static List<YumaScore> scores(YumaEpoch epoch) {
    return new YumaConsensus(epoch).run();
  }

  private List<YumaScore> run() {
    YumaParameters rules = epoch.parameters();
    long[] voting = opinions.ofHolders(stakes.active());
    Matrix weights = opinions.weights();
    long[] consensus = weights.medians(voting, Fixed.ofU16Share(rules.kappaU16()), count);
    Matrix clipped = weights.copy();
    clipped.clipColumns(consensus);
    long[] trust = opinions.byUid(clipped.rowSums(), count);
    long[] incentive = clipped.columnProducts(voting, count);
    Shares.normalize(incentive);
    Matrix buying = weights.interpolated(clipped, Fixed.ofU16Share(rules.bondsPenaltyU16()));
    Bonds bonds =
        Bonds.after(
            rules.bonds(), heldBonds(), new Bonds.Market(buying, voting, consensus, incentive));
    long[] dividends = opinions.byUid(bonds.dividends(), count);
    List<YumaScore.Emission> emissions = emissions(incentive, dividends);
    SparseRow[] kept = keptBonds(bonds.kept());
    List<YumaScore> scores = new ArrayList<>(count);
    for (int uid = 0; uid < count; uid++) {
      scores.add(
          new YumaScore(
              stakes.share()[uid],
              stakes.isActive()[uid],
              stakes.nextPermits()[uid],
              consensus[uid],
              trust[uid],
              incentive[uid],
              dividends[uid],
              emissions.get(uid),
              kept[uid]));
    }
    return List.copyOf(scores);
  }

  /** The bonds of the epoch before, without those to newcomers. */
  private Matrix heldBonds() {
    int[] holders = opinions.uids();
    Matrix held = new Matrix(new long[holders.length][count]);
    for (int i = 0; i < holders.length; i++) {
      SparseRow bonds = epoch.neurons().get(holders[i]).bonds();
      for (int k = 0; k < bonds.size(); k++) {
        int to = bonds.uid(k);
        if (epoch.neurons().get(to).registeredBlock() < epoch.previousEpochBlock()) {
          held.row(i)[to] = Fixed.of(bonds.value(k));
        }
      }
    }
    return held;
  }

  /** Bonds as they are stored, of those who may validate in the next epoch. */
  private SparseRow[] keptBonds(Matrix bonds) {
    SparseRow[] kept = new SparseRow[count];
    Arrays.fill(kept, SparseRow.EMPTY);
    for (int i = 0; i < bonds.rows(); i++) {
      int uid = opinions.uids()[i];
      if (stakes.nextPermits()[uid]) {
        kept[uid] = SparseRow.ofShares(bonds.row(i));
      }
    }
    return kept;
  }

  /**
   * Half of the emission goes by incentive, half by dividends; where there are neither, all goes by
   * stake, active if there is any.
   */
  private List<YumaScore.Emission> emissions(long[] incentive, long[] dividends) {
    long[] combined = new long[count];
    for (int uid = 0; uid < count; uid++) {
      combined[uid] = Fixed.add(incentive[uid], dividends[uid]);
    }
    long sum = Shares.sum(combined);
    long[] miners = incentive.clone();
    long[] validators = dividends.clone();
    Shares.normalize(miners, sum);
    Shares.normalize(validators, sum);
    Shares.normalize(combined, sum);
    if (sum == 0) {
      validators = Shares.sum(stakes.active()) == 0 ? stakes.share() : stakes.active();
      combined = validators;
    }
    List<YumaScore.Emission> emissions = new ArrayList<>(count);
    for (int uid = 0; uid < count; uid++) {
      emissions.add(
          new YumaScore.Emission(
              Fixed.multiply(miners[uid], epoch.emission()),
              Fixed.multiply(validators[uid], epoch.emission()),
              Fixed.multiply(combined[uid], epoch.emission())));
    }
    return emissions;
  }
}
