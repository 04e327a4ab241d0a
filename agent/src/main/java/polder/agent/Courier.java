package polder.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import polder.agent.AgentEvent.Kind;
import polder.agent.Outbox.Stored;
import polder.agent.source.Backoff;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.message.DeviceMessage;

/**
 * Carries messages from the outbox to the node, oldest first, and takes out what the node
 * acknowledged with a receipt that holds, or refused for good.
 */
public final class Courier {
  private static final int MOST_MESSAGES = 64;
  private static final long MOST_BYTES = NodeClient.MAX_POST_BYTES / 2;
  private static final int TOO_LARGE = 413;
  private static final long ENROL_WAIT_MILLIS = 15_000;

  /** Reasons that pass by themselves or by somebody's doing: the message waits. */
  private static final Set<String> PASSING =
      Set.of("from_the_future", "too_many", "unknown_network", "rate_limited", "cloned");

  private static final String NOT_ENROLLED = "not_enrolled";

  /** Reasons against a message's number or signature, and not against its readings. */
  private static final Set<String> OF_THE_ENVELOPE = Set.of("old_sequence", "key_replaced");

  private final Outbox outbox;
  private final Nodes nodes;
  private final Receipts receipts;
  private final Cargo cargo;
  private final LongSupplier clockMillis;
  private final Backoff backoff;
  private final String enrolLine;
  private final Consumer<AgentEvent> events;
  private final Set<Hash> renewed = new HashSet<>();

  private Deployment deployment;
  private int mostMessages = MOST_MESSAGES;
  private String lastTrouble = "";
  private long sent;
  private long refused;

  /** What the messages are made of. */
  public interface Cargo {
    /** How many readings a message carries; 0 where it carries none. */
    int readings(DeviceMessage message);

    /**
     * Puts what a message that waits says into a new one, because its number can no longer be used.
     *
     * @throws IOException if the disk refuses
     */
    void renew(DeviceMessage message) throws IOException;
  }

  /** What a courier needs to know of its world. */
  public record Route(
      Nodes nodes,
      Deployment deployment,
      Receipts receipts,
      Cargo cargo,
      LongSupplier clockMillis,
      Backoff backoff,
      String enrolLine) {}

  /** Carries from {@code outbox}. */
  public Courier(Outbox outbox, Route route, Consumer<AgentEvent> events) {
    this.outbox = outbox;
    this.nodes = route.nodes();
    this.deployment = route.deployment();
    this.receipts = route.receipts();
    this.cargo = route.cargo();
    this.clockMillis = route.clockMillis();
    this.backoff = route.backoff();
    this.enrolLine = route.enrolLine();
    this.events = events;
  }

  /** How a round went. */
  public sealed interface Round {
    /** There was nothing to carry. */
    record Idle() implements Round {}

    /** Something moved; there may be more. */
    record Moved() implements Round {}

    /**
     * Something stays where it is.
     *
     * @param waitMillis when to try again
     */
    record Wait(long waitMillis) implements Round {}
  }

  /** How many messages a node acknowledged. */
  public long sent() {
    return sent;
  }

  /** How many messages a node will never take. */
  public long refused() {
    return refused;
  }

  /**
   * Posts the oldest messages once.
   *
   * @throws IOException if the disk refuses
   */
  public Round round() throws IOException, InterruptedException {
    List<Stored> stored = outbox.oldest(mostMessages, MOST_BYTES);
    if (stored.isEmpty()) {
      return new Round.Idle();
    }
    outbox.sync(); // What is not durable here must not be known elsewhere.
    List<DeviceMessage> messages = new ArrayList<>();
    for (Stored message : stored) {
      messages.add(DeviceMessage.decode(message.wire()));
    }
    List<Verdict> verdicts;
    try {
      verdicts = nodes.current().post(stored.stream().map(Stored::wire).toList());
    } catch (NodeException e) {
      return failed(e, messages);
    }
    return settle(messages, verdicts);
  }

  private Round failed(NodeException e, List<DeviceMessage> messages)
      throws IOException, InterruptedException {
    if (e.status() == TOO_LARGE && messages.size() > 1) {
      mostMessages = messages.size() / 2;
      return new Round.Moved();
    }
    if (e.status() == TOO_LARGE) {
      refuse(messages.getFirst(), "too_large", String.valueOf(e.getMessage()));
      outbox.settle(List.of(messages.getFirst().sequence()));
      return new Round.Moved();
    }
    trouble(Kind.WAITING, String.valueOf(e.getMessage()));
    turn();
    // Also if another is there: two that answer and take nothing must not be asked in a circle. As
    // another is asked each time, each is asked as seldom as one alone would be.
    return new Round.Wait(backoff.nextMillis() / nodes.count());
  }

  /** Sends to another node of the deployment from now on, if one is there. */
  private void turn() throws IOException, InterruptedException {
    Optional<Deployment> there = nodes.turn(deployment);
    if (there.isPresent()) {
      believe(there.get());
      events.accept(AgentEvent.notice("sending to " + nodes.current().address() + " instead"));
    }
  }

  private void believe(Deployment said) {
    deployment = said;
    receipts.checkBy(new ReceiptCheck(said, clockMillis));
  }

  private Round settle(List<DeviceMessage> messages, List<Verdict> verdicts)
      throws IOException, InterruptedException {
    List<Long> done = new ArrayList<>();
    List<Long> there = new ArrayList<>();
    List<Fate.Kept> kept = new ArrayList<>();
    boolean unpromised = false;
    long readings = 0;
    for (int i = 0; i < messages.size(); i++) {
      DeviceMessage message = messages.get(i);
      switch (fate(message, verdicts.get(i))) {
        case Fate.Acknowledged(Bytes receipt) -> {
          receipts.keep(receipt);
          done.add(message.sequence());
          there.add(message.sequence());
          readings += cargo.readings(message);
        }
        case Fate.Gone(String reason, String detail) -> {
          refuse(message, reason, detail);
          done.add(message.sequence());
        }
        case Fate.Renewed renewal -> renew(message);
        case Fate.Unpromised(String why) -> {
          unpromised = true;
          kept.add(new Fate.Kept(Kind.WAITING, why, 0));
        }
        case Fate.Kept keep -> kept.add(keep);
      }
    }
    outbox.acknowledged(there);
    outbox.settle(done);
    if (unpromised) {
      // Another may listen here than was met: one was away when this began.
      nodes.again(deployment).ifPresent(this::believe);
    }
    sent += there.size();
    if (!there.isEmpty()) {
      lastTrouble = "";
      events.accept(
          new AgentEvent(
              Kind.SENT,
              "the node has "
                  + readings
                  + " readings in "
                  + there.size()
                  + " messages for good; "
                  + outbox.messageCount()
                  + " messages wait",
              readings,
              there.size()));
    }
    if (kept.isEmpty()) {
      backoff.reset();
      return new Round.Moved();
    }
    Fate.Kept first = kept.getFirst();
    trouble(first.kind(), first.why());
    long asked = kept.stream().mapToLong(Fate.Kept::waitMillis).max().orElse(0);
    return new Round.Wait(Math.max(asked, backoff.nextMillis()));
  }

  /** What becomes of a message after a verdict. */
  private sealed interface Fate {
    /** The node has it, and promised so. */
    record Acknowledged(Bytes receipt) implements Fate {}

    /** It will never be taken. */
    record Gone(String reason, String detail) implements Fate {}

    /** Its readings go into a new message. */
    record Renewed() implements Fate {}

    /** The node has it and did not promise so: without that nobody could show that it was lost. */
    record Unpromised(String why) implements Fate {}

    /** It waits. */
    record Kept(Kind kind, String why, long waitMillis) implements Fate {}
  }

  private Fate fate(DeviceMessage message, Verdict verdict) {
    if (!verdict.message().equals(message.id())) {
      return new Fate.Kept(Kind.WAITING, "the node's verdicts are for other messages", 0);
    }
    return switch (verdict) {
      case Verdict.Accepted accepted ->
          acknowledged(accepted.receipt(), receipts.wrong(message.id(), accepted.receipt()));
      case Verdict.Duplicate duplicate ->
          acknowledged(duplicate.receipt(), receipts.wrongAgain(message.id(), duplicate.receipt()));
      case Verdict.Refused(Hash id, String reason, String detail) ->
          refused(message, reason, detail);
      case Verdict.Busy busy ->
          new Fate.Kept(
              Kind.WAITING, "the node is busy: " + busy.reason(), busy.retryAfterMillis());
      case Verdict.Failed failed ->
          new Fate.Kept(
              Kind.WAITING,
              "the node cannot store messages: " + failed.reason() + ", " + failed.detail(),
              failed.retryAfterMillis());
    };
  }

  private static Fate acknowledged(Bytes receipt, Optional<String> wrong) {
    if (wrong.isPresent()) {
      return new Fate.Unpromised("the node's receipt does not count: " + wrong.get());
    }
    return new Fate.Acknowledged(receipt);
  }

  private Fate refused(DeviceMessage message, String reason, String detail) {
    if (reason.equals(NOT_ENROLLED)) {
      return new Fate.Kept(
          Kind.NOT_ENROLLED, "this device is not enrolled; run: " + enrolLine, ENROL_WAIT_MILLIS);
    }
    if (OF_THE_ENVELOPE.contains(reason)
        && renewed.add(Hash.sha256(message.payload().unsafeArray()))) {
      return new Fate.Renewed();
    }
    return PASSING.contains(reason)
        ? new Fate.Kept(Kind.WAITING, "the node will not take it now: " + reason + ", " + detail, 0)
        : new Fate.Gone(reason, detail);
  }

  /** Once: a message that is too old even with the next sequence has another cause. */
  private void renew(DeviceMessage message) throws IOException {
    cargo.renew(message);
  }

  private void refuse(DeviceMessage message, String reason, String detail) {
    refused++;
    events.accept(
        new AgentEvent(
            Kind.REFUSED,
            "the node refused message "
                + message.id()
                + " (sequence "
                + message.sequence()
                + ") for"
                + " good: "
                + reason
                + ", "
                + detail,
            cargo.readings(message),
            1));
  }

  /** Says what is wrong when it begins, not each time. */
  private void trouble(Kind kind, String why) {
    if (!why.equals(lastTrouble)) {
      lastTrouble = why;
      events.accept(
          new AgentEvent(
              kind,
              why + "; " + outbox.messageCount() + " messages wait on disk",
              0,
              outbox.messageCount()));
    }
  }
}
