package polder.node.settle.rules;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.ports.Time;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Governance;
import polder.ports.chain.Governance.Terms;
import polder.ports.chain.Outbox;
import polder.ports.chain.RulesHistory;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * Looks at the chain again and again: which rules are in force, which are proposed. Fetches the
 * books of announced rules, and carries out what was voted.
 */
public final class RulesWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RulesWatch.class);
  private static final long FETCH_AGAIN_MILLIS = 30_000;

  private final Parts parts;
  private final Proposals proposals;
  private final Usher usher;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private final Map<Hash, Long> fetched = new HashMap<>();
  private Optional<Terms> terms = Optional.empty();
  private Optional<Account> governor = Optional.empty();
  private volatile RulesStatus status = RulesStatus.BEGUN;

  /** Where books of rules can be had. */
  public interface Fetcher {
    /**
     * What is at {@code location}.
     *
     * @return empty if it cannot be had now; not checked, at most {@link RulesStore#MOST_BYTES}
     */
    Optional<Bytes> fetch(String location) throws InterruptedException;
  }

  /** Says where proposals go. */
  public interface Governors {
    /** The governor's address. */
    Account address() throws ChainException;
  }

  /**
   * What it works with.
   *
   * @param governors where proposals go
   * @param fromBlock no proposal is before it
   * @param pollMillis between two looks
   */
  public record Parts(
      Chain chain,
      Governance governance,
      Governors governors,
      Outbox outbox,
      RulesStore store,
      VotedRules voted,
      Fetcher fetcher,
      Time time,
      long fromBlock,
      long pollMillis) {}

  /** Over {@code parts}; nothing happens before {@link #start}. */
  public RulesWatch(Parts parts) {
    this.parts = parts;
    this.proposals = new Proposals(parts.chain(), parts.governance(), parts.fromBlock());
    this.usher = new Usher(parts.governance(), parts.outbox(), parts.time());
    this.thread = Thread.ofPlatform().name("rules-watch").unstarted(this::run);
  }

  /** Asks once which rules are in force; a chain that does not answer is asked later. */
  public void askOnce() throws IOException {
    try {
      parts.voted().learn(parts.governance().history());
    } catch (ChainException e) {
      LOG.warn("which rules are in force is not known anew: {}", e.getMessage());
    }
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** How the vote stands. */
  public RulesStatus status() {
    return status;
  }

  private void run() {
    try {
      do {
        try {
          round();
        } catch (ChainException e) {
          trouble(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
          LOG.error("the vote on rules is not followed: {}", e.getMessage(), e);
          trouble(String.valueOf(e.getMessage()));
        }
      } while (!stopping.await(parts.pollMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void trouble(String what) {
    RulesStatus now = status;
    status =
        new RulesStatus(
            parts.voted().history(),
            now.governor(),
            now.terms(),
            now.nextFinal(),
            now.proposals(),
            Optional.of(what));
  }

  private void round() throws IOException, InterruptedException {
    Governance governance = parts.governance();
    Optional<RulesHistory> known = parts.voted().history();
    RulesHistory history =
        known.isPresent() ? governance.history(known.get()) : governance.history();
    parts.voted().learn(history);
    fetch(history);
    if (governor.isEmpty()) {
      governor = Optional.of(parts.governors().address());
      terms = Optional.of(governance.terms());
    }
    long next = governance.nextEpoch();
    List<RulesStatus.Known> all = new ArrayList<>();
    for (Proposals.Voted voted : proposals.read()) {
      String note = usher.serve(voted, next + terms.orElseThrow().leadEpochs());
      all.add(new RulesStatus.Known(voted.proposal(), voted.ballot(), note));
    }
    status =
        new RulesStatus(Optional.of(history), governor, terms, next, all, Optional.empty());
  }

  /** Books that the vote put in force and that are not here, from where the vote said. */
  private void fetch(RulesHistory history) throws IOException, InterruptedException {
    Hash hash = history.rules().getLast().manifests();
    long now = parts.time().nowMillis();
    if (parts.store().has(hash) || fetched.getOrDefault(hash, 0L) > now - FETCH_AGAIN_MILLIS) {
      return;
    }
    fetched.put(hash, now);
    for (RulesStatus.Known known : status.proposals()) {
      String location = known.proposal().announcement().location();
      if (known.proposal().announcement().manifests().equals(hash) && !location.isEmpty()) {
        Optional<Bytes> bytes = parts.fetcher().fetch(location);
        if (bytes.filter(its -> Hash.sha256(its.toArray()).equals(hash)).isPresent()) {
          keep(bytes.get());
          return;
        }
      }
    }
  }

  private void keep(Bytes bytes) throws IOException {
    try {
      parts.store().put(parts.store().parse(bytes));
    } catch (IllegalArgumentException e) {
      LOG.warn("voted rules cannot be run by this program: {}", e.getMessage());
    }
  }

  /** Ends; what was sent is taken up again by the next start. */
  @Override
  public void close() throws InterruptedException {
    stopping.countDown();
    // Waits for one round, which the chain's bounds of time end.
    thread.join();
  }
}
