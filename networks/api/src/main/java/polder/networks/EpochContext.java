package polder.networks;

import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * What every group may know of the epoch.
 *
 * @param window the epoch's window
 * @param seed the epoch's seed: the only randomness there is
 * @param summary the network's summary of the epoch before, merged over all its groups
 * @param owners whose the deployment's devices are
 */
public record EpochContext(EpochWindow window, Hash seed, Bytes summary, Owners owners) {}
