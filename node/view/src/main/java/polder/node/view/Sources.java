package polder.node.view;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.networks.NetworkKind;
import polder.node.alerts.AlertCounts;
import polder.node.closing.Closing;
import polder.node.gateway.DoorCounts;
import polder.node.gateway.Gateway;
import polder.node.journal.Journal;
import polder.ports.Archive;
import polder.ports.Time;
import polder.ports.chain.Settlement;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;

/**
 * What the view looks at.
 *
 * @param closing the epochs
 * @param running the window that is open now
 * @param closingFailed whether no further epoch will be closed
 * @param journal for its numbers
 * @param gateway for its numbers and for what is not sealed yet
 * @param archive the evidence
 * @param time the node's clock
 * @param freeBytes free bytes on the disk of the data
 * @param node who this node is
 * @param simulatedClock whether the node's clock is not that of the world
 * @param mqtt the door for MQTT in numbers
 * @param alerts numbers of the alerts
 * @param kinds the kinds of networks that this program knows
 * @param supply what there is of the token on the chain; empty if no chain pays or it does not
 *     answer
 */
public record Sources(
    Closing closing,
    Supplier<EpochWindow> running,
    BooleanSupplier closingFailed,
    Journal journal,
    Gateway gateway,
    Archive.Reader archive,
    Time time,
    LongSupplier freeBytes,
    DeviceId node,
    boolean simulatedClock,
    Supplier<DoorCounts> mqtt,
    Supplier<AlertCounts> alerts,
    List<NetworkKind> kinds,
    Supplier<Optional<Settlement.Supply>> supply) {
  /** Copies the list. */
  public Sources {
    kinds = List.copyOf(kinds);
  }

  /** Whether {@code network} is simulated by the rules in force. */
  boolean isSimulated(String network) {
    return closing
        .standing()
        .manifests()
        .network(network)
        .map(NetworkManifest::simulated)
        .orElse(false);
  }

  /** The name of the device in {@code network} that signs, or once signed, with {@code key}. */
  DeviceId named(String network, DeviceId key) {
    return gateway.named(network, key);
  }

  /**
   * The name of the device that signs, or once signed, with {@code key} in any network, sealed or
   * not yet; {@code key} itself where that is a device's name, or none's.
   */
  DeviceId named(DeviceId key) {
    if (!knows(key)) {
      for (String network : closing.standing().manifests().networks().keySet()) {
        DeviceId name = named(network, key);
        if (!name.equals(key)) {
          return name;
        }
      }
    }
    return key;
  }

  /** Whether a device of this name is enrolled anywhere, sealed or not yet. */
  boolean knows(DeviceId device) {
    Standing standing = closing.standing();
    for (String network : standing.manifests().networks().keySet()) {
      if (standing.device(network, device).isPresent()
          || gateway.pendingDevice(network, device).isPresent()) {
        return true;
      }
    }
    return false;
  }
}
