package polder.epoch;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import polder.protocol.identity.Account;

/** The entries that change when a device earns: its own, and its owner's once that is known. */
final class Earner {
  private final Draft<DeviceEntry> device;
  private @Nullable Draft<AccountEntry> owner;

  Earner(Draft<DeviceEntry> device) {
    this.device = device;
  }

  Draft<DeviceEntry> device() {
    return device;
  }

  /** The device as it stands. */
  DeviceEntry entry() {
    return device.entry().orElseThrow();
  }

  /** Who owns it. */
  Account account() {
    return entry().sender().owner();
  }

  boolean isOwnerKnown() {
    return owner != null;
  }

  /** The owner's entry, which is known. */
  Draft<AccountEntry> owner() {
    return Objects.requireNonNull(owner);
  }

  /** The same with the entry of its owner. */
  Earner ownedBy(Draft<AccountEntry> account) {
    owner = account;
    return this;
  }
}
