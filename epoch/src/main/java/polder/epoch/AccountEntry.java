package polder.epoch;

import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * What the state holds of an account.
 *
 * @param earnedNano all it ever earned, nano-tokens: what it can claim in total; only grows
 * @param balanceNano what it can spend inside
 * @param sequence the sequence of its last message
 */
public record AccountEntry(long earnedNano, long balanceNano, long sequence) {
  /** An account that never did anything. */
  public static final AccountEntry NEW = new AccountEntry(0, 0, 0);

  // An array of three numbers of nine bytes.
  private static final int MOST_BYTES = 28;

  AccountEntry earn(long nano) {
    return new AccountEntry(Math.addExact(earnedNano, nano), balanceNano, sequence);
  }

  AccountEntry spend(long nano) {
    return new AccountEntry(earnedNano, Math.subtractExact(balanceNano, nano), sequence);
  }

  AccountEntry receive(long nano) {
    return new AccountEntry(earnedNano, Math.addExact(balanceNano, nano), sequence);
  }

  AccountEntry at(long newSequence) {
    return new AccountEntry(earnedNano, balanceNano, newSequence);
  }

  Bytes encode() {
    return encode(new CborWriter(MOST_BYTES));
  }

  /** The same, written with {@code writer}, which has nothing else in it. */
  Bytes encode(CborWriter writer) {
    return writer
        .beginArray(3)
        .integer(earnedNano)
        .integer(balanceNano)
        .integer(sequence)
        .toBytes();
  }

  static AccountEntry decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    return new AccountEntry(reader.integer(), reader.integer(), reader.integer());
  }
}
