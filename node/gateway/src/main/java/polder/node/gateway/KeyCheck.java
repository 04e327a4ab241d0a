package polder.node.gateway;

import java.util.Optional;
import polder.epoch.DeviceEntry;
import polder.epoch.KeyUse;
import polder.node.gateway.AccountCheck.Finding;
import polder.protocol.message.KeyAction;

/**
 * Checks what an owner or a manager asks about a device's key, as the epoch's registry will.
 *
 * @param known the devices
 * @param organisations whom their owners appointed
 * @param epoch the epoch that it will be in
 */
record KeyCheck(KnownDevices known, KnownOrganisations organisations, long epoch) {
  Finding check(Wire.OfAccount wire, KeyAction action) {
    Optional<DeviceEntry> found = known.of(action.network(), action.device());
    if (found.isEmpty()) {
      return new Finding.Bad("not_enrolled", "the device is not enrolled");
    }
    DeviceEntry device = found.get();
    Optional<Finding> objection =
        organisations.objection(
            device.sender().owner(),
            wire.message().account(),
            "only the owner can ask this of a device");
    if (objection.isPresent()) {
      return objection.get();
    }
    KeyUse use = device.use();
    if (use.status() == KeyUse.Status.REVOKED) {
      return revoked();
    }
    return switch (action) {
      case KeyAction.Rotate rotate -> rotate(wire, rotate, device);
      case KeyAction.Revoke revoke -> good(device.with(use.revoked(epoch)));
      case KeyAction.Resolve resolve -> good(device.with(use.resolved(resolve.above(), epoch)));
    };
  }

  private Finding rotate(Wire.OfAccount wire, KeyAction.Rotate rotate, DeviceEntry device) {
    if (!wire.proven()) {
      return new Finding.Bad(
          "no_possession",
          "the new key is not enrollable or did not sign the rotation, or the old key's signature"
              + " is not good");
    }
    if (!device.signsWith(rotate.device())) {
      return replaced(device);
    }
    return known.of(rotate.network(), rotate.newKey()).isPresent()
        ? new Finding.Bad("key_taken", "the new key is or was the key of a device")
        : good(device.with(device.use().rotated(rotate.newKey(), epoch)));
  }

  private static Finding good(DeviceEntry device) {
    return new Finding.Good(Optional.of(device));
  }

  static Finding revoked() {
    return new Finding.Bad("revoked", "the device was revoked: that is for ever");
  }

  static Finding replaced(DeviceEntry device) {
    return new Finding.Bad(
        "key_replaced", "its key is now " + device.use().key(device.sender().device()).did());
  }
}
