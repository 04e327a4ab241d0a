package polder.protocol.crypto;

import java.math.BigInteger;

/** Numbers as byte strings of fixed length, most significant byte first. */
final class BigEndian {
  private BigEndian() {}

  /**
   * A number of zero or above in exactly {@code length} bytes.
   *
   * @throws ArithmeticException if it is negative or needs more
   */
  static byte[] unsigned(BigInteger number, int length) {
    if (number.signum() < 0 || number.bitLength() > 8 * length) {
      throw new ArithmeticException("a number that does not fit " + length + " bytes");
    }
    return signed(number, length);
  }

  /** A number in two's complement, its sign extended to {@code length} bytes. */
  static byte[] signed(BigInteger number, int length) {
    byte[] shortest = number.toByteArray();
    byte[] out = new byte[length];
    int copied = Math.min(shortest.length, length);
    System.arraycopy(shortest, shortest.length - copied, out, length - copied, copied);
    if (number.signum() < 0) {
      for (int i = 0; i < length - copied; i++) {
        out[i] = (byte) 0xff;
      }
    }
    return out;
  }

  /** The number in {@code length} bytes of {@code bytes} from {@code offset} on. */
  static BigInteger unsigned(byte[] bytes, int offset, int length) {
    return new BigInteger(1, bytes, offset, length);
  }
}
