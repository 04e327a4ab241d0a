package polder.node.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.DeviceEntry;
import polder.epoch.Standing;
import polder.networks.SenderRecord;
import polder.node.journal.Acknowledgement;
import polder.node.journal.Journal;
import polder.ports.JournalReader;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.KeyAction;
import polder.protocol.message.Message;
import polder.protocol.receipt.Promise;

/**
 * Lets messages in: checks them as the epoch program will, hands them to the journal and answers
 * when they are durable. Any thread may call it; it blocks until the disk has answered.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Surroundings surroundings;
  private final Journal journal;
  private final GatewayLimits limits;
  private final VerifiedMessages verified;
  private final Pending pending;
  private final Wire.Readers readers;
  private final MessageCounts counts = new MessageCounts();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  private Gateway(
      Surroundings surroundings, Journal journal, GatewayLimits limits, VerifiedMessages verified) {
    this.surroundings = surroundings;
    this.journal = journal;
    this.limits = limits;
    this.verified = verified;
    this.pending = new Pending(limits.pendingSenders());
    this.readers = new Wire.Readers(limits.threads());
  }

  /**
   * Opens the doors. What was acknowledged before and is in no sealed epoch is read again, so that
   * a device that was enrolled just before the node stopped is known.
   *
   * @param journal where messages go
   * @param reader what the journal holds
   * @param verified is told of each message that was found signed
   * @throws IOException if the journal cannot be read
   */
  public static Gateway open(
      Surroundings surroundings,
      Journal journal,
      JournalReader reader,
      GatewayLimits limits,
      VerifiedMessages verified)
      throws IOException {
    Gateway gateway = new Gateway(surroundings, journal, limits, verified);
    Unsealed.read(reader, surroundings.standing().get().header(), gateway::remember);
    return gateway;
  }

  private void remember(Entry entry, long epoch) {
    Message message = Message.decode(entry.wire());
    Pending.Sender sender =
        switch (message) {
          case DeviceMessage device -> Pending.Sender.of(device.network(), device.device());
          case AccountMessage account -> Pending.Sender.of(account.account());
        };
    pending.reserve(sender, epoch, Long.MAX_VALUE);
    acknowledged(message, sender, epoch);
    if (message instanceof DeviceMessage device) {
      deviceCheck(surroundings.standing().get(), epoch).remember(device);
    }
  }

  /** Counts of the replies so far. */
  public MessageCounts counts() {
    return counts;
  }

  /** Hears of messages. */
  public interface Listener {
    /**
     * A device's message was accepted and is on the disk. Called on the thread that answers, so it
     * must be short.
     *
     * @param epoch the epoch that was open when the message was handed to the journal, and that it
     *     belongs to unless that was cut in the same moment
     */
    void accepted(DeviceMessage message, long epoch);
  }

  /** Tells {@code listener} of each device's message that is accepted from now on. */
  public void addListener(Listener listener) {
    listeners.add(listener);
  }

  /** The highest sequence that {@code account} has used, in whatever epoch. */
  public long lastSequence(Account account) {
    long sealed = surroundings.standing().get().account(account).sequence();
    return Math.max(
        sealed, pending.last(Pending.Sender.of(account)).map(Pending.Last::sequence).orElse(0L));
  }

  /** The highest sequence that {@code device} has used in {@code network}, in whatever epoch. */
  public long lastSequence(String network, DeviceId device) {
    long sealed =
        new KnownDevices(surroundings.standing().get(), pending)
            .of(network, device)
            .map(DeviceEntry::sequence)
            .orElse(0L);
    return Math.max(
        sealed,
        pending.last(Pending.Sender.of(network, device)).map(Pending.Last::sequence).orElse(0L));
  }

  /** What the registry will know of a device once the running epoch is sealed, if that is new. */
  public Optional<SenderRecord> pendingDevice(String network, DeviceId device) {
    pending.forgetBefore(surroundings.standing().get().nextEpoch());
    return pending.device(network, device).map(DeviceEntry::sender);
  }

  /**
   * The name of the device in {@code network} that signs, or once signed, with {@code key}, sealed
   * or not yet; {@code key} itself if no device was ever rotated to it.
   */
  public DeviceId named(String network, DeviceId key) {
    return new KnownDevices(surroundings.standing().get(), pending).named(network, key);
  }

  /** Takes one message. */
  public Reply accept(byte[] wire) {
    return acceptAll(List.of(Bytes.copyOf(wire))).getFirst();
  }

  /**
   * Takes messages in their order, so that an enrolment may stand before the enrolled device's
   * reports. Signatures of many are checked on several threads.
   *
   * @return a reply for each, in the same order
   */
  public List<Reply> acceptAll(List<Bytes> wires) {
    Standing standing = surroundings.standing().get();
    pending.forgetBefore(standing.nextEpoch());
    List<Wire> read = readers.read(wires, standing.manifests().deployment());
    Batch batch = new Batch(standing);
    read.forEach(batch::add);
    List<Reply> replies = batch.replies();
    replies.forEach(counts::count);
    return replies;
  }

  /** What came of a message so far. */
  private sealed interface Step {
    record Answered(Reply reply) implements Step {}

    record Submitted(
        Message message,
        Pending.Sender sender,
        long epoch,
        CompletableFuture<Acknowledgement> answer)
        implements Step {}
  }

  /** Messages on their way to the journal, in their order. */
  private final class Batch {
    private final Standing standing;
    private final List<Step> open = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private boolean enrolling;

    Batch(Standing standing) {
      this.standing = standing;
    }

    void add(Wire wire) {
      boolean isEnrolment =
          wire instanceof Wire.OfAccount account
              && account.message().action() instanceof Action.Enrol;
      if (enrolling && !isEnrolment) {
        settle(); // What follows may rest on the enrolments before it.
      }
      Step step =
          switch (wire) {
            case Wire.Malformed malformed -> new Step.Answered(malformed.reply());
            case Wire.OfDevice device -> take(standing, device);
            case Wire.OfAccount account -> take(standing, account);
          };
      // Only what is on its way to the disk is worth waiting for: refused enrolments in between
      // would else cost everybody in the batch a write each.
      enrolling = (isEnrolment && enrolling) || (letsIn(wire) && step instanceof Step.Submitted);
      open.add(step);
    }

    /** Whether it decides which other messages are taken. */
    private static boolean letsIn(Wire wire) {
      return wire instanceof Wire.OfAccount account
          && (account.message().action() instanceof Action.Enrol
              || account.message().action() instanceof Action.Appoint
              || account.message().action() instanceof KeyAction);
    }

    private void settle() {
      open.forEach(step -> replies.add(Gateway.this.settle(step)));
      open.clear();
    }

    List<Reply> replies() {
      settle();
      return replies;
    }
  }

  private Step take(Standing standing, Wire.OfDevice wire) {
    DeviceMessage message = wire.message();
    long epoch = journal.openEpoch();
    DeviceCheck.Finding finding = check(standing, wire, epoch);
    Standing now = surroundings.standing().get();
    if (!(finding instanceof DeviceCheck.Finding.Good) && now.nextEpoch() != standing.nextEpoch()) {
      // An epoch was sealed meanwhile, and what was pending in it stands in the state by now.
      finding = check(now, wire, epoch);
    }
    return switch (finding) {
      case DeviceCheck.Finding.Stranger(Reply.Refused refusal) -> new Step.Answered(refusal);
      case DeviceCheck.Finding.Bad(Reply.Refused refusal) -> refuse(message, refusal);
      case DeviceCheck.Finding.Good _ -> {
        verified.add(message);
        yield submit(
            message,
            Pending.Sender.of(message.network(), message.device()),
            epoch,
            standing.manifests().deployment().messagesPerEpoch());
      }
    };
  }

  private DeviceCheck.Finding check(Standing standing, Wire.OfDevice wire, long epoch) {
    return deviceCheck(standing, epoch).check(wire);
  }

  private DeviceCheck deviceCheck(Standing standing, long epoch) {
    return new DeviceCheck(standing, pending, surroundings.window(epoch), surroundings.exhibits());
  }

  private AccountCheck.Finding check(Standing standing, Wire.OfAccount wire, long epoch) {
    return new AccountCheck(standing, pending, surroundings.window(epoch).endMillis())
        .check(wire, epoch);
  }

  private Step take(Standing standing, Wire.OfAccount wire) {
    AccountMessage message = wire.message();
    if (!wire.signed()) {
      return new Step.Answered(
          new Reply.Refused(message.id(), "bad_signature", "the account did not sign this"));
    }
    long epoch = journal.openEpoch();
    return switch (check(standing, wire, epoch)) {
      case AccountCheck.Finding.Bad(String reason, String detail) ->
          refuse(message, new Reply.Refused(message.id(), reason, detail));
      case AccountCheck.Finding.Good _ ->
          submit(message, Pending.Sender.of(message.account()), epoch, limits.accountMessages());
    };
  }

  private Step submit(Message message, Pending.Sender sender, long epoch, long most) {
    return pending.reserve(sender, epoch, most)
        ? new Step.Submitted(message, sender, epoch, journal.submit(message))
        : refuse(
            message,
            new Reply.Refused(
                message.id(), "too_many", "more messages than one sender may send in an epoch"));
  }

  /** Waits for the disk. */
  private Reply settle(Step step) {
    if (!(step instanceof Step.Submitted submitted)) {
      return ((Step.Answered) step).reply();
    }
    Hash id = submitted.message().id();
    Acknowledgement answer = submitted.answer().join();
    if (answer instanceof Acknowledgement.Accepted(Promise promise, long deadline)) {
      acknowledged(submitted.message(), submitted.sender(), deadline);
      if (submitted.message() instanceof DeviceMessage device) {
        listeners.forEach(listener -> listener.accepted(device, submitted.epoch()));
      }
      return new Reply.Accepted(id, promise);
    }
    pending.release(submitted.sender(), submitted.epoch());
    return switch (answer) {
      case Acknowledgement.Accepted(Promise promise, _) -> new Reply.Accepted(id, promise);
      case Acknowledgement.Duplicate(Promise promise) -> new Reply.Duplicate(id, promise);
      case Acknowledgement.Busy _ -> new Reply.Busy(id);
      case Acknowledgement.Failed(String reason) -> new Reply.Failed(id, reason);
    };
  }

  /** Remembers a durable message until its epoch is sealed. */
  private void acknowledged(Message message, Pending.Sender sender, long epoch) {
    pending.acknowledged(sender, epoch, new Pending.Last(message.sequence(), message.id()));
    if (message instanceof AccountMessage account) {
      Standing standing = surroundings.standing().get();
      AccountCheck.Finding finding =
          check(standing, new Wire.OfAccount(account, true, true), epoch);
      if (finding instanceof AccountCheck.Finding.Good(Optional<DeviceEntry> device)) {
        device.ifPresent(entry -> pending.enrolled(account.network(), epoch, entry));
        if (account.action() instanceof Action.Appoint appoint) {
          pending.appointed(
              account.account(),
              epoch,
              new KnownOrganisations(standing, pending).after(account.account(), appoint));
        }
      }
    }
  }

  /** Refuses what would not be taken now, unless it was taken before: then its receipt stands. */
  private Step refuse(Message message, Reply.Refused refusal) {
    Reply reply = refusal;
    try {
      Optional<Promise> known = journal.promise(message.id());
      if (known.isPresent()) {
        reply = new Reply.Duplicate(message.id(), known.get());
      }
    } catch (IOException e) {
      LOG.warn("cannot look whether a refused message was there before: {}", e.getMessage());
    }
    return new Step.Answered(reply);
  }

  /** Lets go of the threads. What is under way is answered. */
  @Override
  public void close() {
    readers.close();
  }
}
