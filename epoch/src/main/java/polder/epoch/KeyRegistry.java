package polder.epoch;

import java.util.Optional;
import polder.epoch.Registry.Result;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.KeyAction;

/**
 * Rotates and revokes devices' keys, and resolves clones, as their owners and their managers ask. A
 * device is known by its first key for ever; every key that it ever had belongs to it and to no
 * other device.
 */
final class KeyRegistry {
  private final EpochInputs inputs;
  private final StateDraft state;

  KeyRegistry(EpochInputs inputs, StateDraft state) {
    this.inputs = inputs;
    this.state = state;
  }

  Result carryOut(AccountMessage message, KeyAction action) {
    Optional<DeviceEntry> known = state.deviceOf(action.network(), action.device());
    if (known.isEmpty()) {
      return new Result.Refused("not_enrolled", "the device is not enrolled");
    }
    DeviceEntry device = known.get();
    Optional<Result.Refused> objection =
        new Organisations(state)
            .objection(
                device.sender().owner(),
                message.account(),
                "only the owner can ask this of a device");
    if (objection.isPresent()) {
      return objection.get();
    }
    if (device.use().status() == KeyUse.Status.REVOKED) {
      return revoked(device);
    }
    long epoch = inputs.window().epoch();
    DeviceId name = device.sender().device();
    return switch (action) {
      case KeyAction.Rotate rotate -> rotate(message, rotate, device);
      case KeyAction.Revoke revoke -> {
        state.put(action.network(), device.with(device.use().revoked(epoch)));
        yield new Result.Done("revoke", name.did());
      }
      case KeyAction.Resolve resolve -> {
        state.put(action.network(), device.with(device.use().resolved(resolve.above(), epoch)));
        yield new Result.Done("resolve", name.did() + " above " + resolve.above());
      }
    };
  }

  private Result rotate(AccountMessage message, KeyAction.Rotate rotate, DeviceEntry device) {
    if (!message.isPossessionProven(inputs.manifests().deployment())) {
      return new Result.Refused(
          "no_possession",
          "the new key is not enrollable or did not sign the rotation, or the old key's signature"
              + " is not good");
    }
    if (!device.signsWith(rotate.device())) {
      return replaced(device);
    }
    if (state.deviceOf(rotate.network(), rotate.newKey()).isPresent()) {
      return new Result.Refused("key_taken", "the new key is or was the key of a device");
    }
    DeviceId name = device.sender().device();
    if (rotate.succession().isEmpty()) {
      // What issuers said of a key holds for the next one if that key says so, and not by the
      // owner's word alone: it could be of another machine.
      state.put(StateKeys.credentials(rotate.network(), name), Optional.empty());
    }
    state.put(
        rotate.network(),
        device.with(device.use().rotated(rotate.newKey(), inputs.window().epoch())));
    state.put(StateKeys.keyHolder(rotate.network(), rotate.newKey()), Optional.of(name.multikey()));
    return new Result.Done("rotate", name.did() + " to " + rotate.newKey().did());
  }

  static Result.Refused revoked(DeviceEntry device) {
    return new Result.Refused(
        KeyUse.Status.REVOKED.code(),
        "the device was revoked in epoch " + device.use().sinceEpoch());
  }

  static Result.Refused replaced(DeviceEntry device) {
    return new Result.Refused(
        "key_replaced", "its key is now " + device.use().key(device.sender().device()).did());
  }
}
