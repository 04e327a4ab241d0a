package polder.networks.learning.yuma;

/**
 * One who takes part: as a validator with opinions of others, as a miner of whom others have
 * opinions, or both. Its number (uid) is its place in {@link YumaEpoch#neurons}. Moments are
 * counted in blocks, which may be any unit that only grows.
 *
 * @param stake in the smallest unit, at least 0
 * @param updatedBlock when it last said its weights; where they were committed first, when that was
 * @param registeredBlock when it came, or took the place of one who left
 * @param permit whether it may validate, as the epoch before said
 * @param weights its opinion of others, in any scale
 * @param bonds as the epoch before left them
 */
public record Neuron(
    long stake,
    long updatedBlock,
    long registeredBlock,
    boolean permit,
    SparseRow weights,
    SparseRow bonds) {
  /** Checks the ranges. */
  public Neuron {
    if (stake < 0 || updatedBlock < 0 || registeredBlock < 0) {
      throw new IllegalArgumentException(
          "stake and blocks are at least 0: stake "
              + stake
              + ", updated "
              + updatedBlock
              + ", registered "
              + registeredBlock);
    }
  }
}
