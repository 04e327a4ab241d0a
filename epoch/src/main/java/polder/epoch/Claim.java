package polder.epoch;

import java.util.Optional;
import polder.networks.Contribution;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;

/**
 * What a device is to be paid for. Its grounds are encoded as soon as they are known, since they
 * wait until all that a network pays is known, and take several times as much in words.
 *
 * @param device the device
 * @param weight its weight, parts per million of a whole device
 * @param grounds the latter half of its line, see {@link OutcomeCodec#grounds}
 * @param earner the entries that it changes, if the epoch touched them before
 */
record Claim(DeviceId device, long weight, Bytes grounds, Optional<StateDraft.Earner> earner) {
  static Claim of(Contribution contribution, Optional<StateDraft.Earner> earner) {
    return new Claim(
        contribution.device(), contribution.weight(), OutcomeCodec.grounds(contribution), earner);
  }
}
