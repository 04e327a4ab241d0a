package polder.node.settle;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.epoch.EpochHeader;
import polder.node.witness.HeaderChain;
import polder.ports.Time;
import polder.ports.chain.Intent;
import polder.ports.chain.Rounds;
import polder.ports.chain.Settlement;
import polder.ports.chain.Settlement.Head;
import polder.ports.chain.Settlement.Member;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;

/** Which headers of the backlog can become final, and what the contracts would refuse. */
final class Finality {
  /** Validators have so long after an epoch's end to compute and sign it before it is trouble. */
  private static final long SIGNING_MILLIS = 15_000;

  private static final int MOST_NAMED = 8;

  private final HeaderChain chain;
  private final Settlement settlement;
  private final Members members;
  private final Attestations attestations;
  private final Time time;
  private final Rounds rounds;

  /** Over {@code parts}. */
  Finality(Settler.Parts parts) {
    this.chain = parts.headers();
    this.settlement = parts.settlement();
    this.members = parts.members();
    this.attestations = parts.attestations();
    this.time = parts.time();
    this.rounds = parts.attempts().rounds();
  }

  /** The transaction that makes final what has a quorum, or why there is none. */
  Move next(Head head, long sealed) throws IOException {
    Optional<String> other = otherChain(head, sealed);
    if (other.isPresent()) {
      return Move.stuck(other.get());
    }
    if (head.next() > sealed) {
      return Move.NONE;
    }
    EpochHeader first = chain.at(head.next()).header();
    Optional<Move> unfit = unfit(head, first);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    List<EpochHeader> batch =
        batch(first, Math.min(sealed, first.epoch() + Settlement.MOST_HEADERS - 1));
    List<Member> set = members.of(first.chain().validatorSet());
    Optional<Move> finalise = finalise(batch, set);
    if (finalise.isEmpty()) {
      return noQuorum(first, set);
    }
    Optional<Rounds.Refused> refused = rounds.refusedAnchor(finalise.get().intent().orElseThrow());
    return refused.isEmpty() ? finalise.get() : around(refused.get(), batch, set);
  }

  /** What makes as many of {@code batch} final as have a quorum. */
  private Optional<Move> finalise(List<EpochHeader> batch, List<Member> set) {
    for (int last = batch.size() - 1; last >= 0; last--) {
      Attestations.Quorum quorum = attestations.quorum(batch.get(last).epoch(), set);
      if (quorum.isReached()) {
        List<TypedData> headers = new ArrayList<>();
        batch.subList(0, last + 1).forEach(header -> headers.add(header.typed()));
        Intent intent = settlement.finalise(headers, quorum.bits(), quorum.signatures());
        return Optional.of(Move.finalise(intent, batch.get(last).epoch()));
      }
    }
    return Optional.empty();
  }

  /** A block that epochs name is gone: what comes before it becomes final, the rest never does. */
  private Move around(Rounds.Refused refused, List<EpochHeader> batch, List<Member> set) {
    int good = 0;
    while (good < batch.size() - 1 && batch.get(good).chain().block() != refused.block()) {
      good++;
    }
    Optional<Move> before = finalise(batch.subList(0, good), set);
    if (before.isPresent()) {
      return before.get();
    }
    EpochHeader gone = batch.get(good);
    Attestations.Quorum quorum = attestations.quorum(gone.epoch(), set);
    return refused.provable() && quorum.isReached()
        ? Move.of(rounds.raiseForAnchor(gone.typed(), quorum.bits(), quorum.signatures()))
        : Move.hopeless(
            "block "
                + refused.block()
                + ", which epoch "
                + gone.epoch()
                + " names, is no longer on the chain; the epoch is closed again under the next"
                + " attempt");
  }

  /** Those from {@code first} on that the same set signs under the same rules. */
  private List<EpochHeader> batch(EpochHeader first, long last) throws IOException {
    List<EpochHeader> batch = new ArrayList<>();
    batch.add(first);
    for (long epoch = first.epoch() + 1; epoch <= last; epoch++) {
      EpochHeader header = chain.at(epoch).header();
      if (header.attempt() != first.attempt()
          || header.chain().validatorSet() != first.chain().validatorSet()
          || !header.manifests().equals(first.manifests())
          || !header.program().equals(first.program())) {
        break;
      }
      batch.add(header);
    }
    return batch;
  }

  /** Why nothing that is sealed here from now on can become final, if so. */
  Optional<String> otherChain(Head head, long sealed) throws IOException {
    if (head.next() > sealed + 1) {
      return Optional.of(
          "the chain has epochs up to "
              + (head.next() - 1)
              + " and this archive only up to "
              + sealed
              + "; restore the archive, or fetch it from a validator");
    }
    if (head.next() > 0 && !chain.at(head.next() - 1).header().hash().equals(head.hash())) {
      return Optional.of(
          "another header of epoch "
              + (head.next() - 1)
              + " is final than this archive has; somebody else closed it: compare the archives");
    }
    return Optional.empty();
  }

  /** Why the contracts would refuse {@code header}, whoever signed it. */
  private Optional<Move> unfit(Head head, EpochHeader header) throws IOException {
    long epoch = header.epoch();
    if (header.attempt() != head.attempt()) {
      return Optional.of(
          Move.stuck(
              "the chain is at attempt "
                  + head.attempt()
                  + " and epoch "
                  + epoch
                  + " was closed under attempt "
                  + header.attempt()
                  + "; it is being closed again"));
    }
    Hash rules =
        Hash.of(Keccak256.digest(header.manifests().toArray(), header.program().toArray()));
    if (!settlement.rulesOf(epoch).equals(rules)) {
      return Optional.of(
          Move.stuck(
              "epoch "
                  + epoch
                  + " was closed under other rules than the chain has (manifests "
                  + header.manifests().toHex().substring(0, 12)
                  + ", program "
                  + header.program().toHex().substring(0, 12)
                  + "); a changed manifest or a newer program needs a vote: polder propose"));
    }
    long version = settlement.setOf(epoch);
    if (header.chain().validatorSet() != version) {
      return Optional.of(
          Move.hopeless(
              "epoch "
                  + epoch
                  + " names validator set "
                  + header.chain().validatorSet()
                  + " and the chain lets set "
                  + version
                  + " sign it; it is closed again under the next attempt"));
    }
    return Optional.empty();
  }

  private Move noQuorum(EpochHeader header, List<Member> set) {
    List<Account> others = attestations.signersOfOthers(header.epoch());
    if (!canReach(others, set)) {
      return Move.hopeless(
          "no finality: of epoch "
              + header.epoch()
              + " validators signed different headers ("
              + others.size()
              + " another than this node's), and none can get two thirds; it is closed again under"
              + " the next attempt");
    }
    if (time.nowMillis() - header.endMillis() < SIGNING_MILLIS) {
      return Move.NONE;
    }
    Attestations.Quorum quorum = attestations.quorum(header.epoch(), set);
    Set<Account> signed = attestations.of(header.epoch()).keySet();
    List<String> missing = new ArrayList<>();
    for (Member member : set) {
      if (!signed.contains(member.account())) {
        missing.add(member.account().toString());
      }
    }
    BigInteger percent =
        quorum.total().signum() == 0
            ? BigInteger.ZERO
            : quorum.signed().multiply(BigInteger.valueOf(100)).divide(quorum.total());
    return Move.stuck(
        "no finality: epoch "
            + header.epoch()
            + " is signed by "
            + (set.size() - missing.size())
            + " of "
            + set.size()
            + " validators with "
            + percent
            + "% of the stake and needs two thirds; start those that are missing: "
            + String.join(", ", missing.subList(0, Math.min(MOST_NAMED, missing.size())))
            + (missing.size() > MOST_NAMED ? ", …" : ""));
  }

  /** Whether those who did not sign another header have two thirds. */
  private static boolean canReach(List<Account> others, List<Member> set) {
    BigInteger total = BigInteger.ZERO;
    BigInteger left = BigInteger.ZERO;
    for (Member member : set) {
      total = total.add(member.weight());
      if (!others.contains(member.account())) {
        left = left.add(member.weight());
      }
    }
    return left.multiply(BigInteger.valueOf(3)).compareTo(total.multiply(BigInteger.TWO)) >= 0;
  }
}
