package polder.networks.learning.yuma;

/** The exponential function and the logistic curve, in I32F32. */
final class Exponential {
  private static final long LIMIT = Fixed.of(20);

  /** Terms of the series after 1 + x. */
  private static final int LAST_TERM = 31;

  /** e as the original has it at exactly 1, with 23 bits behind the point. */
  private static final long E = 0x15BF0A8L << 9;

  private Exponential() {}

  /**
   * e to the power of {@code x}, which counts as at most 20 and at least −20 ({@code exp_safe} in
   * {@code math.rs} over {@code transcendental::exp} of encointer/substrate-fixed): the Taylor
   * series up to x³¹ ÷ 31!, each term rounded down; below zero its reciprocal.
   */
  static long exp(long x) {
    long clamped = Math.clamp(x, -LIMIT, LIMIT);
    if (clamped == Fixed.ONE) {
      return E;
    }
    long base = Math.abs(clamped);
    long result = base + Fixed.ONE;
    long term = base;
    for (int i = 2; i <= LAST_TERM && term != 0; i++) {
      term = Fixed.multiply(term, base) / i;
      result += term;
    }
    return clamped < 0 ? Fixed.divide(Fixed.ONE, result) : result;
  }

  /** {@code 1 ÷ (1 + exp(−rho · (x − kappa)))} ({@code sigmoid_safe}). */
  static long sigmoid(long x, long rho, long kappa) {
    long negative = Fixed.multiply(rho, -Fixed.ONE);
    long power = exp(Fixed.multiply(negative, Fixed.subtract(x, kappa)));
    return Fixed.divide(Fixed.ONE, Fixed.add(power, Fixed.ONE));
  }
}
