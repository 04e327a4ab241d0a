package polder.node.gateway;

import java.util.Optional;
import polder.epoch.DeviceEntry;
import polder.epoch.KeyUse;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.networks.Judgement;
import polder.networks.NetworkRules;
import polder.networks.SenderRecord;
import polder.protocol.message.DeviceMessage;

/** Checks what a device sent, as the epoch's admission and the network's rules will. */
record DeviceCheck(Standing standing, Pending pending, EpochWindow window, Exhibits exhibits) {
  /** What a check says. */
  sealed interface Finding {
    /** Nothing is wrong. */
    record Good() implements Finding {}

    /** Something is wrong with the message of a known device. */
    record Bad(Reply.Refused refusal) implements Finding {}

    /** Nothing shows that a known device sent this. */
    record Stranger(Reply.Refused refusal) implements Finding {}
  }

  Finding check(Wire.OfDevice wire) {
    DeviceMessage message = wire.message();
    if (standing.manifests().network(message.network()).isEmpty()) {
      return stranger(message, "unknown_network", "there is no network of this name");
    }
    Optional<DeviceEntry> device =
        new KnownDevices(standing, pending).of(message.network(), message.device());
    if (device.isEmpty()) {
      return stranger(message, "not_enrolled", "enrol the device first");
    }
    return wire.signed()
        ? known(message, device.get())
        : stranger(message, "bad_signature", "the device did not sign this");
  }

  private Finding known(DeviceMessage message, DeviceEntry device) {
    KeyUse use = device.use();
    if (!device.signsWith(message.device())) {
      return bad(
          message, "key_replaced", "its key is now " + use.key(device.sender().device()).did());
    }
    if (!use.isActive()) {
      return bad(message, use.status().code(), since(use));
    }
    if (!device.sender().via().equals(message.via())) {
      return bad(message, "wrong_via", "enrolled via " + device.sender().via().orElse("nobody"));
    }
    // What shows that the device is cloned must reach the epoch, whatever it says beyond that.
    if (use.fork(message).isPresent()) {
      return new Finding.Good();
    }
    if (message.sequence() <= use.sequence()) {
      return bad(message, "old_sequence", "the last sequence was " + use.sequence());
    }
    NetworkRules<?> rules = standing.rules().get(message.network());
    return rules == null ? new Finding.Good() : judge(rules, message, device.sender());
  }

  /** Has the blobs stay that a message brought which was taken before the node started. */
  void remember(DeviceMessage message) {
    NetworkRules<?> rules = standing.rules().get(message.network());
    Optional<DeviceEntry> device =
        new KnownDevices(standing, pending).of(message.network(), message.device());
    if (rules != null && device.isPresent()) {
      judge(rules, message, device.get().sender());
    }
  }

  private <E> Finding judge(NetworkRules<E> rules, DeviceMessage message, SenderRecord sender) {
    return switch (rules.judge(message, sender, window)) {
      case Judgement.Refused<E>(String reason, String detail) -> bad(message, reason, detail);
      case Judgement.Plausible<E>(E evidence) ->
          rules.exhibits(evidence).stream()
              .flatMap(exhibit -> exhibits.keep(exhibit, window.epoch()).stream())
              .findFirst()
              .map(lack -> bad(message, "no_exhibit", lack))
              .orElseGet(Finding.Good::new);
    };
  }

  private static String since(KeyUse use) {
    return use.status() == KeyUse.Status.CLONED
        ? "its key signs in two places, as was seen in epoch "
            + use.sinceEpoch()
            + "; its owner resolves it by: polder device rotate, or polder device resolve"
        : "the device was revoked in epoch " + use.sinceEpoch();
  }

  private static Finding bad(DeviceMessage message, String reason, String detail) {
    return new Finding.Bad(new Reply.Refused(message.id(), reason, detail));
  }

  private static Finding stranger(DeviceMessage message, String reason, String detail) {
    return new Finding.Stranger(new Reply.Refused(message.id(), reason, detail));
  }
}
