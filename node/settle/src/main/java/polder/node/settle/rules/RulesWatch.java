package polder.node.settle.rules;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.ports.Time;
import polder.ports.chain.Chain;
import polder.ports.chain.ChainException;
import polder.ports.chain.Governance;
import polder.ports.chain.Governance.Announcement;
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
  private static final long FETCH_AGAIN_MILLIS = 10_000;

  private final Parts parts;
  private final Proposals proposals;
  private final Optional<Usher> usher;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private final Map<Hash, Long> fetched = new HashMap<>();
  private Optional<Terms> terms = Optional.empty();
  private Optional<Account> governor = Optional.empty();
  private volatile RulesStatus status = RulesStatus.BEGUN;

  /** Where books of rules can be had. */
  public interface Fetcher {
    /**
     * The book of this hash.
     *
     * @param locations where a vote that put it in force said that it is; none while it is proposed
     * @return empty if it cannot be had now; not checked, at most {@link RulesStore#MOST_BYTES}
     */
    Optional<Bytes> fetch(Hash hash, List<String> locations) throws InterruptedException;
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
   * @param outbox carries out what was voted; without one others have to
   * @param fromBlock no proposal is before it
   * @param pollMillis between two looks
   */
  public record Parts(
      Chain chain,
      Governance governance,
      Governors governors,
      Optional<Outbox> outbox,
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
    this.usher = parts.outbox().map(outbox -> new Usher(parts.governance(), outbox, parts.time()));
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
    if (governor.isEmpty()) {
      governor = Optional.of(parts.governors().address());
      terms = Optional.of(governance.terms());
    }
    long next = governance.nextEpoch();
    List<RulesStatus.Known> all = new ArrayList<>();
    for (Proposals.Voted voted : proposals.read()) {
      long earliest = next + terms.orElseThrow().leadEpochs();
      String note = usher.isPresent() ? usher.get().serve(voted, earliest) : "";
      all.add(new RulesStatus.Known(voted.proposal(), voted.ballot(), note));
    }
    status = new RulesStatus(Optional.of(history), governor, terms, next, all, Optional.empty());
    fetch(history);
  }

  /** Books that are proposed or were put in force, so that they are here when they are needed. */
  private void fetch(RulesHistory history) throws IOException, InterruptedException {
    Hash announced = history.rules().getLast().manifests();
    SortedMap<Hash, List<String>> wanted = new TreeMap<>();
    wanted.put(announced, new ArrayList<>());
    for (RulesStatus.Known known : status.proposals()) {
      Announcement proposed = known.proposal().announcement();
      if (proposed.manifests().equals(announced) || !known.ballot().state().isOver()) {
        List<String> locations =
            wanted.computeIfAbsent(proposed.manifests(), hash -> new ArrayList<>());
        // What is only proposed may name any address, and nobody voted for asking there.
        if (proposed.manifests().equals(announced) && !proposed.location().isEmpty()) {
          locations.add(proposed.location());
        }
      }
    }
    for (Map.Entry<Hash, List<String>> book : wanted.entrySet()) {
      fetch(book.getKey(), book.getValue());
    }
  }

  private void fetch(Hash hash, List<String> locations) throws IOException, InterruptedException {
    long now = parts.time().nowMillis();
    boolean tried = fetched.getOrDefault(hash, Long.MIN_VALUE) > now - FETCH_AGAIN_MILLIS;
    if (tried || parts.store().has(hash)) {
      return;
    }
    fetched.put(hash, now);
    Optional<Bytes> bytes = parts.fetcher().fetch(hash, locations);
    if (bytes.filter(its -> Hash.sha256(its.toArray()).equals(hash)).isPresent()) {
      keep(bytes.get());
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
