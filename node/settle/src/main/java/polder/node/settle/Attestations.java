package polder.node.settle;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.epoch.EpochHeader;
import polder.ports.AttestationLog;
import polder.ports.chain.Settlement.Member;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.Eip712;
import polder.protocol.identity.Account;

/**
 * Validators' signatures of the headers that are not final yet, and of the latest final ones, which
 * say who signs and who does not. Each was checked; at most one an account and epoch, of members
 * only, and of few epochs, so there is a bound on all. They are there again after a restart.
 */
public final class Attestations {
  /** Most epochs at once; those that are final or too far ahead make room. */
  static final int MOST_EPOCHS = 4_096;

  /** So many final epochs are remembered. */
  static final int RECENT = 100;

  private final Hash domain;
  private final AttestationLog log;
  private final NavigableMap<Long, OfEpoch> epochs = new TreeMap<>();
  private final NavigableMap<Long, List<AttestationLog.Entry>> restored = new TreeMap<>();
  private final Map<Account, Long> latest = new HashMap<>();

  /** What became of a signature. */
  public enum Verdict {
    /** Taken, or taken before. */
    TAKEN,
    /** Nobody could do anything with it: its epoch is final, or too far ahead. */
    NOT_OPEN,
    /** It is of another attempt or header than the one that was sealed here. */
    OTHER_HEADER,
    /** Who signed is not in the set that signs the epoch. */
    NOT_MEMBER,
    /** It is not a signature of that account. */
    BAD_SIGNATURE
  }

  /** Of members alone, so both are bounded. */
  private record OfEpoch(
      EpochHeader header,
      Hash hash,
      SortedMap<Account, Bytes> signatures,
      SortedSet<Account> others) {}

  /**
   * What a header has.
   *
   * @param bits bit i: member i signed
   * @param signatures of those, in their order, 64 bytes each
   * @param signed weight of those, in wei
   * @param total weight of all members, in wei
   */
  public record Quorum(long bits, Bytes signatures, BigInteger signed, BigInteger total) {
    /** Whether it makes the header final: 3 · signed ≥ 2 · total. */
    public boolean isReached() {
      return signed.signum() > 0
          && signed.multiply(BigInteger.valueOf(3)).compareTo(total.multiply(BigInteger.TWO)) >= 0;
    }
  }

  /**
   * For the contract that {@code domain}, an EIP-712 domain separator, names.
   *
   * @param log what was there before the restart, and where what comes is kept
   */
  public Attestations(Hash domain, AttestationLog log) throws IOException {
    this.domain = domain;
    this.log = log;
    for (AttestationLog.Entry entry : log.entries()) {
      restored.computeIfAbsent(entry.epoch(), epoch -> new ArrayList<>()).add(entry);
    }
  }

  /** What validators sign for a header. */
  Hash digest(Hash header) {
    return Eip712.digest(domain, header);
  }

  /** Begins to take signatures of {@code header}; those of another header of its epoch go. */
  synchronized void open(EpochHeader header, Hash hash) {
    OfEpoch known = epochs.get(header.epoch());
    if (known == null || !known.hash().equals(hash)) {
      OfEpoch opened = new OfEpoch(header, hash, new TreeMap<>(), new TreeSet<>());
      epochs.put(header.epoch(), opened);
      for (AttestationLog.Entry entry : restored.getOrDefault(header.epoch(), List.of())) {
        if (entry.attempt() == header.attempt() && entry.header().equals(hash)) {
          put(opened, entry.account(), entry.signature());
        }
      }
    }
    if (epochs.size() > MOST_EPOCHS + RECENT) {
      epochs.pollLastEntry();
    }
  }

  private boolean put(OfEpoch open, Account account, Bytes signature) {
    latest.merge(account, open.header().epoch(), Math::max);
    return open.signatures().putIfAbsent(account, signature) == null;
  }

  /** Forgets what is too long before {@code next}, below which all is final. */
  void settled(long next) throws IOException {
    long from = firstKept(next);
    synchronized (this) {
      epochs.headMap(from, false).clear();
      restored.headMap(from, false).clear();
    }
    log.forgetBefore(from);
  }

  /** The first epoch of interest when all below {@code next} is final. */
  static long firstKept(long next) {
    return Math.max(0, next - RECENT);
  }

  /** The header of {@code epoch} for which signatures are taken. */
  public synchronized Optional<EpochHeader> header(long epoch) {
    return Optional.ofNullable(epochs.get(epoch)).map(OfEpoch::header);
  }

  /**
   * Takes a signature if it is good.
   *
   * @param header struct hash of the header
   * @param signature r ‖ vs
   * @param members of the set that the header names
   * @throws IOException if it cannot be kept; it has to be sent again
   */
  public Verdict add(
      long epoch, long attempt, Hash header, Account account, Bytes signature, List<Member> members)
      throws IOException {
    OfEpoch open;
    synchronized (this) {
      open = epochs.get(epoch);
    }
    if (open == null) {
      return Verdict.NOT_OPEN;
    }
    if (open.header().attempt() != attempt) {
      return Verdict.OTHER_HEADER;
    }
    if (members.stream().noneMatch(member -> member.account().equals(account))) {
      return open.hash().equals(header) ? Verdict.NOT_MEMBER : Verdict.OTHER_HEADER;
    }
    if (!CompactSignature.recover(digest(header), signature).equals(Optional.of(account))) {
      return open.hash().equals(header) ? Verdict.BAD_SIGNATURE : Verdict.OTHER_HEADER;
    }
    boolean known;
    synchronized (this) {
      if (!open.hash().equals(header)) {
        open.others().add(account);
        return Verdict.OTHER_HEADER;
      }
      known = open.signatures().containsKey(account);
    }
    if (!known) {
      log.add(new AttestationLog.Entry(epoch, attempt, header, account, signature));
      synchronized (this) {
        put(open, account, signature);
      }
    }
    return Verdict.TAKEN;
  }

  /** The highest epoch of which a signature of {@code account} is or was here; -1 if none was. */
  synchronized long latest(Account account) {
    return latest.getOrDefault(account, -1L);
  }

  /**
   * Headers for which signatures are taken and {@code account}'s is not here, ascending.
   *
   * @param from of no epoch below this
   * @param most so many at most
   */
  synchronized List<EpochHeader> missing(Account account, long from, int most) {
    return epochs.tailMap(from, true).values().stream()
        .filter(open -> !open.signatures().containsKey(account))
        .limit(most)
        .map(OfEpoch::header)
        .toList();
  }

  /** Members who say that they signed another header of {@code epoch} under the same attempt. */
  synchronized List<Account> signersOfOthers(long epoch) {
    OfEpoch open = epochs.get(epoch);
    return open == null ? List.of() : List.copyOf(open.others());
  }

  /** Who signed {@code epoch}, with their signatures. */
  public synchronized SortedMap<Account, Bytes> of(long epoch) {
    OfEpoch open = epochs.get(epoch);
    return open == null
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(open.signatures()));
  }

  /** What {@code epoch} has among {@code members}, at most 64. */
  Quorum quorum(long epoch, List<Member> members) {
    SortedMap<Account, Bytes> signatures = of(epoch);
    long bits = 0;
    Bytes all = Bytes.EMPTY;
    BigInteger signed = BigInteger.ZERO;
    BigInteger total = BigInteger.ZERO;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      total = total.add(member.weight());
      Bytes signature = signatures.get(member.account());
      if (signature != null) {
        bits |= 1L << i;
        all = all.concat(signature);
        signed = signed.add(member.weight());
      }
    }
    return new Quorum(bits, all, signed, total);
  }
}
