package polder.networks.learning.yuma;

/**
 * What an epoch says of one neuron. Shares are I32F32; {@link Fixed} turns them into millionths or
 * the original's 65,535ths.
 *
 * @param stake its share of all stake
 * @param isActive whether it said something lately
 * @param permit whether it may validate in the next epoch
 * @param consensus the weight up to which a majority of stake goes for it
 * @param trust as a validator: how much of its weights consensus left it
 * @param incentive as a miner: its share of the clipped weights, by stake
 * @param dividend as a validator: its share of what its bonds earned
 * @param emission what it is given
 * @param bonds to be kept for the next epoch
 */
public record YumaScore(
    long stake,
    boolean isActive,
    boolean permit,
    long consensus,
    long trust,
    long incentive,
    long dividend,
    Emission emission,
    SparseRow bonds) {
  /**
   * What a neuron is given, each rounded down, so that a few units of the epoch's emission stay.
   *
   * @param miner for its incentive
   * @param validator for its dividend; by stake where nobody earned anything
   * @param combined for both, rounded once
   */
  public record Emission(long miner, long validator, long combined) {}
}
