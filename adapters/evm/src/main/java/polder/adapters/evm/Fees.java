package polder.adapters.evm;

import java.math.BigInteger;
import polder.ports.chain.ChainException;
import tools.jackson.databind.JsonNode;

/**
 * What a transaction pays, in wei a gas.
 *
 * @param most highest sum of base fee and tip
 * @param tip what the block's maker gets, at most {@code most}
 */
record Fees(BigInteger most, BigInteger tip) {
  private static final BigInteger TWO = BigInteger.TWO;
  private static final BigInteger EIGHT = BigInteger.valueOf(8);
  private static final BigInteger NINE = BigInteger.valueOf(9);
  private static final int HISTORY_BLOCKS = 10;
  private static final int MEDIAN = 50;

  Fees {
    if (tip.signum() < 0 || tip.compareTo(most) > 0) {
      throw new IllegalArgumentException("a tip of " + tip + " in fees of " + most);
    }
  }

  /**
   * What the last blocks suggest: the mean of their median tips, and room for the base fee to
   * double (it rises by an eighth a block at most).
   *
   * @param leastTip never less than that
   */
  static Fees suggested(Eth eth, BigInteger leastTip) throws ChainException {
    JsonNode history = eth.feeHistory(HISTORY_BLOCKS, MEDIAN);
    JsonNode bases = history.path("baseFeePerGas");
    if (!bases.isArray() || bases.isEmpty()) {
      throw new ChainException(
          ChainException.Kind.REFUSED,
          "eth_feeHistory: no base fees; the chain does not know EIP-1559, which is needed");
    }
    BigInteger next = Quantity.number(bases.get(bases.size() - 1), "base fee");
    BigInteger sum = BigInteger.ZERO;
    int blocks = 0;
    for (JsonNode rewards : history.path("reward")) {
      sum = sum.add(Quantity.number(rewards.path(0), "tip"));
      blocks++;
    }
    BigInteger mean = blocks == 0 ? BigInteger.ZERO : sum.divide(BigInteger.valueOf(blocks));
    BigInteger tip = mean.max(leastTip);
    return new Fees(next.multiply(TWO).add(tip), tip);
  }

  /** What the next block takes at least, if these were suggested: its base fee and the tip. */
  BigInteger least() {
    return most.subtract(tip).divide(TWO).add(tip);
  }

  /** The same, and not above {@code ceiling}. */
  Fees within(BigInteger ceiling) {
    BigInteger capped = most.min(ceiling);
    return new Fees(capped, tip.min(capped));
  }

  /** At least an eighth more than these in both, so that nodes let it take their place. */
  Fees replacedBy(Fees suggested) {
    BigInteger newMost = raised(most).max(suggested.most());
    return new Fees(newMost, raised(tip).max(suggested.tip()).min(newMost));
  }

  private static BigInteger raised(BigInteger fee) {
    return fee.multiply(NINE).add(EIGHT.subtract(BigInteger.ONE)).divide(EIGHT).add(BigInteger.ONE);
  }
}
