package polder.epoch;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * What the state holds of an issuer's list of revocations.
 *
 * @param fromMillis the list's {@code validFrom}: only a younger one takes its place
 * @param revoked the numbers of what it revokes; nobody may change it
 */
public record RevocationEntry(long fromMillis, BitSet revoked) {
  /** Most revocations of one list: the state of all is kept for ever. */
  static final int MOST_REVOKED = 4_096;

  /** Keeps a copy. */
  public RevocationEntry {
    revoked = (BitSet) revoked.clone();
  }

  /** How a list is named in the state: SHA-256 of its URL. */
  static Hash nameOf(String url) {
    return Hash.sha256(url.getBytes(StandardCharsets.UTF_8));
  }

  boolean has(long index) {
    return index <= Integer.MAX_VALUE && revoked.get((int) index);
  }

  Bytes encode() {
    CborWriter writer = new CborWriter().beginArray(2).integer(fromMillis);
    writer.beginArray(revoked.cardinality());
    revoked.stream().forEach(writer::integer);
    return writer.toBytes();
  }

  static RevocationEntry decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    long from = reader.integer();
    int size = reader.beginArray();
    BitSet revoked = new BitSet();
    for (int i = 0; i < size; i++) {
      revoked.set(Math.toIntExact(reader.integer()));
    }
    return new RevocationEntry(from, revoked);
  }
}
