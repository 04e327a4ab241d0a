package polder.protocol.settlement;

import polder.protocol.Hash;

/**
 * Where an epoch stands on the chain: events up to a block are its inputs, and a version of the
 * validator set signs it.
 *
 * @param block number of the block, 0 without a chain
 * @param blockHash its hash, {@link Hash#ZERO} without a chain
 * @param validatorSet version of the set, 0 without a chain
 */
public record ChainPoint(long block, Hash blockHash, long validatorSet) {
  /** Of a deployment that settles on no chain. */
  public static final ChainPoint NONE = new ChainPoint(0, Hash.ZERO, 0);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public ChainPoint {
    if (block < 0 || validatorSet < 0) {
      throw new IllegalArgumentException(
          "blocks and validator sets are numbered from 0 on: " + block + ", " + validatorSet);
    }
  }
}
