package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.MerkleFrontier;
import polder.protocol.merkle.MerkleTree;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.CanonicalOrder;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;

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

  private final List<OutcomeLeaf.Refusal> refusals = new ArrayList<>();
  private final List<OutcomeLeaf> registrations = new ArrayList<>();
  private final SortedMap<String, List<Sent>> byNetwork = new TreeMap<>();

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
      List<Bytes> inputs,
      Hash inputsRoot,
      Identities identities,
      List<OutcomeLeaf.Refusal> refusals,
      List<OutcomeLeaf> registrations,
      SortedMap<String, List<Sent>> byNetwork) {
    /** Those of a network, to be taken once: nobody holds them for longer than they are weighed. */
    List<Sent> take(String network) {
      List<Sent> its = byNetwork.remove(network);
      return its == null ? List.of() : its;
    }
  }

  private sealed interface Read {
    /** The hash under which it stands in the tree over the inputs. */
    Hash leaf();

    record Good(Message message, boolean signed, Hash leaf) implements Read {}

    record Bad(Bytes wire, String reason, Hash leaf) implements Read {}
  }

  Admitted admit(List<Bytes> wires) {
    List<Read> reads = engine.map(wires, this::read);
    List<Read.Good> good = new ArrayList<>(reads.size());
    List<Read.Bad> bad = new ArrayList<>();
    for (Read read : reads) {
      switch (read) {
        case Read.Good message -> good.add(message);
        case Read.Bad message -> bad.add(message);
      }
    }
    CanonicalOrder.sort(good, Read.Good::message);
    // A node refuses these at its door; if one is in the journal all the same, it stands last.
    bad.sort((one, other) -> one.wire().compareTo(other.wire()));

    admitAccounts(good);
    admitDevices(good);
    for (Read.Bad read : bad) {
      refusals.add(
          new OutcomeLeaf.Refusal(
              "", Bytes.EMPTY, Hash.sha256(read.wire().unsafeArray()), "malformed", read.reason()));
    }
    List<Bytes> ordered = new ArrayList<>(wires.size());
    List<Hash> leaves = new ArrayList<>(wires.size());
    for (Read.Good read : good) {
      ordered.add(read.message().wire());
      leaves.add(read.leaf());
    }
    for (Read.Bad read : bad) {
      ordered.add(read.wire());
      leaves.add(read.leaf());
    }
    Hash root = MerkleFrontier.root(leaves, engine::map);
    return new Admitted(
        List.copyOf(ordered), root, identities(good), refusals, registrations, byNetwork);
  }

  /** What has no identity, because it cannot be read, was promised to nobody. */
  private Identities identities(List<Read.Good> good) {
    return Identities.of(good.stream().map(read -> read.message().id()).toList(), engine);
  }

  private Read read(Bytes wire) {
    Hash leaf = MerkleTree.leafHash(wire);
    try {
      return switch (Message.decode(wire)) {
        case DeviceMessage message ->
            new Read.Good(message, signatures.isGood(message, leaf), leaf);
        case AccountMessage message ->
            new Read.Good(message, message.isSignatureGood(inputs.manifests().deployment()), leaf);
      };
    } catch (CodecException e) {
      return new Read.Bad(wire, e.getMessage(), leaf);
    }
  }

  /** An account counts its messages over all networks, so here the network comes last. */
  private void admitAccounts(List<Read.Good> good) {
    List<Read.Good> ofAccounts = new ArrayList<>();
    for (Read.Good read : good) {
      if (read.message() instanceof AccountMessage) {
        ofAccounts.add(read);
      }
    }
    ofAccounts.sort(
        Comparator.comparing(Read.Good::message, Comparator.comparing(Message::sender))
            .thenComparingLong(read -> read.message().sequence())
            .thenComparing(Read.Good::message, CanonicalOrder.COMPARATOR));
    Registry registry = new Registry(inputs, state);
    Turn turn = new Turn();
    for (Read.Good read : ofAccounts) {
      if (read.message() instanceof AccountMessage message) {
        turn.of(message.sender());
        admitAccount(registry, message, read.signed(), turn);
      }
    }
  }

  private void admitAccount(Registry registry, AccountMessage message, boolean signed, Turn turn) {
    if (!signed) {
      refuse(message, "bad_signature", "the account did not sign this");
      return;
    }
    AccountEntry entry = state.account(message.account());
    if (!turn.admits(message, entry.sequence())) {
      return;
    }
    state.put(message.account(), entry.at(message.sequence()));
    switch (registry.carryOut(message)) {
      case Registry.Result.Done done ->
          registrations.add(
              new OutcomeLeaf.Registration(
                  message.network(),
                  message.account(),
                  message.id(),
                  done.action(),
                  done.subject()));
      case Registry.Result.Refused refused -> refuse(message, refused.reason(), refused.detail());
    }
  }

  private void admitDevices(List<Read.Good> good) {
    senders(good).forEach((network, devices) -> state.readAhead(network, devices, engine));
    DeviceAdmission devices = new DeviceAdmission(inputs, state, refusals);
    for (Read.Good read : good) {
      if (read.message() instanceof DeviceMessage message) {
        devices.admit(message, read.signed());
      }
    }
    byNetwork.putAll(devices.byNetwork());
  }

  /** Each device that sent something to a network, once: messages of one stand together. */
  private SortedMap<String, List<DeviceId>> senders(List<Read.Good> good) {
    SortedMap<String, List<DeviceId>> senders = new TreeMap<>();
    inputs.manifests().networks().keySet().forEach(name -> senders.put(name, new ArrayList<>()));
    for (Read.Good read : good) {
      if (read.message() instanceof DeviceMessage message) {
        List<DeviceId> its = senders.get(message.network());
        if (its != null && (its.isEmpty() || !its.getLast().equals(message.device()))) {
          its.add(message.device());
        }
      }
    }
    return senders;
  }

  /** One account's turn: what it got admitted in this epoch. What others forge does not count. */
  private final class Turn {
    private Bytes sender = Bytes.EMPTY;
    private long admitted;
    private Hash latest = Hash.ZERO;

    void of(Bytes nextSender) {
      if (!nextSender.equals(sender)) {
        sender = nextSender;
        admitted = 0;
        latest = Hash.ZERO;
      }
    }

    /** Whether a message with a good signature is new and not one too many; refuses it if not. */
    boolean admits(Message message, long lastSequence) {
      if (message.id().equals(latest)) {
        refuse(message, "duplicate", "this message is in the epoch already");
      } else if (message.sequence() <= lastSequence) {
        refuse(message, "old_sequence", "the last sequence was " + lastSequence);
      } else if (admitted >= inputs.manifests().deployment().messagesPerEpoch()) {
        refuse(message, "too_many", "more messages than one sender may send in an epoch");
      } else {
        admitted++;
        latest = message.id();
        return true;
      }
      return false;
    }
  }

  private void refuse(Message message, String reason, String detail) {
    refusals.add(
        new OutcomeLeaf.Refusal(message.network(), message.sender(), message.id(), reason, detail));
  }
}
