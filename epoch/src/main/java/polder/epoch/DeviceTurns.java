package polder.epoch;

import java.util.ArrayList;
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
 * Admits what some keys signed, in canonical order, one key after the other. Where two messages
 * show that one key signs in two places, nothing that it signed in the epoch counts: neither copy
 * is believed more than the other. For one thread.
 */
final class DeviceTurns {
  private final EpochInputs inputs;
  private final Entries entries;
  private final CredentialBook credentials;
  private final List<OutcomeLeaf.Refusal> refusals = new ArrayList<>();
  private final List<ReadMessage.Good> unknown = new ArrayList<>();
  private final SortedMap<String, List<Sent>> byNetwork = new TreeMap<>();
  private Turn turn = new Turn("", Bytes.EMPTY, Optional.empty(), new ArrayList<>());

  /** Finds what the state holds of the device that signs with a key. */
  @FunctionalInterface
  interface Entries {
    /** Asked once for each turn. */
    Optional<Draft<DeviceEntry>> of(String network, DeviceId key);
  }

  DeviceTurns(EpochInputs inputs, CredentialBook credentials, Entries entries) {
    this.inputs = inputs;
    this.entries = entries;
    this.credentials = credentials;
  }

  /** What was admitted, by network. */
  SortedMap<String, List<Sent>> admitted() {
    return byNetwork;
  }

  /** What was refused. */
  List<OutcomeLeaf.Refusal> refusals() {
    return refusals;
  }

  /** Messages of keys for which there was no entry. */
  List<ReadMessage.Good> unknown() {
    return unknown;
  }

  /** One key's turn in one network. What others forge does not count. */
  private static final class Turn {
    final String network;
    final Bytes key;
    final Optional<Draft<DeviceEntry>> entry;
    final List<Sent> sent;
    final int first;
    Hash latest = Hash.ZERO;
    Optional<Hash> fork = Optional.empty();

    /**
     * @param sent what was admitted in the network before
     */
    Turn(String network, Bytes key, Optional<Draft<DeviceEntry>> entry, List<Sent> sent) {
      this.network = network;
      this.key = key;
      this.entry = entry;
      this.sent = sent;
      this.first = sent.size();
    }

    boolean isOf(DeviceMessage message) {
      return message.sender().equals(key) && message.network().equals(network);
    }
  }

  /** Takes {@code reads}, which are in canonical order; once. */
  DeviceTurns admit(List<ReadMessage.Good> reads) {
    reads.forEach(this::admit);
    endTurn();
    return this;
  }

  private void admit(ReadMessage.Good read) {
    if (read.message() instanceof DeviceMessage message) {
      admit(read, message);
    }
  }

  private void admit(ReadMessage.Good read, DeviceMessage message) {
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
              entries.of(message.network(), message.device()),
              byNetwork.computeIfAbsent(message.network(), name -> new ArrayList<>()));
    }
    if (turn.entry.isEmpty()) {
      unknown.add(read);
    } else if (!read.signed()) {
      refuse(message, "bad_signature", "the device did not sign this");
    } else {
      admit(message, turn.entry.get());
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
        .map(DeviceTurns::shownBy)
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

  private void refuse(DeviceMessage message, Registry.Result.Refused why) {
    refuse(message, why.reason(), why.detail());
  }

  private void refuse(DeviceMessage message, String reason, String detail) {
    refusals.add(OutcomeLeaf.Refusal.of(message, reason, detail));
  }
}
