package polder.epoch;

import org.jspecify.annotations.Nullable;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;

/**
 * What a device is to be paid for. Its grounds are encoded as soon as they are known, since they
 * wait until all that a network pays is known, and take several times as much in words.
 *
 * @param device the device
 * @param weight its weight, parts per million of a whole device
 * @param grounds the latter half of its line, see {@link OutcomeCodec#writeGrounds}
 * @param earner the entries that it changes; null if the epoch did not touch them before
 */
record Claim(DeviceId device, long weight, Bytes grounds, @Nullable Earner earner) {}
