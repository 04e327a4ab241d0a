package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.Admission.Sent;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.DeviceMessage;

/**
 * Admits what devices sent, in canonical order. Where two messages show that one key signs in two
 * places, nothing that it signed in the epoch counts: neither copy is believed more than the other.
 */
final class DeviceAdmission {
  /** As devices' messages are weighed: a rotated key stands elsewhere than its device. */
  private static final Comparator<Sent> BY_DEVICE =
      Comparator.<Sent, DeviceId>comparing(sent -> sent.sender().device())
          .thenComparingLong(sent -> sent.message().sequence());

  private final EpochInputs inputs;
  private final StateDraft state;
  private final CredentialBook credentials;
  private final List<OutcomeLeaf.Refusal> refusals;
  private final SortedMap<String, List<Sent>> byNetwork = new TreeMap<>();
  private Turn turn = new Turn("", Bytes.EMPTY, new ArrayList<>());

  DeviceAdmission(EpochInputs inputs, StateDraft state, List<OutcomeLeaf.Refusal> refusals) {
    this.inputs = inputs;
    this.state = state;
    this.credentials = new CredentialBook(inputs, state);
    this.refusals = refusals;
  }

  /** One key's turn in one network. What others forge does not count. */
  private static final class Turn {
    final String network;
    final Bytes key;
    final List<Sent> sent;
    final int first;
    Hash latest = Hash.ZERO;
    Optional<Hash> fork = Optional.empty();

    /**
     * @param sent what was admitted in the network before
     */
    Turn(String network, Bytes key, List<Sent> sent) {
      this.network = network;
      this.key = key;
      this.sent = sent;
      this.first = sent.size();
    }

    boolean isOf(DeviceMessage message) {
      return message.sender().equals(key) && message.network().equals(network);
    }
  }

  /** Takes the next message. */
  void admit(DeviceMessage message, boolean signed) {
    if (inputs.manifests().network(message.network()).isEmpty()) {
      refuse(message, "unknown_network", "there is no network of this name");
      return;
    }
    if (!turn.isOf(message)) {
      endTurn();
      turn =
          new Turn(
              message.network(),
              message.sender(),
              byNetwork.computeIfAbsent(message.network(), name -> new ArrayList<>()));
    }
    Optional<Draft<DeviceEntry>> found = state.draftOf(message.network(), message.device());
    if (found.isEmpty()) {
      refuse(message, "not_enrolled", "enrol the device first");
    } else if (!signed) {
      refuse(message, "bad_signature", "the device did not sign this");
    } else {
      admit(message, found.get());
    }
  }

  private void admit(DeviceMessage message, Draft<DeviceEntry> entry) {
    DeviceEntry device = entry.entry().orElseThrow();
    if (!device.signsWith(message.device())) {
      refuse(message, KeyRegistry.replaced(device));
    } else if (device.use().status() == KeyUse.Status.REVOKED) {
      refuse(message, KeyRegistry.revoked(device));
    } else if (!device.sender().via().equals(message.via())) {
      refuse(message, "wrong_via", "enrolled via " + device.sender().via().orElse("nobody"));
    } else if (message.id().equals(turn.latest)) {
      refuse(message, "duplicate", "this message is in the epoch already");
    } else if (device.use().status() == KeyUse.Status.CLONED) {
      entry.write(device.with(device.use().passed(message.sequence())));
      refuse(message, KeyUse.Status.CLONED.code(), since(device));
    } else {
      hear(message, entry);
    }
  }

  private String since(DeviceEntry device) {
    return turn.fork
        .map(DeviceAdmission::shownBy)
        .orElseGet(
            () -> "its key signs in two places, as was seen in epoch " + device.use().sinceEpoch());
  }

  private static String shownBy(Hash fork) {
    return "its key signs in two places, as message " + fork + " of this epoch shows";
  }

  private void hear(DeviceMessage message, Draft<DeviceEntry> entry) {
    DeviceEntry device = entry.entry().orElseThrow();
    Optional<String> fork = device.use().fork(message);
    Optional<String> missing = credentials.missing(message.network(), device.sender().device());
    if (fork.isPresent()) {
      KeyUse cloned = device.use().cloned(inputs.window().epoch()).passed(message.sequence());
      entry.write(device.with(cloned));
      turn.fork = Optional.of(message.id());
      refuse(message, cloned.status().code(), "its key signs in two places: " + fork.get());
    } else if (message.sequence() <= device.sequence()) {
      refuse(message, "old_sequence", "the last sequence was " + device.sequence());
    } else if (turn.sent.size() - turn.first
        >= inputs.manifests().deployment().messagesPerEpoch()) {
      refuse(message, "too_many", "more messages than one sender may send in an epoch");
    } else if (missing.isPresent()) {
      refuse(
          message,
          CredentialBook.MISSING,
          "the network hears devices with a valid " + missing.get() + " alone");
    } else {
      turn.latest = message.id();
      entry.write(device.with(device.use().after(message)));
      turn.sent.add(new Sent(message, device.sender()));
    }
  }

  /** Takes back what was admitted of a device that turned out to be cloned. */
  private void endTurn() {
    if (turn.fork.isEmpty()) {
      return;
    }
    List<Sent> admitted = turn.sent.subList(turn.first, turn.sent.size());
    admitted.forEach(
        sent -> refuse(sent.message(), KeyUse.Status.CLONED.code(), shownBy(turn.fork.get())));
    admitted.clear();
  }

  /** What was admitted, by network, in each ordered by device and sequence; to be asked once. */
  SortedMap<String, List<Sent>> byNetwork() {
    endTurn();
    for (List<Sent> sent : byNetwork.values()) {
      boolean rotated =
          sent.stream().anyMatch(one -> !one.sender().device().equals(one.message().device()));
      if (rotated) {
        sent.sort(BY_DEVICE);
      }
    }
    return byNetwork;
  }

  private void refuse(DeviceMessage message, Registry.Result.Refused why) {
    refuse(message, why.reason(), why.detail());
  }

  private void refuse(DeviceMessage message, String reason, String detail) {
    refusals.add(
        new OutcomeLeaf.Refusal(message.network(), message.sender(), message.id(), reason, detail));
  }
}
