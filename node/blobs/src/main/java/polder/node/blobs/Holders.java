package polder.node.blobs;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;

/**
 * For whom a blob is held, and until when each: the note beside it.
 *
 * @param until by account, epoch milliseconds
 */
record Holders(SortedMap<Account, Long> until) {
  static final Holders NOBODY = new Holders(new TreeMap<>());

  /** Most accounts that hold one blob; a blob's note has room for them. */
  static final int MOST = 64;

  Holders {
    until = Collections.unmodifiableSortedMap(new TreeMap<>(until));
  }

  boolean has(Account account) {
    return until.containsKey(account);
  }

  boolean isFull() {
    return until.size() >= MOST;
  }

  /** The same with {@code account}, until {@code millis} or what was promised before. */
  Holders with(Account account, long millis) {
    SortedMap<Account, Long> more = new TreeMap<>(until);
    more.merge(account, millis, Math::max);
    return new Holders(more);
  }

  /** Those who hold it beyond {@code nowMillis}. */
  Holders after(long nowMillis) {
    SortedMap<Account, Long> live = new TreeMap<>(until);
    live.values().removeIf(millis -> millis <= nowMillis);
    return new Holders(live);
  }

  Bytes encode() {
    CborWriter writer = new CborWriter().beginArray(until.size());
    until.forEach(
        (account, millis) -> writer.beginArray(2).bytes(account.address()).integer(millis));
    return writer.toBytes();
  }

  /**
   * Reads a note.
   *
   * @throws CodecException if it is none
   */
  static Holders decode(Bytes note) {
    CborReader reader = new CborReader(note);
    int count = reader.beginArray();
    SortedMap<Account, Long> until = new TreeMap<>();
    try {
      for (int i = 0; i < count; i++) {
        if (reader.beginArray() != 2) {
          throw new CodecException("a holder is an account and a time", reader.offset());
        }
        until.put(new Account(reader.bytes()), reader.integer());
      }
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
    reader.end();
    return new Holders(until);
  }
}
