package polder.networks.learning.yuma;

import java.math.BigInteger;
import java.util.List;
import java.util.OptionalInt;

/**
 * Whose stake counts in an epoch.
 *
 * @param share of all stake, by neuron, in I32F32
 * @param isActive who said something lately
 * @param permits who may validate now
 * @param nextPermits who may validate in the next epoch
 * @param active share of the stake of active validators, by neuron
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Stakes(
    long[] share, boolean[] isActive, boolean[] permits, boolean[] nextPermits, long[] active) {

  static Stakes of(YumaEpoch epoch) {
    YumaParameters rules = epoch.parameters();
    List<Neuron> neurons = epoch.neurons();
    int count = neurons.size();
    long[] share = shares(neurons, rules);
    boolean[] isActive = new boolean[count];
    boolean[] permits = new boolean[count];
    long[] active = new long[count];
    for (int uid = 0; uid < count; uid++) {
      Neuron neuron = neurons.get(uid);
      // Saturates, as in the original: a cutoff beyond all blocks never cuts off.
      isActive[uid] =
          Fixed.add(neuron.updatedBlock(), rules.activityCutoffBlocks()) >= epoch.block();
      permits[uid] = neuron.permit() || isOwner(uid, rules.owner());
      active[uid] = isActive[uid] && permits[uid] ? share[uid] : 0;
    }
    Shares.normalize(active);
    boolean[] next = Shares.topNonZero(share, rules.maxValidators());
    rules.owner().ifPresent(uid -> next[uid] = true);
    return new Stakes(share, isActive, permits, next, active);
  }

  static boolean isOwner(int uid, OptionalInt owner) {
    return owner.isPresent() && owner.getAsInt() == uid;
  }

  /**
   * Each stake as a share of all that reach the minimum: a quotient in I64F64 ({@code
   * inplace_normalize_64}), then in I32F32, each rounded down, which is the same as rounding once.
   */
  private static long[] shares(List<Neuron> neurons, YumaParameters rules) {
    long[] counted = new long[neurons.size()];
    long sum = 0;
    for (int uid = 0; uid < counted.length; uid++) {
      long stake = neurons.get(uid).stake();
      counted[uid] = stake < rules.minStake() && !isOwner(uid, rules.owner()) ? 0 : stake;
      sum = Math.addExact(sum, counted[uid]);
    }
    long[] shares = new long[counted.length];
    for (int uid = 0; uid < shares.length && sum > 0; uid++) {
      shares[uid] = ratio(counted[uid], sum);
    }
    return shares;
  }

  private static long ratio(long part, long whole) {
    return BigInteger.valueOf(part)
        .shiftLeft(Fixed.FRACTION_BITS)
        .divide(BigInteger.valueOf(whole))
        .longValueExact();
  }
}
