package polder.epoch;

import java.util.Optional;
import java.util.function.Function;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;

/**
 * Why a document counts for nothing though a trusted issuer signed it. The registry asks it of the
 * state of its epoch, a door of what it knows of that.
 *
 * @param network to which the document is shown
 * @param endMillis the end of the window of the epoch in which it is
 * @param devices finds a device by any key that it ever had
 * @param lists finds a list of revocations by its key in the state
 */
public record ShownCheck(
    String network,
    long endMillis,
    Function<DeviceId, Optional<DeviceEntry>> devices,
    Function<Bytes, Optional<RevocationEntry>> lists) {

  /** What {@code shown} is then: itself, or refused. */
  public ShownDocument judge(ShownDocument shown) {
    return switch (shown) {
      case ShownDocument.Refused refused -> refused;
      case ShownDocument.Revocations revocations -> ofList(revocations);
      case ShownDocument.About about -> ofCredential(about);
    };
  }

  private ShownDocument ofList(ShownDocument.Revocations shown) {
    // Else one list dated far ahead would be younger than all that its issuer makes later.
    if (shown.entry().fromMillis() > endMillis) {
      return new ShownDocument.Refused(
          "not_yet_valid", "the list's validFrom is later: show it then");
    }
    if (shown.untilMillis() <= endMillis) {
      return new ShownDocument.Refused(
          "expired", "the list is not valid any more: ask its issuer for a younger one");
    }
    Bytes key = StateKeys.revocations(network, shown.issuer(), shown.list());
    boolean old =
        lists
            .apply(key)
            .filter(known -> known.fromMillis() >= shown.entry().fromMillis())
            .isPresent();
    return old
        ? new ShownDocument.Refused(
            "old_list", "a list of the same validFrom or later is known already")
        : shown;
  }

  private ShownDocument ofCredential(ShownDocument.About shown) {
    Optional<DeviceEntry> device = devices.apply(shown.device());
    if (device.isEmpty()) {
      return new ShownDocument.Refused("not_enrolled", "enrol the device first");
    }
    if (!device.get().signsWith(shown.device())) {
      Registry.Result.Refused replaced = KeyRegistry.replaced(device.get());
      return new ShownDocument.Refused(replaced.reason(), replaced.detail());
    }
    if (shown.credential().untilMillis() <= endMillis) {
      return new ShownDocument.Refused("expired", "the credential is not valid any more");
    }
    return shown.credential().isRevoked(network, lists)
        ? new ShownDocument.Refused("revoked_credential", "its issuer revoked it")
        : shown;
  }
}
