package polder.node.settle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
import polder.protocol.identity.Account;

/**
 * Makes sealed epochs final and releases them: signs each header, waits for a quorum, sends the
 * backlog in few transactions, and releases when the payout delay is over. What there is to do
 * follows from the archive and the chain each time, so nothing needs to be remembered but what was
 * signed.
 */
public final class Settler implements SettleRoutes.Progress, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

  /** Rounds in a row while transactions are mined at once. */
  private static final int MOST_ROUNDS = 16;

  private final Parts parts;
  private final Finality finality;
  private final Attendance attendance;
  private final Releases releases;
  private final Attempts attempts;
  private final Signing signing;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile SettleStatus status;
  private volatile boolean stopping;
  private volatile Optional<String> overtaken = Optional.empty();
  private volatile Consumer<String> whenOvertaken = why -> {};
  private Optional<String> sent = Optional.empty();
  private long finalTo = -1;
  private Optional<String> failure = Optional.empty();
  private long retryMillis;
  private long pauseMillis;

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
      Members members,
      Outbox outbox,
      HeaderChain headers,
      Attestations attestations,
      SignatureLog log,
      Signer signer,
      Time time,
      Limits limits,
      Attempts.Parts attempts) {}

  /** Over {@code parts}; nothing happens before {@link #start}. */
  public Settler(Parts parts) {
    this.parts = parts;
    this.finality = new Finality(parts);
    this.attendance = new Attendance(parts.attestations(), parts.members(), parts.time());
    this.releases = new Releases(parts);
    this.attempts =
        new Attempts(parts.attempts(), parts.headers(), parts.settlement(), parts.time());
    this.signing = new Signing(parts);
    this.status = SettleStatus.begun(parts.outbox().account());
    this.thread = Thread.ofPlatform().name("settler").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  @Override
  public void wake() {
    wake.release();
  }

  /**
   * Looks whether the chain went on without this node.
   *
   * @return why this node's further epochs can never be final, if so
   */
  public Optional<String> overtaken() throws IOException {
    return overtaken(parts.settlement().head(), parts.headers().latest().orElse(-1L));
  }

  /** Calls {@code listener} once if the chain goes on without this node. */
  public void whenOvertaken(Consumer<String> listener) {
    whenOvertaken = listener;
  }

  private Optional<String> overtaken(Head head, long sealed) throws IOException {
    if (overtaken.isEmpty()) {
      Optional<String> other = finality.otherChain(head, sealed);
      if (other.isPresent() && !attempts.hasClosed(head)) {
        overtaken = other;
        whenOvertaken.accept(other.get());
      }
    }
    return overtaken;
  }

  @Override
  public SettleStatus status() {
    return status;
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
            now.disputed(),
            submitted(),
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
    Attempts.Followed followed = attempts.follow(head, parts.headers().latest().orElse(-1L));
    long sealed = parts.headers().latest().orElse(-1L);
    if (overtaken(head, sealed).isPresent()) {
      publish(head, sealed, backlog, overtaken);
      return false;
    }
    if (followed.again()) {
      signing.again();
    }
    signing.sign(head, sealed);
    parts.attestations().settled(head.next());
    Optional<String> trouble = backlog.trouble();
    boolean acted = false;
    if (isFree()) {
      Move move = move(head, sealed, followed.stuck());
      if (move.intent().isPresent()) {
        send(move.intent().get());
        finalTo = move.finalTo();
        acted = true;
      }
      trouble = move.trouble().or(() -> failure).or(backlog::trouble);
    }
    publish(head, sealed, backlog, trouble);
    return acted;
  }

  private Move move(Head head, long sealed, Move stuck) throws IOException {
    if (parts.time().nowMillis() < retryMillis) {
      return Move.NONE;
    }
    Move release = releases.next(head, sealed);
    if (release.intent().isPresent()) {
      return release;
    }
    Move own = stuck.trouble().isPresent() ? stuck : finality.next(head, sealed);
    if (own.intent().isEmpty() && signing.stopped().trouble().isPresent()) {
      own = signing.stopped();
    }
    Move finalise = attempts.instead(head, sealed, own);
    return finalise.equals(Move.NONE) ? release : finalise;
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

  private void send(Intent intent) throws IOException {
    parts.outbox().submit(intent);
    sent = Optional.of(intent.label());
    parts.outbox().advance();
  }

  private void publish(Head head, long sealed, Backlog backlog, Optional<String> trouble)
      throws IOException {
    List<SettleStatus.Signer> signers = new ArrayList<>();
    long version = parts.settlement().setOf(head.next());
    Map<Account, Bytes> signed = parts.attestations().of(head.next());
    for (Member member : parts.members().of(version)) {
      signers.add(
          new SettleStatus.Signer(
              member.account(),
              member.weight(),
              signed.containsKey(member.account()),
              attendance.of(member.account(), head.next(), sealed)));
    }
    status =
        new SettleStatus(
            parts.outbox().account(),
            sealed,
            head.next() - 1,
            head.released() - 1,
            head.disputed(),
            submitted(),
            head.attempt(),
            signers,
            head.claimedWei(),
            head.claimableWei(),
            backlog,
            trouble);
  }

  /** What was sent last, if it makes epochs final and is not settled. */
  private Optional<SettleStatus.Submitted> submitted() {
    return sent.filter(label -> finalTo >= 0)
        .map(label ->
            new SettleStatus.Submitted(
                finalTo,
                parts
                    .outbox()
                    .progress(label)
                    .flatMap(progress ->
                        switch (progress) {
                          case Progress.Sent its -> Optional.of(its.transaction());
                          case Progress.Mined its -> Optional.of(its.transaction());
                          default -> Optional.empty();
                        })));
  }

  /** Ends; what was sent is taken up again by the next start. */
  @Override
  public void close() throws InterruptedException {
    stopping = true;
    wake.release();
    thread.join();
  }
}
