package polder.node.settle;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.node.archive.EvidenceException;
import polder.node.witness.HeaderChain;
import polder.ports.SignatureLog;
import polder.ports.Time;
import polder.ports.chain.Backlog;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.ports.chain.Outbox;
import polder.ports.chain.Progress;
import polder.ports.chain.Settlement;
import polder.ports.chain.Settlement.Head;
import polder.ports.chain.Settlement.Member;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.Keccak256;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;

/**
 * Makes sealed epochs final and releases them: signs each header, waits for a quorum, sends the
 * backlog in few transactions, and releases when the payout delay is over. What there is to do
 * follows from the archive and the chain each time, so nothing needs to be remembered but what was
 * signed.
 */
public final class Settler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

  /** Rounds in a row while transactions are mined at once. */
  private static final int MOST_ROUNDS = 16;

  private final Parts parts;
  private final SealReader seals;
  private final Map<Long, List<Member>> members = new ConcurrentHashMap<>();
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile SettleStatus status;
  private volatile boolean stopping;
  private Optional<Settlement.Terms> terms = Optional.empty();
  private Optional<String> sent = Optional.empty();
  private Optional<String> failure = Optional.empty();
  private long nextReleaseMillis;
  private long retryMillis;
  private long pauseMillis;
  private long signedNext;
  private long signedAttempt = -1;

  /** Signs by an account's key. */
  public interface Signer {
    /** r ‖ s ‖ v. */
    byte[] sign(Hash digest);
  }

  /**
   * How it behaves.
   *
   * @param pollMillis longest time between two looks at the chain
   * @param releaseMillis least time between two releases
   * @param releaseMarginSeconds how much later than the payout delay is released, as a block's time
   *     may lie before ours
   * @param retryMillis pause after the contracts refused something; doubles up to a minute
   */
  public record Limits(
      long pollMillis, long releaseMillis, long releaseMarginSeconds, long retryMillis) {
    static final long MOST_RETRY_MILLIS = 60_000;
  }

  /** What it works with. */
  public record Parts(
      Chain chain,
      Settlement settlement,
      Outbox outbox,
      HeaderChain headers,
      Attestations attestations,
      SignatureLog log,
      Signer signer,
      Time time,
      Limits limits) {}

  /** Over {@code parts}; nothing happens before {@link #start}. */
  public Settler(Parts parts) {
    this.parts = parts;
    this.seals = new SealReader(parts.chain(), parts.settlement());
    this.status = SettleStatus.begun(parts.outbox().account());
    this.thread = Thread.ofPlatform().name("settler").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Something has happened: an epoch is sealed, a signature is there. */
  public void wake() {
    wake.release();
  }

  /** How far it is. */
  public SettleStatus status() {
    return status;
  }

  /**
   * The members of a set version.
   *
   * @throws ChainException if they are not known yet and the chain does not answer
   */
  public List<Member> members(long version) throws ChainException {
    List<Member> known = members.get(version);
    if (known == null) {
      known = parts.settlement().members(version);
      if (!known.isEmpty()) {
        members.put(version, known);
      }
    }
    return known;
  }

  private void run() {
    while (!stopping) {
      try {
        rounds();
      } catch (ChainException e) {
        trouble(String.valueOf(e.getMessage()));
      } catch (IOException | RuntimeException e) {
        LOG.error("epochs are not settled: {}", e.getMessage(), e);
        trouble(String.valueOf(e.getMessage()));
      }
      try {
        wake.tryAcquire(parts.limits().pollMillis(), TimeUnit.MILLISECONDS);
        wake.drainPermits();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void trouble(String what) {
    SettleStatus now = status;
    status =
        new SettleStatus(
            now.account(),
            sealed(now.sealed()),
            now.finalEpoch(),
            now.released(),
            now.attempt(),
            now.signers(),
            now.claimedWei(),
            now.claimableWei(),
            parts.outbox().backlog(),
            Optional.of(what));
  }

  private long sealed(long otherwise) {
    try {
      return parts.headers().latest().orElse(-1L);
    } catch (IOException | EvidenceException e) {
      return otherwise;
    }
  }

  private void rounds() throws IOException {
    for (int i = 0; i < MOST_ROUNDS && !stopping; i++) {
      if (!round()) {
        return;
      }
    }
  }

  /**
   * Does what can be done now.
   *
   * @return whether something was sent, and the next thing may be possible at once
   */
  private boolean round() throws IOException {
    Backlog backlog = parts.outbox().advance();
    Head head = parts.settlement().head();
    long sealed = parts.headers().latest().orElse(-1L);
    sign(head, sealed);
    parts.attestations().settled(head.next());
    Optional<String> trouble = backlog.trouble();
    boolean acted = false;
    if (isFree()) {
      Step step = step(head, sealed);
      acted = step.acted();
      trouble = step.trouble().or(() -> failure).or(backlog::trouble);
    }
    publish(head, sealed, backlog, trouble);
    return acted;
  }

  private record Step(boolean acted, Optional<String> trouble) {
    static final Step NOTHING = new Step(false, Optional.empty());

    static Step stuck(String why) {
      return new Step(false, Optional.of(why));
    }
  }

  private Step step(Head head, long sealed) throws IOException {
    if (parts.time().nowMillis() < retryMillis) {
      return Step.NOTHING;
    }
    Step step = release(head, sealed);
    if (step.acted()) {
      return step;
    }
    Step next = finalise(head, sealed);
    return next.acted() || next.trouble().isPresent() ? next : step;
  }

  /** One transaction at a time: the next depends on what became of it. */
  private boolean isFree() {
    Optional<Progress> progress = sent.flatMap(label -> parts.outbox().progress(label));
    if (progress.isEmpty()) {
      return true;
    }
    switch (progress.get()) {
      case Progress.Succeeded done -> {
        sent = Optional.empty();
        pauseMillis = 0;
        failure = Optional.empty();
        return true;
      }
      case Progress.Failed(String reason, var transaction) -> {
        sent = Optional.empty();
        pauseMillis =
            Math.min(
                Limits.MOST_RETRY_MILLIS, Math.max(parts.limits().retryMillis(), 2 * pauseMillis));
        retryMillis = parts.time().nowMillis() + pauseMillis;
        failure = Optional.of("the settlement contract refused: " + reason);
        LOG.warn("{}; tried again in {} ms", failure.get(), pauseMillis);
        return true;
      }
      // Mined, with too few blocks on it: the contracts have its effect.
      case Progress.Mined(var transaction, var block, long confirmations, boolean success) -> {
        return success;
      }
      default -> {
        return false;
      }
    }
  }

  private boolean send(Intent intent) throws IOException {
    parts.outbox().submit(intent);
    sent = Optional.of(intent.label());
    parts.outbox().advance();
    return true;
  }

  // ── signing ────────────────────────────────────────────────────────────────────────────────

  private void sign(Head head, long sealed) throws IOException {
    if (head.attempt() != signedAttempt || signedNext < head.next() || signedNext > sealed + 1) {
      signedNext = head.next();
      signedAttempt = head.attempt();
    }
    long last = Math.min(sealed, head.next() + Attestations.MOST_EPOCHS - 1);
    for (; signedNext <= last && !stopping; signedNext++) {
      EpochHeader header = parts.headers().at(signedNext).header();
      Hash hash = header.hash();
      parts.attestations().open(header, hash);
      if (header.attempt() != head.attempt()) {
        continue;
      }
      List<Member> set = members(header.chain().validatorSet());
      boolean member = set.stream().anyMatch(its -> its.account().equals(parts.outbox().account()));
      if (member && maySign(header, hash)) {
        parts
            .attestations()
            .add(
                header.epoch(),
                header.attempt(),
                hash,
                parts.outbox().account(),
                CompactSignature.of(parts.signer().sign(parts.attestations().digest(hash))),
                set);
      }
    }
  }

  /** Another header that was signed for the epoch and attempt stays the only one. */
  private boolean maySign(EpochHeader header, Hash hash) throws IOException {
    SignatureLog.Entry entry =
        new SignatureLog.Entry(
            header.epoch(), header.attempt(), hash, parts.attestations().digest(hash));
    return parts.log().record(entry) == SignatureLog.Outcome.MAY_SIGN;
  }

  // ── finality ───────────────────────────────────────────────────────────────────────────────

  private Step finalise(Head head, long sealed) throws IOException {
    Optional<String> other = otherChain(head, sealed);
    if (other.isPresent()) {
      return Step.stuck(other.get());
    }
    if (head.next() > sealed) {
      return Step.NOTHING;
    }
    EpochHeader first = parts.headers().at(head.next()).header();
    Optional<String> unfit = unfit(head, first);
    if (unfit.isPresent()) {
      return Step.stuck(unfit.get());
    }
    List<EpochHeader> batch =
        batch(first, Math.min(sealed, first.epoch() + Settlement.MOST_HEADERS - 1));
    List<Member> set = members(first.chain().validatorSet());
    for (int last = batch.size() - 1; last >= 0; last--) {
      Attestations.Quorum quorum = parts.attestations().quorum(batch.get(last).epoch(), set);
      if (quorum.isReached()) {
        List<TypedData> headers = new ArrayList<>();
        batch.subList(0, last + 1).forEach(header -> headers.add(header.typed()));
        return new Step(
            send(parts.settlement().finalise(headers, quorum.bits(), quorum.signatures())),
            Optional.empty());
      }
    }
    return Step.stuck(noQuorum(first, set));
  }

  /** Those from {@code first} on that the same set signs under the same rules. */
  private List<EpochHeader> batch(EpochHeader first, long last) throws IOException {
    List<EpochHeader> batch = new ArrayList<>();
    batch.add(first);
    for (long epoch = first.epoch() + 1; epoch <= last; epoch++) {
      EpochHeader header = parts.headers().at(epoch).header();
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

  private Optional<String> otherChain(Head head, long sealed) throws IOException {
    if (head.next() > sealed + 1) {
      return Optional.of(
          "the chain has epochs up to "
              + (head.next() - 1)
              + " and this archive only up to "
              + sealed
              + "; restore the archive, or fetch it from a validator");
    }
    if (head.next() > 0
        && !parts.headers().at(head.next() - 1).header().hash().equals(head.hash())) {
      return Optional.of(
          "another header of epoch "
              + (head.next() - 1)
              + " is final than this archive has; somebody else closed it: compare the archives");
    }
    return Optional.empty();
  }

  /** Why the contracts would refuse {@code header}, whoever signed it. */
  private Optional<String> unfit(Head head, EpochHeader header) throws IOException {
    long epoch = header.epoch();
    if (header.attempt() != head.attempt()) {
      return Optional.of(
          "the chain is at attempt "
              + head.attempt()
              + " and epoch "
              + epoch
              + " was closed under attempt "
              + header.attempt()
              + "; this node cannot close epochs again: what is final stands, begin a new network"
              + " for the rest");
    }
    Hash rules =
        Hash.of(Keccak256.digest(header.manifests().toArray(), header.program().toArray()));
    if (!parts.settlement().rulesOf(epoch).equals(rules)) {
      return Optional.of(
          "epoch "
              + epoch
              + " was closed under other rules than the chain has (manifests "
              + header.manifests().toHex().substring(0, 12)
              + ", program "
              + header.program().toHex().substring(0, 12)
              + "); a changed manifest or a newer program needs a vote (ManifestRegistry), or a new"
              + " network");
    }
    long version = parts.settlement().setOf(epoch);
    if (header.chain().validatorSet() != version) {
      return Optional.of(
          "epoch "
              + epoch
              + " names validator set "
              + header.chain().validatorSet()
              + " and the chain lets set "
              + version
              + " sign it; it has to be closed again under the next attempt");
    }
    return Optional.empty();
  }

  private String noQuorum(EpochHeader header, List<Member> set) {
    Attestations.Quorum quorum = parts.attestations().quorum(header.epoch(), set);
    BigInteger percent =
        quorum.total().signum() == 0
            ? BigInteger.ZERO
            : quorum.signed().multiply(BigInteger.valueOf(100)).divide(quorum.total());
    return "no finality: epoch "
        + header.epoch()
        + " is signed by "
        + percent
        + "% of the stake and needs two thirds; start the validators that are missing";
  }

  // ── release ────────────────────────────────────────────────────────────────────────────────

  private Step release(Head head, long sealed) throws IOException {
    if (head.next() <= head.released() || head.released() > sealed) {
      return Step.NOTHING;
    }
    if (terms.isEmpty()) {
      terms = Optional.of(parts.settlement().terms());
    }
    seals.read(parts.headers().at(head.released()).header().chain().block(), head.released());
    if (head.disputed().isPresent() && head.disputed().get() <= head.released()) {
      return Step.stuck(
          "epoch "
              + head.disputed().get()
              + " is disputed, and nothing is released until that is decided: see the contract"
              + " Disputes");
    }
    long nowMillis = parts.time().nowMillis();
    if (nowMillis < nextReleaseMillis) {
      return Step.NOTHING;
    }
    long nowSeconds = nowMillis / 1_000;
    long delay = terms.get().payoutDelaySeconds() + parts.limits().releaseMarginSeconds();
    for (Settlement.Finalised done : seals.seals().descendingMap().values()) {
      boolean standing =
          done.epoch() < head.next()
              && (head.disputed().isEmpty() || done.epoch() < head.disputed().get());
      if (standing
          && done.seal().finalisedAtSeconds() + delay <= nowSeconds
          && done.epoch() <= sealed) {
        EpochHeader header = parts.headers().at(done.epoch()).header();
        if (!header.hash().equals(done.header())) {
          return Step.NOTHING;
        }
        nextReleaseMillis = nowMillis + parts.limits().releaseMillis();
        return new Step(
            send(parts.settlement().release(done.epoch(), header.typed(), done.seal())),
            Optional.empty());
      }
    }
    return Step.NOTHING;
  }

  private void publish(Head head, long sealed, Backlog backlog, Optional<String> trouble)
      throws IOException {
    List<SettleStatus.Signer> signers = new ArrayList<>();
    long version = parts.settlement().setOf(head.next());
    Map<Account, Bytes> signed = parts.attestations().of(head.next());
    for (Member member : members(version)) {
      signers.add(
          new SettleStatus.Signer(
              member.account(), member.weight(), signed.containsKey(member.account())));
    }
    status =
        new SettleStatus(
            parts.outbox().account(),
            sealed,
            head.next() - 1,
            head.released() - 1,
            head.attempt(),
            signers,
            head.claimedWei(),
            head.claimableWei(),
            backlog,
            trouble);
  }

  /** Ends; what was sent is taken up again by the next start. */
  @Override
  public void close() throws InterruptedException {
    stopping = true;
    wake.release();
    thread.join();
  }
}
