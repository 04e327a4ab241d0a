package polder.node.settle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;
import polder.epoch.StateEntry;
import polder.ports.Time;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.ports.chain.Outbox;
import polder.ports.chain.Progress;
import polder.ports.chain.SeedContract;
import polder.ports.chain.SeedContract.Demand;
import polder.ports.chain.SeedContract.OnChain;
import polder.ports.chain.Settlement;
import polder.ports.chain.Settlement.Member;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SeedChain;
import polder.protocol.settlement.SeedCommitment;

/**
 * Sees to seed chains on the chain: answers demands for links that are known, demands links of
 * validators that withheld them for long, if it was told to, and has them punished when they do not
 * answer. What there is to do follows from the state and the chain each time.
 */
public final class SeedWatch implements SeedRoutes.Watch, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SeedWatch.class);

  private static final long POLL_MILLIS = 3_000;

  /** What the contract refused is tried again so much later. */
  private static final long RETRY_MILLIS = 60_000;

  /** A block's time may lie before ours. */
  private static final long MARGIN_SECONDS = 2;

  private final Parts parts;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private final Map<Account, Long> demanded = new HashMap<>();
  private final Map<Account, Long> withheld = new ConcurrentHashMap<>();
  private volatile List<Status> status = List.of();
  private final Map<String, Long> retryMillis = new HashMap<>();
  private volatile Optional<String> trouble = Optional.empty();
  private Optional<String> refusal = Optional.empty();
  private volatile boolean stopping;

  /** Asks for the contract when the chain answers. */
  public interface Contract {
    /** The contract. */
    SeedContract get() throws IOException;
  }

  /**
   * What it works with.
   *
   * @param contract the contract
   * @param settlement who is in the set, and what is final
   * @param outbox sends
   * @param standing how the deployment stands
   * @param own the node's validator, whose links it knows
   * @param demandAfter after so many epochs without a link it is demanded; empty for never
   * @param time the clock
   */
  public record Parts(
      Contract contract,
      Settlement settlement,
      Outbox outbox,
      Supplier<Standing> standing,
      SeedDesk.Own own,
      OptionalLong demandAfter,
      Time time) {}

  /**
   * How a member of the set stands.
   *
   * @param missing for how many epochs in a row it withheld its link, since this node started
   * @param demand what is demanded of it
   */
  public record Status(Account account, long missing, Optional<Demand> demand) {}

  /** Over {@code parts}; nothing happens before {@link #start}. */
  public SeedWatch(Parts parts) {
    this.parts = parts;
    this.thread = Thread.ofVirtual().name("seed-watch").unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** That an epoch was sealed, and who withheld in it. */
  public void sealed(EpochHeader header) {
    withheld.keySet().retainAll(header.withheld());
    header.withheld().forEach(account -> withheld.merge(account, 1L, Long::sum));
    wake.release();
  }

  @Override
  public List<Status> status() {
    return status;
  }

  @Override
  public Optional<String> trouble() {
    return trouble;
  }

  private void run() {
    while (!stopping) {
      try {
        refusal = Optional.empty();
        round();
        trouble = refusal;
      } catch (ChainException e) {
        trouble = Optional.of(String.valueOf(e.getMessage()));
      } catch (IOException | RuntimeException e) {
        LOG.error("seed links are not looked after: {}", e.getMessage(), e);
        trouble = Optional.of(String.valueOf(e.getMessage()));
      }
      try {
        wake.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
        wake.drainPermits();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void round() throws IOException {
    Standing standing = parts.standing().get();
    Settlement.Head head = parts.settlement().head();
    List<Status> all = new ArrayList<>();
    for (Member member : parts.settlement().members(parts.settlement().setOf(head.next()))) {
      Optional<SeedCommitment> known = StateEntry.seed(standing.state(), member.account());
      if (known.isPresent()) {
        all.add(look(member.account(), known.get(), standing.nextEpoch(), head.next()));
      }
    }
    status = List.copyOf(all);
  }

  private Status look(Account account, SeedCommitment commitment, long next, long nextFinal)
      throws IOException {
    SeedContract contract = parts.contract().get();
    SeedCommitment known = commitment.at(next);
    long missing = withheld.getOrDefault(account, 0L);
    Optional<Demand> demand = contract.demandOn(account);
    if (demand.isPresent()) {
      onDemand(contract, account, known, demand.get());
    } else if (parts.demandAfter().isPresent()
        && missing >= parts.demandAfter().getAsLong()
        && !account.equals(parts.own().account())
        && known.next() < nextFinal) {
      demand(contract, account, known, nextFinal - 1);
    }
    return new Status(account, missing, demand);
  }

  private void onDemand(SeedContract contract, Account account, SeedCommitment known, Demand demand)
      throws IOException {
    Optional<Hash> link = link(account, known, demand.epoch());
    if (link.isPresent()) {
      bring(contract, account, known, demand.epoch())
          .or(() -> Optional.of(contract.reveal(account, demand.epoch(), link.get())))
          .ifPresent(this::submit);
    } else if (parts.time().nowMillis() / 1_000 > demand.untilSeconds() + MARGIN_SECONDS) {
      submit(contract.punish(account, demand.epoch()));
    }
  }

  private void demand(SeedContract contract, Account account, SeedCommitment known, long latest)
      throws IOException {
    Optional<OnChain> chain = contract.chain(account);
    if (chain.isEmpty()) {
      return;
    }
    long most = chain.get().next() + SeedContract.MOST_STEPS - 1;
    if (most < known.next()) {
      bring(contract, account, known, known.next()).ifPresent(this::submit);
      return;
    }
    long epoch = Math.min(latest, most);
    Long before = demanded.get(account);
    // After a punishment it is given the same time again.
    boolean again = before == null || epoch >= before + parts.demandAfter().orElse(1);
    if (epoch < chain.get().next() || !again) {
      return;
    }
    LOG.warn("validator {} withholds its seed links since epoch {}", account, known.next());
    submit(contract.payFee("seed-fee-" + epoch + "/" + account));
    submit(contract.demand(account, epoch));
    demanded.put(account, epoch);
  }

  /** The next step that brings known links onto the chain, until {@code epoch} is in reach. */
  private Optional<Intent> bring(
      SeedContract contract, Account account, SeedCommitment known, long epoch)
      throws ChainException {
    Optional<OnChain> chain = contract.chain(account);
    if (chain.isEmpty() || epoch - chain.get().next() < SeedContract.MOST_STEPS) {
      return Optional.empty();
    }
    long step = chain.get().next() + SeedContract.MOST_STEPS - 1;
    return link(account, known, step).map(link -> contract.reveal(account, step, link));
  }

  /** The link of {@code epoch}, if it follows from what is known. */
  private Optional<Hash> link(Account account, SeedCommitment known, long epoch) {
    if (epoch < known.from()) {
      return Optional.empty();
    }
    if (epoch < known.next()) {
      return Optional.of(SeedChain.before(known.link(), known.next() - 1 - epoch));
    }
    return account.equals(parts.own().account())
            && epoch - known.from() < parts.own().chain().length()
        ? Optional.of(parts.own().chain().link(epoch - known.from()))
        : Optional.empty();
  }

  private void submit(Intent intent) {
    if (parts.outbox().progress(intent.label()).orElse(null)
        instanceof Progress.Failed(String reason, var transaction)) {
      refusal = Optional.of(intent.label() + " was refused: " + reason);
      long now = parts.time().nowMillis();
      long retry = retryMillis.computeIfAbsent(intent.label(), label -> now + RETRY_MILLIS);
      if (now < retry) {
        return;
      }
      retryMillis.remove(intent.label());
    }
    try {
      parts.outbox().submit(intent);
    } catch (IOException e) {
      LOG.warn("{} is not sent: {}", intent.label(), e.getMessage());
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    wake.release();
    thread.interrupt();
    thread.join();
  }
}
