package polder.node.view;

import java.util.List;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.networks.Guide;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.manifest.NetworkManifest;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that is known of the devices of one network after an epoch: one walk over the state, shared
 * by all who ask until the next epoch.
 *
 * @param network the network
 * @param guide what may be asked of its rules
 * @param summary what its groups told each other of that epoch
 * @param epoch the latest epoch's header; empty before epoch 0
 * @param devices the devices that stand somewhere, by identifier; at most {@link
 *     Surveys#MOST_DEVICES}
 * @param leftOut how many more there are
 */
record Survey(
    NetworkManifest network,
    Guide guide,
    Bytes summary,
    Optional<EpochHeader> epoch,
    List<Surveyed> devices,
    long leftOut) {

  /**
   * A device.
   *
   * @param sender what the registry knows of it
   * @param rewards its rewards of the latest epoch in which it had any that memory has
   * @param lastEpoch which epoch that was; -1 if none
   */
  record Surveyed(SenderRecord sender, List<RewardLine> rewards, long lastEpoch) {
    /** Its weight in that epoch; -1 if there is none. */
    long weightPpm() {
      return lastEpoch < 0 ? -1 : rewards.stream().mapToLong(RewardLine::weightPpm).sum();
    }
  }

  /** The number of the latest epoch; -1 before epoch 0. */
  long number() {
    return epoch.map(EpochHeader::epoch).orElse(-1L);
  }

  /** Whether a device had a reward in the latest epoch, be it 0. */
  boolean isWeighed(Surveyed device) {
    return device.lastEpoch() >= 0 && device.lastEpoch() == number();
  }

  /** Says as of which epoch this is; null before epoch 0. */
  void putEpoch(ObjectNode node) {
    if (epoch.isPresent()) {
      node.put("epoch", number());
    } else {
      node.putNull("epoch");
    }
  }
}
