package polder.adapters.evm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.ports.chain.Backlog;
import polder.ports.chain.BacklogFullException;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.ports.chain.Outbox;
import polder.ports.chain.Progress;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * Brings one account's intents onto an EVM chain, each once. Before a transaction is sent it is
 * written down; an intent gets another nonce only when a transaction that used its nonce was seen
 * in a settled block and is not its own. One process at a time has the log; safe for its threads.
 */
public final class Sender implements Outbox, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  private final JsonRpc rpc;
  private final Wallet wallet;
  private final RevertReasons reasons;
  private final SenderLimits limits;
  private final Book book;

  /** One round at a time; whoever only asks or submits does not wait for it. */
  private final ReentrantLock turn = new ReentrantLock();

  private volatile Backlog backlog = Backlog.EMPTY;
  private long replacements;
  private Optional<LogRecord.Owner> confirmed = Optional.empty();

  /**
   * Opens the log in {@code file}, or begins it.
   *
   * @throws IOException if another process has it, it is damaged, it is another account's, or the
   *     disk refuses
   */
  public Sender(JsonRpc rpc, Wallet wallet, RevertReasons reasons, SenderLimits limits, Path file)
      throws IOException {
    this.rpc = rpc;
    this.wallet = wallet;
    this.reasons = reasons;
    this.limits = limits;
    this.book = Book.open(file);
    Optional<Account> owner = book.owner().map(LogRecord.Owner::account);
    if (owner.isPresent() && !owner.get().equals(wallet.account())) {
      book.close();
      throw new IOException(
          file
              + " has the transactions of "
              + owner.get()
              + ", not of "
              + wallet.account()
              + "; give each account a file of its own");
    }
  }

  @Override
  public Account account() {
    return wallet.account();
  }

  @Override
  public Progress submit(Intent intent) throws IOException {
    // Not the round's turn, which may take as long as a node is slow.
    synchronized (book) {
      Optional<Job> known = book.find(intent.label());
      if (known.isPresent() && !(known.get().progress() instanceof Progress.Failed)) {
        Optional<Intent> before = known.get().intent();
        if (before.isPresent() && !before.get().sameEffect(intent)) {
          throw new IllegalArgumentException(
              intent.label() + " is the label of another intent; labels are for ever");
        }
        return known.get().progress();
      }
      if (book.liveCount() >= limits.maxBacklog()) {
        throw full(intent);
      }
      book.add(new LogRecord.Taken(intent));
      return book.find(intent.label()).orElseThrow().progress();
    }
  }

  private BacklogFullException full(Intent intent) {
    return new BacklogFullException(
        intent.label()
            + " was not taken: "
            + book.liveCount()
            + " intents of "
            + wallet.account()
            + " wait already"
            + backlog.trouble().map(what -> " (" + what + ")").orElse(""));
  }

  @Override
  public Optional<Progress> progress(String label) {
    return book.find(label).map(Job::progress);
  }

  @Override
  public Optional<Intent> intent(String label) {
    return book.find(label).flatMap(Job::intent);
  }

  @Override
  public Optional<Long> nonce(String label) {
    return book.find(label)
        .flatMap(job ->
            job.isSigned() ? Optional.of(job.nonce()) : job.over().flatMap(LogRecord.Over::nonce));
  }

  /** The nonce that the next intent will get if no other process uses the account. */
  public long nextNonce() throws ChainException {
    turn.lock();
    try {
      long next = rpc.ask(node -> new Eth(node).count(wallet.account(), Eth.LATEST));
      for (Job job : book.signed()) {
        next = Math.max(next, job.nonce() + 1);
      }
      return next;
    } finally {
      turn.unlock();
    }
  }

  /** Whether every intent is over. */
  public boolean isIdle() {
    return book.liveCount() == 0;
  }

  @Override
  public Backlog advance() throws IOException {
    turn.lock();
    try {
      backlog = round();
      return backlog;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      turn.unlock();
    }
  }

  private Backlog round() {
    try {
      return rpc.ask(node -> {
        try {
          return round(new Eth(node));
        } catch (ChainException e) {
          throw e;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    } catch (ChainException e) {
      LOG.debug("round of {} not done", wallet.account(), e);
      return summary(backlog.head(), Optional.ofNullable(e.getMessage()));
    }
  }

  private Backlog round(Eth eth) throws IOException {
    Optional<String> foreign = otherChain(eth);
    if (foreign.isPresent()) {
      return summary(backlog.head(), foreign);
    }
    long chainId = confirmed.orElseThrow().chainId();
    Round round = new Round(eth, book, new Round.Signer(wallet, chainId, reasons), limits);
    try {
      round.run();
    } finally {
      replacements += round.replacements();
    }
    return summary(round.head().at().number(), Optional.empty());
  }

  /** Nonces of another chain would be worth nothing here. */
  private Optional<String> otherChain(Eth eth) throws IOException {
    Hash genesis = eth.block(0).map(block -> block.at().hash()).orElse(Hash.ZERO);
    LogRecord.Owner found = new LogRecord.Owner(eth.chainId(), genesis, wallet.account());
    if (book.owner().isEmpty()) {
      book.add(found);
    }
    LogRecord.Owner owner = book.owner().orElseThrow();
    if (!owner.equals(found)) {
      return Optional.of(
          "the node is on chain "
              + found.chainId()
              + " that begins with 0x"
              + found.genesis().toHex()
              + ", and this account's transactions were for chain "
              + owner.chainId()
              + " that begins with 0x"
              + owner.genesis().toHex()
              + "; use a node of that chain, or another directory");
    }
    confirmed = Optional.of(owner);
    return Optional.empty();
  }

  private Backlog summary(long head, Optional<String> trouble) {
    int waiting = 0;
    int sent = 0;
    int mined = 0;
    int blocked = 0;
    Optional<String> first = trouble;
    List<Job> live = book.live();
    for (Job job : live) {
      switch (job.progress()) {
        case Progress.Waiting(String note) -> waiting++;
        case Progress.Mined seen -> mined++;
        case Progress.Blocked(String why) -> blocked++;
        default -> sent++;
      }
      if (first.isEmpty() && !job.note().isEmpty()) {
        first = Optional.of(job.label() + ": " + job.note());
      }
    }
    Optional<String> oldest = live.stream().findFirst().map(Job::label);
    return new Backlog(waiting, sent, mined, blocked, replacements, head, oldest, first);
  }

  @Override
  public Backlog backlog() {
    return backlog;
  }

  @Override
  public void retry(String label) throws IOException {
    turn.lock();
    try {
      Job job =
          book.find(label)
              .filter(Job::isBlocked)
              .orElseThrow(() -> new IllegalArgumentException(label + " is not blocked"));
      book.add(new LogRecord.Lost(job.label()));
    } finally {
      turn.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    turn.lock();
    try {
      book.close();
    } finally {
      turn.unlock();
    }
  }
}
