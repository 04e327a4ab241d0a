package polder.networks.learning.yuma;

/**
 * Arithmetic on I32F32: a signed 64-bit integer that counts 2⁻³² parts, from −2³¹ to just below
 * 2³¹. Results out of range saturate. Products round toward minus infinity, quotients toward zero,
 * as those of the original ({@code substrate_fixed::types::I32F32} and {@code
 * primitives/safe-math}) do.
 */
public final class Fixed {
  /** Bits behind the point. */
  static final int FRACTION_BITS = 32;

  /** One. */
  public static final long ONE = 1L << FRACTION_BITS;

  /** The largest whole number that stands for a share on the wire: 65,535 parts are all. */
  public static final int U16_MAX = 65_535;

  private static final long FRACTION = ONE - 1;
  private static final long PPM = 1_000_000;

  private Fixed() {}

  /**
   * A whole number.
   *
   * @param whole from −2³¹ to 2³¹ − 1
   */
  static long of(int whole) {
    return (long) whole << FRACTION_BITS;
  }

  /** So many 65,535ths, rounded down ({@code u16_proportion_to_fixed}). */
  static long ofU16Share(int share) {
    return divide(of(share), of(U16_MAX));
  }

  /**
   * So many millionths, rounded down.
   *
   * @param ppm from 0 to a million
   */
  static long ofPpm(long ppm) {
    return (ppm << FRACTION_BITS) / PPM;
  }

  /** A share as millionths, rounded down. */
  public static long toPpm(long share) {
    return multiply(share, PPM);
  }

  static long add(long a, long b) {
    long sum = a + b;
    return ((a ^ sum) & (b ^ sum)) < 0 ? limit(a) : sum;
  }

  static long subtract(long a, long b) {
    long difference = a - b;
    return ((a ^ b) & (a ^ difference)) < 0 ? limit(a) : difference;
  }

  /**
   * {@code a · b}. Where {@code b} is a plain integer instead, the result is one as well: a share
   * of an amount, rounded down.
   */
  static long multiply(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    if (high != (int) high) {
      return limit(high);
    }
    return high << FRACTION_BITS | (a * b) >>> FRACTION_BITS;
  }

  /** {@code a ÷ b}; 0 if {@code b} is 0. */
  static long divide(long a, long b) {
    if (b == 0) {
      return 0;
    }
    if ((a | b) >= 0) {
      // Whole numbers, as weights and bonds are at first, become small by what they have in common.
      int common = Long.numberOfTrailingZeros(a | b);
      long dividend = a >> common;
      if (dividend <= FRACTION) {
        long quotient = Long.divideUnsigned(dividend << FRACTION_BITS, b >> common);
        return quotient < 0 ? Long.MAX_VALUE : quotient;
      }
    }
    boolean negative = (a ^ b) < 0;
    long quotient = unsignedQuotient(Math.abs(a), Math.abs(b));
    if (quotient < 0) {
      // Out of range; −2³¹ itself, which is within, is the same either way.
      return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return negative ? -quotient : quotient;
  }

  /**
   * {@code a · 2³² ÷ b} of numbers without a sign, where neither exceeds 2⁶³; negative if the
   * quotient does not fit.
   */
  private static long unsignedQuotient(long a, long b) {
    long whole = Long.divideUnsigned(a, b);
    if (Long.compareUnsigned(whole, Integer.MAX_VALUE) > 0) {
      return Long.MIN_VALUE;
    }
    long rest = Long.remainderUnsigned(a, b);
    long fraction = 0;
    // Long division by as many bits at once as the rest leaves room for, at least one.
    for (int left = FRACTION_BITS; left > 0; ) {
      int bits = Math.min(left, Long.numberOfLeadingZeros(rest));
      fraction = fraction << bits | Long.divideUnsigned(rest << bits, b);
      rest = Long.remainderUnsigned(rest << bits, b);
      left -= bits;
    }
    return whole << FRACTION_BITS | fraction;
  }

  /** What is out of range on the side of {@code sign}. */
  private static long limit(long sign) {
    return sign < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  /** The whole part, rounded down, at least 0 and at most 65,535 ({@code fixed_to_u16}). */
  static int toU16(long x) {
    return Math.clamp(x >> FRACTION_BITS, 0, U16_MAX);
  }

  /** A share as 65,535ths, rounded down ({@code fixed_proportion_to_u16}). */
  public static int toU16Share(long share) {
    return toU16(multiply(share, of(U16_MAX)));
  }

  /** The nearest whole number, still as I32F32; halves away from zero. */
  static long round(long x) {
    long half = ONE >> 1;
    return x < 0 ? -(add(-x, half) & ~FRACTION) : add(x, half) & ~FRACTION;
  }
}
