package polder.epoch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/** What the state holds of an issuer's list of revocations. Immutable. */
public final class RevocationEntry {
  /** Most revocations of one list: the state of all is kept for ever. */
  static final int MOST_REVOKED = 4_096;

  private final long fromMillis;
  private final int[] revoked;

  /**
   * A list.
   *
   * @param fromMillis its {@code validFrom}
   * @param revoked the numbers of what it revokes, ascending, each once, 4096 at most
   * @throws IllegalArgumentException if there are more, or in another order
   */
  RevocationEntry(long fromMillis, int... revoked) {
    if (revoked.length > MOST_REVOKED) {
      throw new IllegalArgumentException("a list revokes at most " + MOST_REVOKED);
    }
    for (int i = 1; i < revoked.length; i++) {
      if (revoked[i - 1] >= revoked[i]) {
        throw new IllegalArgumentException("the numbers of a list ascend: " + revoked[i]);
      }
    }
    this.fromMillis = fromMillis;
    this.revoked = revoked.clone();
  }

  /** How a list is named in the state: SHA-256 of its URL. */
  static Hash nameOf(String url) {
    return Hash.sha256(url.getBytes(StandardCharsets.UTF_8));
  }

  /** From when on it holds: only a younger one takes its place. */
  public long fromMillis() {
    return fromMillis;
  }

  /** Whether it revokes what has this number. */
  public boolean has(long index) {
    return index <= Integer.MAX_VALUE && Arrays.binarySearch(revoked, (int) index) >= 0;
  }

  Bytes encode() {
    CborWriter writer = new CborWriter().beginArray(2).integer(fromMillis);
    writer.beginArray(revoked.length);
    for (int index : revoked) {
      writer.integer(index);
    }
    return writer.toBytes();
  }

  static RevocationEntry decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    long from = reader.integer();
    int[] revoked = new int[reader.beginArray()];
    for (int i = 0; i < revoked.length; i++) {
      revoked[i] = Math.toIntExact(reader.integer());
    }
    return new RevocationEntry(from, revoked);
  }
}
