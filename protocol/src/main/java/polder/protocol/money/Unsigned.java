package polder.protocol.money;

import java.math.BigInteger;
import polder.protocol.Bytes;

/**
 * Amounts in wei, which do not fit a long, as canonical bytes: unsigned, big-endian, without
 * leading zeros; nothing for 0.
 */
public final class Unsigned {
  /** Most bytes: those of a word of an EVM chain. */
  public static final int MOST_BYTES = 32;

  private Unsigned() {}

  /**
   * The bytes of {@code number}.
   *
   * @throws IllegalArgumentException if it is negative or has more than 256 bits
   */
  public static Bytes encode(BigInteger number) {
    require(number);
    byte[] signed = number.toByteArray();
    int skip = signed[0] == 0 ? 1 : 0;
    return Bytes.copyOf(signed, skip, signed.length - skip);
  }

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if {@code number} is negative or has more than 256 bits
   */
  public static void require(BigInteger number) {
    if (number.signum() < 0 || number.bitLength() > 8 * MOST_BYTES) {
      throw new IllegalArgumentException("an amount has 0 to 256 bits and no sign: " + number);
    }
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws IllegalArgumentException if it is longer, or not in its shortest form
   */
  public static BigInteger decode(Bytes bytes) {
    if (bytes.size() > MOST_BYTES || bytes.size() > 0 && bytes.get(0) == 0) {
      throw new IllegalArgumentException("an amount has at most 32 bytes and no leading zeros");
    }
    return new BigInteger(1, bytes.unsafeArray());
  }
}
