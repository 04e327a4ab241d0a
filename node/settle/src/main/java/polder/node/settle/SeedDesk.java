package polder.node.settle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.FixedInputs;
import polder.node.archive.SignedInputs;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Eip712;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SeedChain;
import polder.protocol.settlement.SeedCommitment;
import polder.protocol.settlement.SeedLink;
import polder.protocol.settlement.SeedReveal;

/**
 * Collects validators' links for the epoch that is being closed: shows the inputs that are fixed,
 * signed, and waits a bounded time. A link that was taken is durable before the validator is told,
 * so that it is in the epoch also if the node is killed in between. Safe for several threads.
 */
public final class SeedDesk {
  private static final Logger LOG = LoggerFactory.getLogger(SeedDesk.class);

  /** Who gave no link for so many epochs is not waited for, unless it is heard of again. */
  private static final long PRESENT_EPOCHS = 3;

  private static final String GIVEN = "given";

  private final Parts parts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final Set<Account> heard = new HashSet<>();
  private final Map<Account, Long> missed = new HashMap<>();
  private Optional<Round> open = Optional.empty();
  private Optional<SignedInputs> latest = Optional.empty();
  private boolean reachable;

  /**
   * What it works with.
   *
   * @param key the node's, which signs what is fixed
   * @param domain the domain separator (EIP-712) under which validators sign what they give
   * @param own the node's validator, if it is one
   * @param kept where links are kept until their epoch is sealed; nobody else writes there
   * @param waitMillis longest time that an epoch waits for links
   */
  public record Parts(
      DeviceKey key, Hash domain, Optional<Own> own, Archive kept, long waitMillis) {}

  /** A validator of this machine. */
  public record Own(Account account, SeedChain chain) {}

  /** What became of a link. */
  public enum Verdict {
    /** Taken, or taken before: it is in the epoch. */
    TAKEN,
    /** The epoch does not wait for links: it is sealed, or not over yet. */
    NOT_OPEN,
    /** It is given for other inputs than those that are fixed. */
    OTHER_INPUTS,
    /** No link of that account is due. */
    NOT_DUE,
    /** The account did not sign this. */
    BAD_SIGNATURE,
    /** It is not the link of the epoch in the chain that the account committed to. */
    BAD_LINK
  }

  private record Round(
      SignedInputs inputs,
      Hash hash,
      SortedMap<Account, SeedCommitment> due,
      SortedMap<Account, Hash> links) {}

  /** Over {@code parts}; until {@link #reachable} nobody is waited for. */
  public SeedDesk(Parts parts) {
    this.parts = parts;
  }

  /** That validators can reach it from now on. */
  public void reachable() {
    lock.lock();
    try {
      reachable = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Collects the links for {@code inputs}, which are fixed.
   *
   * @param due whose link is due, with what is known of their chains
   * @return those that came in time, by account
   */
  public List<SeedLink> gather(FixedInputs inputs, SortedMap<Account, SeedCommitment> due)
      throws IOException, InterruptedException {
    if (due.isEmpty()) {
      return List.of();
    }
    SortedMap<Account, Hash> links = kept(inputs.epoch(), due);
    parts
        .own()
        .flatMap(own -> ownLink(own, inputs.epoch(), due))
        .ifPresent(link -> links.put(link.validator(), link.link()));
    Round round = new Round(SignedInputs.sign(inputs, parts.key()), inputs.hash(), due, links);
    lock.lockInterruptibly();
    try {
      open = Optional.of(round);
      latest = Optional.of(round.inputs());
      news.signalAll();
      long nanos = reachable ? TimeUnit.MILLISECONDS.toNanos(parts.waitMillis()) : 0;
      while (nanos > 0 && isWaiting(round)) {
        nanos = news.awaitNanos(nanos);
      }
      open = Optional.empty();
      for (Account account : due.keySet()) {
        missed.merge(account, 1L, Long::sum);
      }
      missed.keySet().retainAll(due.keySet());
      missed.keySet().removeAll(links.keySet());
    } finally {
      lock.unlock();
    }
    forget(inputs.epoch());
    List<SeedLink> given = new ArrayList<>();
    round.links().forEach((account, link) -> given.add(new SeedLink(account, link)));
    return given;
  }

  private boolean isWaiting(Round round) {
    long epoch = round.inputs().inputs().epoch();
    for (Map.Entry<Account, SeedCommitment> entry : round.due().entrySet()) {
      // Of a new one nothing can have come before its commitment was sealed.
      SeedCommitment known = entry.getValue().at(epoch);
      boolean isNew =
          known.next() == known.from() && missed.getOrDefault(entry.getKey(), 0L) < PRESENT_EPOCHS;
      boolean present =
          isNew || known.missing(epoch) < PRESENT_EPOCHS || heard.contains(entry.getKey());
      if (present && !round.links().containsKey(entry.getKey())) {
        return true;
      }
    }
    return false;
  }

  private static Optional<SeedLink> ownLink(
      Own own, long epoch, SortedMap<Account, SeedCommitment> due) {
    SeedCommitment known = due.get(own.account());
    if (known == null) {
      return Optional.empty();
    }
    SeedCommitment now = known.at(epoch);
    if (epoch - now.from() >= own.chain().length()) {
      LOG.error("the seed chain of {} is used up; commit to another one", own.account());
      return Optional.empty();
    }
    Hash link = own.chain().link(epoch - now.from());
    if (now.reveal(epoch, link).isEmpty()) {
      LOG.error(
          "the seed chain beside the key of {} is not the one it committed to; restore its file",
          own.account());
      return Optional.empty();
    }
    return Optional.of(new SeedLink(own.account(), link));
  }

  private static String path(long epoch, Account account) {
    return prefix(epoch) + account.address().toHex();
  }

  private static String prefix(long epoch) {
    return String.format(Locale.ROOT, "%s/%012d-", GIVEN, epoch);
  }

  private SortedMap<Account, Hash> kept(long epoch, SortedMap<Account, SeedCommitment> due)
      throws IOException {
    SortedMap<Account, Hash> links = new TreeMap<>();
    for (Map.Entry<Account, SeedCommitment> entry : due.entrySet()) {
      Optional<Bytes> file = parts.kept().reader().read(path(epoch, entry.getKey()));
      if (file.isPresent() && file.get().size() == Hash.SIZE) {
        Hash link = Hash.of(file.get().toArray());
        if (entry.getValue().reveal(epoch, link).isPresent()) {
          links.put(entry.getKey(), link);
        }
      }
    }
    return links;
  }

  /** Of the epoch itself they stay: it may be closed again. */
  private void forget(long before) throws IOException {
    String bound = prefix(before);
    parts
        .kept()
        .delete(parts.kept().list(GIVEN).stream().filter(its -> its.compareTo(bound) < 0).toList());
  }

  /**
   * What is fixed for {@code epoch}, signed.
   *
   * @param waitMillis longest time to wait for it
   */
  public Optional<SignedInputs> fixed(long epoch, long waitMillis) throws InterruptedException {
    long nanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
    lock.lockInterruptibly();
    try {
      while (nanos > 0 && latest.map(its -> its.inputs().epoch()).orElse(-1L) < epoch) {
        nanos = news.awaitNanos(nanos);
      }
      return latest.filter(its -> its.inputs().epoch() == epoch);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a link, durably.
   *
   * @param signature of the account, 64 bytes (EIP-2098)
   * @throws IOException if the disk refuses; then it is not taken
   */
  public Verdict take(SeedReveal reveal, Account account, Bytes signature) throws IOException {
    Optional<Round> now = now();
    Optional<SeedCommitment> due = now.flatMap(its -> Optional.ofNullable(its.due().get(account)));
    boolean same = now.isPresent() && now.get().hash().equals(reveal.inputs());
    if (now.isEmpty() || now.get().inputs().inputs().epoch() != reveal.epoch()) {
      return late(reveal, account, signature);
    }
    if (!same || now.get().inputs().inputs().attempt() != reveal.attempt()) {
      return Verdict.OTHER_INPUTS;
    }
    if (due.isEmpty()) {
      return Verdict.NOT_DUE;
    }
    if (!isSigned(reveal, account, signature)) {
      return Verdict.BAD_SIGNATURE;
    }
    if (due.get().reveal(reveal.epoch(), reveal.link()).isEmpty()) {
      return Verdict.BAD_LINK;
    }
    return put(now.get(), account, reveal);
  }

  private Optional<Round> now() {
    lock.lock();
    try {
      return open;
    } finally {
      lock.unlock();
    }
  }

  private boolean isSigned(SeedReveal reveal, Account account, Bytes signature) {
    Hash digest = Eip712.digest(parts.domain(), reveal.typed().hashStruct());
    return CompactSignature.recover(digest, signature).equals(Optional.of(account));
  }

  private Verdict put(Round round, Account account, SeedReveal reveal) throws IOException {
    SortedMap<String, Bytes> files = new TreeMap<>();
    files.put(path(reveal.epoch(), account), Bytes.wrap(reveal.link().toArray()));
    lock.lock();
    try {
      // The epoch may have been closed while the signature was checked. Written within the lock, so
      // that no link is promised to be in an epoch that is computed without it.
      if (!open.equals(Optional.of(round))) {
        heard.add(account);
        return Verdict.NOT_OPEN;
      }
      parts.kept().write(files);
      round.links().put(account, reveal.link());
      heard.remove(account);
      news.signalAll();
      return Verdict.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** Who is late is there, and is waited for next time. */
  private Verdict late(SeedReveal reveal, Account account, Bytes signature) {
    lock.lock();
    try {
      boolean known = latest.isPresent() && latest.get().inputs().hash().equals(reveal.inputs());
      if (known && heard.size() < 64 && isSigned(reveal, account, signature)) {
        heard.add(account);
      }
      return Verdict.NOT_OPEN;
    } finally {
      lock.unlock();
    }
  }
}
