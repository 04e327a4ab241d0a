package polder.node.settle;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import polder.epoch.EpochHeader;
import polder.ports.Time;
import polder.ports.chain.Chain;
import polder.ports.chain.Disputes;
import polder.ports.chain.Disputes.Dispute;
import polder.ports.chain.Intent;
import polder.ports.chain.Outbox;
import polder.ports.chain.Progress;
import polder.ports.chain.Settlement;
import polder.ports.chain.Settlement.Finalised;
import polder.ports.chain.Settlement.Head;
import polder.ports.chain.Settlement.Member;
import polder.protocol.Hash;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;

/**
 * Stands in the way of false epochs: challenges a final header that was computed to be wrong before
 * it is released, votes in disputes over headers that were computed, and has them decided. What was
 * not computed is neither challenged nor voted on. For one thread.
 */
public final class Challenger {
  private final Parts parts;
  private final SealReader seals;
  private final Consumer<String> said;
  private final Set<String> given = new HashSet<>();

  /** What it works with. */
  public record Parts(
      Chain chain,
      Settlement settlement,
      Members members,
      Disputes disputes,
      Outbox outbox,
      Judge judge,
      Time time) {}

  /**
   * Over {@code parts}.
   *
   * @param said is told in a line what it does, and what keeps it from that
   */
  public Challenger(Parts parts, Consumer<String> said) {
    this.parts = parts;
    this.seals = new SealReader(parts.chain(), parts.settlement());
    this.said = said;
  }

  /**
   * Does what can be done now.
   *
   * @throws IOException if the chain does not answer, or the disk refuses
   */
  public void round() throws IOException {
    parts.outbox().advance();
    Head head = parts.settlement().head();
    if (head.next() <= head.released()) {
      return;
    }
    Optional<EpochHeader> first = parts.judge().right(Math.max(0, head.released() - 1));
    if (first.isEmpty()) {
      // Computed no further than what is released: nothing to say yet.
      return;
    }
    seals.read(first.get().chain().block(), head.released());
    Optional<Dispute> dispute = parts.disputes().latest().filter(Dispute::open);
    if (dispute.isPresent()) {
      vote(dispute.get());
      decide(dispute.get());
    }
    for (Finalised done : List.copyOf(seals.seals().values())) {
      boolean higher = dispute.filter(its -> its.epoch() <= done.epoch()).isPresent();
      if (higher || done.epoch() >= head.next()) {
        return;
      }
      if (parts.judge().find(done.epoch(), done.header()) == Judge.Finding.WRONG) {
        challenge(done);
        return;
      }
    }
  }

  private void challenge(Finalised done) throws IOException {
    EpochHeader header = parts.judge().header(done.epoch(), done.header()).orElseThrow();
    long before = parts.disputes().latest().map(its -> its.id() + 1).orElse(0L);
    BigInteger bond = parts.disputes().bond();
    Account account = parts.outbox().account();
    if (parts.settlement().tokens(account).compareTo(bond) < 0) {
      once(
          "epoch "
              + done.epoch()
              + " is final and FALSE, and "
              + account
              + " lacks the "
              + bond
              + " wei of tokens that a challenge risks");
      return;
    }
    if (!isDone(parts.disputes().approve(bond, before))) {
      return;
    }
    String reason =
        "recomputed by "
            + account
            + ": "
            + parts.judge().reason(done.header())
            + "; messages and rules are in every archive of this network";
    if (isDone(parts.disputes().challenge(before, header.typed(), done.seal(), fitting(reason)))) {
      once("epoch " + done.epoch() + " is CHALLENGED: " + parts.judge().reason(done.header()));
    }
  }

  /** Cut to what the contract takes. */
  private static String fitting(String reason) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= Disputes.MOST_EVIDENCE
        ? reason
        : new String(Arrays.copyOf(bytes, Disputes.MOST_EVIDENCE - 2), StandardCharsets.UTF_8)
            .replace("\uFFFD", "");
  }

  private void vote(Dispute dispute) throws IOException {
    Judge.Finding finding = parts.judge().find(dispute.epoch(), dispute.header());
    Account account = parts.outbox().account();
    if (finding == Judge.Finding.UNKNOWN
        || parts.time().nowMillis() / 1_000 > dispute.untilSeconds()
        || parts.disputes().hasVoted(dispute.id(), account)
        || (!dispute.all() && isSigner(dispute, account))
        || parts.disputes().votes(dispute, account).signum() == 0) {
      return;
    }
    boolean refute = finding == Judge.Finding.WRONG;
    if (isDone(parts.disputes().vote(dispute.id(), refute))) {
      once(
          "voted to "
              + (refute ? "REFUTE" : "confirm")
              + " epoch "
              + dispute.epoch()
              + " in dispute "
              + dispute.id());
    }
  }

  private boolean isSigner(Dispute dispute, Account account) throws IOException {
    List<Member> members = parts.members().of(dispute.setVersion());
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).account().equals(account)) {
        return (dispute.signers() >>> i & 1) == 1;
      }
    }
    return false;
  }

  private void decide(Dispute dispute) throws IOException {
    Finalised done = seals.seals().get(dispute.epoch());
    Optional<EpochHeader> header = parts.judge().header(dispute.epoch(), dispute.header());
    if (header.isEmpty()
        || done == null
        || !done.header().equals(dispute.header())
        || !dispute.isDecidable(parts.time().nowMillis() / 1_000)) {
      return;
    }
    Optional<TypedData> parent = Optional.empty();
    if (dispute.epoch() > 0) {
      Hash previous = header.get().previous();
      parent = parts.judge().header(dispute.epoch() - 1, previous).map(EpochHeader::typed);
      if (parent.isEmpty()) {
        return;
      }
    }
    if (isDone(parts.disputes().decide(dispute.id(), header.get().typed(), done.seal(), parent))) {
      once("dispute " + dispute.id() + " over epoch " + dispute.epoch() + " is decided");
    }
  }

  /** Whether the intent has had its effect; else it is on its way, or was refused and is let be. */
  private boolean isDone(Intent intent) throws IOException {
    if (parts.outbox().progress(intent.label()).isEmpty()) {
      parts.outbox().submit(intent);
      parts.outbox().advance();
    }
    return switch (parts.outbox().progress(intent.label()).orElseThrow()) {
      case Progress.Succeeded done -> true;
      case Progress.Mined(var transaction, var block, long confirmations, boolean success) ->
          success;
      case Progress.Failed(String reason, var transaction) -> {
        once("the disputes contract refused " + intent.label() + ": " + reason);
        yield false;
      }
      default -> false;
    };
  }

  private void once(String line) {
    if (given.size() < 1_000 && given.add(line)) {
      said.accept(line);
    }
  }
}
