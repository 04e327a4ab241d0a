package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.message.CanonicalOrder;
import polder.protocol.message.DeviceMessage;

/**
 * Admits messages, sender by sender in canonical order: form, signature, enrolment, duplicates,
 * clones, sequence, number. Accounts come before devices, so that a device enrolled in this epoch
 * is heard in it.
 */
final class Admission {
  private final EpochInputs inputs;
  private final StateDraft state;
  private final EpochEngine engine;
  private final SignatureRule signatures;

  Admission(EpochInputs inputs, StateDraft state, EpochEngine engine, SignatureRule signatures) {
    this.inputs = inputs;
    this.state = state;
    this.engine = engine;
    this.signatures = signatures;
  }

  /** A device's message that was admitted, with what the registry knew of its sender. */
  record Sent(DeviceMessage message, SenderRecord sender) {}

  /** What came of the messages. */
  record Admitted(
      InputList inputs,
      List<OutcomeLeaf.Refusal> refusals,
      List<OutcomeLeaf> registrations,
      SortedMap<String, List<Sent>> byNetwork) {
    /** Those of a network, to be taken once: nobody holds them for longer than they are weighed. */
    List<Sent> take(String network) {
      List<Sent> its = byNetwork.remove(network);
      return its == null ? List.of() : its;
    }
  }

  Admitted admit(List<Bytes> wires) {
    List<ReadMessage.Good> good = new ArrayList<>(wires.size());
    List<ReadMessage.Bad> bad = new ArrayList<>();
    for (ReadMessage read : engine.map(wires, this::read)) {
      switch (read) {
        case ReadMessage.Good message -> good.add(message);
        case ReadMessage.Bad message -> bad.add(message);
      }
    }
    CanonicalOrder.sort(good, ReadMessage.Good::message);
    // A node refuses these at its door; if one is in the journal all the same, it stands last.
    bad.sort((one, other) -> one.wire().compareTo(other.wire()));

    AccountAdmission accounts = new AccountAdmission(inputs, state);
    accounts.admit(good);
    return engine.both(
        () -> InputList.of(good, bad, engine),
        () -> new DeviceAdmission(inputs, state).admit(good, engine),
        (listed, devices) -> admitted(listed, accounts, devices, bad));
  }

  private static Admitted admitted(
      InputList listed,
      AccountAdmission accounts,
      DeviceAdmission devices,
      List<ReadMessage.Bad> bad) {
    List<OutcomeLeaf.Refusal> refusals = new ArrayList<>(accounts.refusals());
    refusals.addAll(devices.refusals());
    bad.forEach(read -> refusals.add(malformed(read)));
    return new Admitted(listed, refusals, accounts.registrations(), devices.byNetwork());
  }

  private ReadMessage read(Bytes wire) {
    return ReadMessage.of(wire, signatures, inputs.manifests());
  }

  private static OutcomeLeaf.Refusal malformed(ReadMessage.Bad read) {
    return new OutcomeLeaf.Refusal(
        "", Bytes.EMPTY, Hash.sha256(read.wire().unsafeArray()), "malformed", read.reason());
  }
}
