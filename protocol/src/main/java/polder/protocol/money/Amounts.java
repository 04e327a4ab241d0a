package polder.protocol.money;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Arithmetic on amounts in nano-tokens. */
public final class Amounts {
  /** Parts per million in a whole: the scale of scores and shares. */
  public static final long MILLION = 1_000_000;

  /** Nano-tokens in one token. */
  public static final long TOKEN = 1_000_000_000;

  private static final BigInteger WEI_PER_NANO = BigInteger.valueOf(1_000_000_000);

  private Amounts() {}

  /**
   * {@code a · b ÷ c} with a 128-bit product, rounded down.
   *
   * @param a at least 0
   * @param b at least 0
   * @param c above 0
   * @throws ArithmeticException if an argument is out of range or the quotient exceeds a long
   */
  public static long mulDiv(long a, long b, long c) {
    check(a, b, c);
    if (Math.multiplyHigh(a, b) == 0 && a * b >= 0) {
      return a * b / c;
    }
    return BigInteger.valueOf(a)
        .multiply(BigInteger.valueOf(b))
        .divide(BigInteger.valueOf(c))
        .longValueExact();
  }

  /** {@code a · b mod c}, with the same ranges as {@link #mulDiv}. */
  public static long mulMod(long a, long b, long c) {
    check(a, b, c);
    if (Math.multiplyHigh(a, b) == 0 && a * b >= 0) {
      return a * b % c;
    }
    return BigInteger.valueOf(a)
        .multiply(BigInteger.valueOf(b))
        .mod(BigInteger.valueOf(c))
        .longValueExact();
  }

  private static void check(long a, long b, long c) {
    if (a < 0 || b < 0 || c <= 0) {
      throw new ArithmeticException("not a, b ≥ 0 and c > 0: " + a + ", " + b + ", " + c);
    }
  }

  /** Nano-tokens as the 18-decimal unit used on chain. */
  public static BigInteger toWei(long nano) {
    return BigInteger.valueOf(nano).multiply(WEI_PER_NANO);
  }

  /** Tokens with up to nine decimals, such as {@code 0.000000001}, without trailing zeros. */
  public static String format(long nano) {
    BigDecimal tokens = BigDecimal.valueOf(nano, 9).stripTrailingZeros();
    return tokens.scale() < 0 ? tokens.setScale(0).toPlainString() : tokens.toPlainString();
  }
}
