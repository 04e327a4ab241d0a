package polder.node.settle;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.EpochHeader;
import polder.ports.chain.Settlement.Member;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.Eip712;
import polder.protocol.identity.Account;

/**
 * Validators' signatures of the headers that are not final yet. Each was checked; at most one an
 * account and epoch, of members only, and of few epochs, so there is a bound on all.
 */
public final class Attestations {
  /** Most epochs at once; those that are final or too far ahead make room. */
  static final int MOST_EPOCHS = 4_096;

  private final Hash domain;
  private final NavigableMap<Long, OfEpoch> epochs = new TreeMap<>();

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

  private record OfEpoch(EpochHeader header, Hash hash, SortedMap<Account, Bytes> signatures) {}

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

  /** For the contract that {@code domain}, an EIP-712 domain separator, names. */
  public Attestations(Hash domain) {
    this.domain = domain;
  }

  /** What validators sign for a header. */
  Hash digest(Hash header) {
    return Eip712.digest(domain, header);
  }

  /** Begins to take signatures of {@code header}; those of another header of its epoch go. */
  synchronized void open(EpochHeader header, Hash hash) {
    OfEpoch known = epochs.get(header.epoch());
    if (known == null || !known.hash().equals(hash)) {
      epochs.put(header.epoch(), new OfEpoch(header, hash, new TreeMap<>()));
    }
    if (epochs.size() > MOST_EPOCHS) {
      epochs.pollLastEntry();
    }
  }

  /** Forgets what is below {@code next}, which is final. */
  synchronized void settled(long next) {
    epochs.headMap(next, false).clear();
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
   */
  public Verdict add(
      long epoch,
      long attempt,
      Hash header,
      Account account,
      Bytes signature,
      List<Member> members) {
    OfEpoch open;
    synchronized (this) {
      open = epochs.get(epoch);
    }
    if (open == null) {
      return Verdict.NOT_OPEN;
    }
    if (open.header().attempt() != attempt || !open.hash().equals(header)) {
      return Verdict.OTHER_HEADER;
    }
    if (members.stream().noneMatch(member -> member.account().equals(account))) {
      return Verdict.NOT_MEMBER;
    }
    if (!CompactSignature.recover(digest(header), signature).equals(Optional.of(account))) {
      return Verdict.BAD_SIGNATURE;
    }
    synchronized (this) {
      open.signatures().putIfAbsent(account, signature);
    }
    return Verdict.TAKEN;
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
