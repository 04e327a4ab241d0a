package polder.world.recorded;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * A decimal number in one long, exactly: 59 bits of signed mantissa, then 5 bits that say how many
 * of its digits are decimals. Millions of them are held at once.
 */
final class PackedDecimal {
  private static final int SCALE_BITS = 5;
  private static final int MAX_SCALE = 30;
  private static final long MAX_MANTISSA = (1L << (Long.SIZE - 1 - SCALE_BITS)) - 1;
  // So many digits can never exceed the mantissa.
  private static final int SAFE_DIGITS = 17;

  private PackedDecimal() {}

  /**
   * Reads a number such as {@code -12.5} or {@code 1.2e-3}.
   *
   * @throws IllegalArgumentException if it is none, or has more digits than fit
   */
  static long parse(byte[] text, int start, int end) {
    long mantissa = 0;
    int digits = 0;
    int scale = -1;
    boolean negative = start < end && text[start] == '-';
    for (int i = negative ? start + 1 : start; i < end; i++) {
      byte next = text[i];
      if (next >= '0' && next <= '9') {
        mantissa = 10 * mantissa + (next - '0');
        digits++;
        scale += scale >= 0 ? 1 : 0;
      } else if (next == '.' && scale < 0) {
        scale = 0;
      } else {
        return parseSlowly(text, start, end);
      }
      if (digits > SAFE_DIGITS) {
        return parseSlowly(text, start, end);
      }
    }
    if (digits == 0) {
      throw noNumber();
    }
    return pack(negative ? -mantissa : mantissa, Math.max(0, scale));
  }

  private static long parseSlowly(byte[] text, int start, int end) {
    // Longer than any number that fits; it also bounds the exponent's digits.
    if (end - start > 60) {
      throw noNumber();
    }
    BigDecimal number;
    try {
      number = new BigDecimal(new String(text, start, end - start, StandardCharsets.ISO_8859_1));
    } catch (NumberFormatException e) {
      throw noNumber();
    }
    number = number.stripTrailingZeros();
    if (number.scale() > MAX_SCALE || number.scale() < -MAX_SCALE) {
      throw tooLong();
    }
    if (number.scale() < 0) {
      number = number.setScale(0);
    }
    if (number.unscaledValue().bitLength() >= Long.SIZE) {
      throw tooLong();
    }
    return pack(number.unscaledValue().longValueExact(), number.scale());
  }

  private static long pack(long mantissa, int scale) {
    if (Math.absExact(mantissa) > MAX_MANTISSA) {
      throw tooLong();
    }
    return mantissa << SCALE_BITS | scale;
  }

  /** The number. */
  static BigDecimal unpack(long packed) {
    return BigDecimal.valueOf(packed >> SCALE_BITS, (int) (packed & ((1 << SCALE_BITS) - 1)));
  }

  private static IllegalArgumentException noNumber() {
    return new IllegalArgumentException("is no number such as -12.5");
  }

  private static IllegalArgumentException tooLong() {
    return new IllegalArgumentException("has more digits than a measurement can have");
  }
}
