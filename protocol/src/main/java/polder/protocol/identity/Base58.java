package polder.protocol.identity;

import java.util.Arrays;

/**
 * The base 58 of Bitcoin ({@code base58btc} in multibase, without its letter {@code z}). Leading
 * zero bytes are leading digits {@code 1}, so that each byte string has exactly one text. Work
 * grows with the square of the length, hence the bounds.
 */
public final class Base58 {
  /** Most bytes that {@link #encode} takes. */
  public static final int MAXIMUM_BYTES = 128;

  /** Most digits that {@link #decode} takes: what {@link #MAXIMUM_BYTES} bytes can need. */
  public static final int MAXIMUM_DIGITS = 175;

  private static final String DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  private Base58() {}

  /**
   * The text of {@code bytes}.
   *
   * @throws IllegalArgumentException if there are more than {@link #MAXIMUM_BYTES}
   */
  public static String encode(byte[] bytes) {
    if (bytes.length > MAXIMUM_BYTES) {
      throw new IllegalArgumentException("base 58 of more than " + MAXIMUM_BYTES + " bytes");
    }
    byte[] rest = bytes.clone();
    char[] text = new char[MAXIMUM_DIGITS];
    int start = text.length;
    int first = leadingZeros(rest);
    int zeros = first;
    while (first < rest.length) {
      text[--start] = DIGITS.charAt(divide(rest, first, 256, 58));
      while (first < rest.length && rest[first] == 0) {
        first++;
      }
    }
    Arrays.fill(text, start - zeros, start, '1');
    start -= zeros;
    return new String(text, start, text.length - start);
  }

  /**
   * The bytes of {@code text}.
   *
   * @throws IllegalArgumentException if a character is no digit, or there are more than {@link
   *     #MAXIMUM_DIGITS}
   */
  public static byte[] decode(String text) {
    if (text.length() > MAXIMUM_DIGITS) {
      throw new IllegalArgumentException("base 58 of more than " + MAXIMUM_DIGITS + " digits");
    }
    byte[] rest = new byte[text.length()];
    for (int i = 0; i < rest.length; i++) {
      int digit = DIGITS.indexOf(text.charAt(i));
      if (digit < 0) {
        throw new IllegalArgumentException("not a base 58 digit at position " + i);
      }
      rest[i] = (byte) digit;
    }
    byte[] bytes = new byte[rest.length];
    int start = bytes.length;
    int first = leadingZeros(rest);
    int zeros = first;
    while (first < rest.length) {
      bytes[--start] = (byte) divide(rest, first, 58, 256);
      while (first < rest.length && rest[first] == 0) {
        first++;
      }
    }
    return Arrays.copyOfRange(bytes, start - zeros, bytes.length);
  }

  private static int leadingZeros(byte[] bytes) {
    int zeros = 0;
    while (zeros < bytes.length && bytes[zeros] == 0) {
      zeros++;
    }
    return zeros;
  }

  /** Divides {@code number}, digits of {@code base} from {@code first} on, in place. */
  private static int divide(byte[] number, int first, int base, int divisor) {
    int remainder = 0;
    for (int i = first; i < number.length; i++) {
      int dividend = remainder * base + (number[i] & 0xff);
      number[i] = (byte) (dividend / divisor);
      remainder = dividend % divisor;
    }
    return remainder;
  }
}
