package polder.protocol.settlement;

import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * What is known of a validator's seed chain, as the contract {@code Seeds} keeps it.
 *
 * @param from epoch of the chain's link 0
 * @param link the last link that is known, or the tip
 * @param next epoch of the link that hashes to it
 * @param later the chain that takes this one's place, if one was announced
 */
public record SeedCommitment(long from, Hash link, long next, Optional<Later> later) {
  /** So many links can be skipped at once; who was silent for longer commits anew. */
  public static final long MOST_STEPS = 65_536;

  /**
   * A chain that counts later.
   *
   * @param tip what was committed to
   * @param from first epoch for which it counts
   */
  public record Later(Hash tip, long from) {}

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if an epoch is negative or they are out of order
   */
  public SeedCommitment {
    if (from < 0 || next < from || later.isPresent() && later.get().from() < 0) {
      throw new IllegalArgumentException("the links of a seed chain begin with an epoch from 0 on");
    }
  }

  /** A chain of which only the tip is known. */
  public static SeedCommitment of(Hash tip, long from) {
    return new SeedCommitment(from, tip, from, Optional.empty());
  }

  /** The same, with another chain to come; one that waited is replaced. */
  public SeedCommitment followedBy(Hash tip, long fromEpoch) {
    return new SeedCommitment(from, link, next, Optional.of(new Later(tip, fromEpoch)));
  }

  /** The one that counts at {@code epoch}. */
  public SeedCommitment at(long epoch) {
    return later.isPresent() && epoch >= later.get().from()
        ? of(later.get().tip(), later.get().from())
        : this;
  }

  /** Whether a link of {@code epoch} is due, which is so from the chain's first epoch on. */
  public boolean isDue(long epoch) {
    return epoch >= at(epoch).from;
  }

  /** How many links before that of {@code epoch} are not known. */
  public long missing(long epoch) {
    return Math.max(0, epoch - at(epoch).next);
  }

  /**
   * What is known once the link of {@code epoch} is.
   *
   * @return empty if that is not the link of this chain, was known before, or lies too far ahead
   */
  public Optional<SeedCommitment> reveal(long epoch, Hash given) {
    SeedCommitment now = at(epoch);
    long steps = epoch - now.next + 1;
    return epoch >= now.next && steps <= MOST_STEPS && SeedChain.leads(given, now.link, steps)
        ? Optional.of(new SeedCommitment(now.from, given, epoch + 1, now.later))
        : Optional.empty();
  }

  /** The canonical bytes. */
  public Bytes encode() {
    CborWriter writer = new CborWriter().beginArray(later.isPresent() ? 5 : 3);
    writer.integer(from).hash(link).integer(next);
    later.ifPresent(its -> writer.hash(its.tip()).integer(its.from()));
    return writer.toBytes();
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws CodecException if it is anything else
   */
  public static SeedCommitment decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    int size = reader.beginArray();
    if (size != 3 && size != 5) {
      throw new CodecException("this is no seed commitment", 0);
    }
    SeedCommitment commitment =
        new SeedCommitment(
            reader.integer(),
            reader.hash(),
            reader.integer(),
            size == 3 ? Optional.empty() : Optional.of(new Later(reader.hash(), reader.integer())));
    reader.end();
    return commitment;
  }
}
