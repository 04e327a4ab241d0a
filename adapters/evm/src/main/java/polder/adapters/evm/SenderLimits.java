package polder.adapters.evm;

import java.math.BigInteger;

/**
 * How a sender behaves.
 *
 * @param confirmations blocks on top after which a transaction counts as settled, 0 for none
 * @param stuckBlocks blocks after which a version that is not mined gets higher fees, at least 1
 * @param maxFee highest fee, wei a gas, that is ever signed
 * @param leastTip lowest tip, wei a gas
 * @param maxBacklog most intents that are not over
 * @param window most intents with a transaction that are not in a block, at most what nodes queue
 */
public record SenderLimits(
    int confirmations,
    int stuckBlocks,
    BigInteger maxFee,
    BigInteger leastTip,
    int maxBacklog,
    int window) {
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);

  /** Checks the ranges. */
  public SenderLimits {
    if (confirmations < 0 || stuckBlocks < 1 || maxBacklog < 1 || window < 1) {
      throw new IllegalArgumentException("a sender's limits are above 0");
    }
    if (maxFee.signum() <= 0 || leastTip.signum() < 0 || leastTip.compareTo(maxFee) > 0) {
      throw new IllegalArgumentException("the lowest tip is above the highest fee");
    }
  }

  /**
   * Twelve confirmations, five blocks, 200 gwei, a thousandth of a gwei, 1,000 intents, 16 at once.
   */
  public static SenderLimits usual() {
    return new SenderLimits(
        12, 5, GWEI.multiply(BigInteger.valueOf(200)), BigInteger.TEN.pow(6), 1_000, 16);
  }

  /** The same with another number of confirmations. */
  public SenderLimits withConfirmations(int number) {
    return new SenderLimits(number, stuckBlocks, maxFee, leastTip, maxBacklog, window);
  }
}
