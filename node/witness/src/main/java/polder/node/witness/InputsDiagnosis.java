package polder.node.witness;

import java.util.Optional;
import java.util.Set;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CodecException;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.CanonicalOrder;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;

/**
 * Finds out which message of a changed file was changed: the first that is no message, whose
 * signature fails, or that stands out of order, and that was not refused for it when the epoch was
 * sealed.
 */
final class InputsDiagnosis {
  private final DeploymentManifest deployment;
  private final Set<Hash> refused;

  /**
   * For files of {@code deployment}.
   *
   * @param refused messages whose form or signature was found wrong when the epoch was sealed
   */
  InputsDiagnosis(DeploymentManifest deployment, Set<Hash> refused) {
    this.deployment = deployment;
    this.refused = refused;
  }

  /** What is wrong in {@code file}, in words. */
  String of(Bytes file, long count) {
    CborReader reader = new CborReader(file);
    int index = 0;
    Optional<Message> before = Optional.empty();
    while (reader.hasMore()) {
      int at = reader.offset();
      Bytes wire;
      try {
        wire = reader.encodedItem();
      } catch (CodecException e) {
        return "message " + index + ", at byte " + at + ", is not canonical: " + e.getMessage();
      }
      try {
        Message message = Message.decode(wire);
        String name = "message " + index + ", at byte " + at + ", " + message.id();
        if (!isSigned(message) && !refused.contains(message.id())) {
          return name + ": its signature fails";
        }
        if (before.isPresent() && CanonicalOrder.COMPARATOR.compare(before.get(), message) > 0) {
          return name + ": it stands out of order";
        }
        before = Optional.of(message);
      } catch (CodecException e) {
        if (!refused.contains(Hash.sha256(wire.unsafeArray()))) {
          return "message " + index + ", at byte " + at + ", is none: " + e.getMessage();
        }
      }
      index++;
    }
    return index == count
        ? "each of its messages is good by itself: one was put in place of another"
        : "it holds " + index + " messages, its header says " + count;
  }

  private boolean isSigned(Message message) {
    return switch (message) {
      case DeviceMessage device -> device.isSignatureGood();
      case AccountMessage account ->
          account.isSignatureGood(deployment) && account.isPossessionProven(deployment);
    };
  }
}
