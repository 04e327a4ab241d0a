package polder.node.gateway;

import java.util.Optional;
import polder.epoch.DeviceEntry;
import polder.epoch.Standing;
import polder.epoch.StateEntry;
import polder.protocol.identity.DeviceId;

/** What the registry knows of devices, with what it will know once the running epoch is sealed. */
record KnownDevices(Standing standing, Pending pending) {
  /** The device that signs, or once signed, with {@code key}. */
  Optional<DeviceEntry> of(String network, DeviceId key) {
    DeviceId name = named(network, key);
    return pending.device(network, name).or(() -> standing.device(network, name));
  }

  /** The name of the device that signs, or once signed, with {@code key}. */
  DeviceId named(String network, DeviceId key) {
    return pending
        .rotatedTo(network, key)
        .orElseGet(() -> StateEntry.named(standing.state(), network, key));
  }
}
