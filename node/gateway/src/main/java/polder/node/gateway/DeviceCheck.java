package polder.node.gateway;

import java.util.Optional;
import polder.epoch.DeviceEntry;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.networks.Judgement;
import polder.networks.NetworkRules;
import polder.networks.SenderRecord;
import polder.protocol.message.DeviceMessage;

/** Checks what a device sent, as the epoch's admission and the network's rules will. */
record DeviceCheck(Standing standing, Pending pending, EpochWindow window) {
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
    Optional<DeviceEntry> sealed = standing.device(message.network(), message.device());
    Optional<SenderRecord> sender =
        pending
            .device(message.network(), message.device())
            .or(() -> sealed.map(DeviceEntry::sender));
    if (sender.isEmpty()) {
      return stranger(message, "not_enrolled", "enrol the device first");
    }
    return wire.signed()
        ? known(message, sender.get(), sealed.map(DeviceEntry::sequence).orElse(0L))
        : stranger(message, "bad_signature", "the device did not sign this");
  }

  private Finding known(DeviceMessage message, SenderRecord sender, long lastSequence) {
    if (!sender.via().equals(message.via())) {
      return bad(message, "wrong_via", "enrolled via " + sender.via().orElse("nobody"));
    }
    if (message.sequence() <= lastSequence) {
      return bad(message, "old_sequence", "the last sequence was " + lastSequence);
    }
    if (isTaken(message)) {
      return bad(message, "old_sequence", "another message has this sequence");
    }
    NetworkRules<?> rules = standing.rules().get(message.network());
    return rules != null
            && rules.judge(message, sender, window)
                instanceof Judgement.Refused<?>(String reason, String detail)
        ? bad(message, reason, detail)
        : new Finding.Good();
  }

  private boolean isTaken(DeviceMessage message) {
    return pending
        .last(Pending.Sender.of(message.network(), message.device()))
        .filter(last -> last.sequence() == message.sequence())
        .filter(last -> !last.message().equals(message.id()))
        .isPresent();
  }

  private static Finding bad(DeviceMessage message, String reason, String detail) {
    return new Finding.Bad(new Reply.Refused(message.id(), reason, detail));
  }

  private static Finding stranger(DeviceMessage message, String reason, String detail) {
    return new Finding.Stranger(new Reply.Refused(message.id(), reason, detail));
  }
}
