/**
 * Yuma consensus, by which Bittensor turns validators' opinions of miners into shares: a
 * stake-weighted median of the opinions, opinions clipped to it, bonds of validators to the miners
 * whom they found early, dividends by bonds, permits by stake. The formulas are those of {@code
 * pallets/subtensor/src/epoch} of <a
 * href="https://github.com/opentensor/subtensor">opentensor/subtensor</a> as of commit 14bc6f9f, in
 * its integers ({@link polder.networks.learning.yuma.Fixed}), so that both give the same bits.
 *
 * <p>Receives stake, opinions that were already revealed, and the bonds of the epoch before; gives
 * scores and bonds. Look first at {@link polder.networks.learning.yuma.YumaConsensus}.
 */
@NullMarked
package polder.networks.learning.yuma;

import org.jspecify.annotations.NullMarked;
