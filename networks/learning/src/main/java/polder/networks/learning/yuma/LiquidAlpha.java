package polder.networks.learning.yuma;

/**
 * How fast a bond follows an opinion, by how far the two are from each other and from consensus
 * ({@code alpha_sigmoid} in {@code run_epoch.rs}).
 *
 * @param lowU16 at least so fast, in 65,535ths
 * @param highU16 at most so fast, in 65,535ths
 * @param steepness of the curve between them, in hundredths, from −32,768 to 32,767
 */
public record LiquidAlpha(int lowU16, int highU16, int steepness) {
  private static final long HALF = Fixed.ONE >> 1;

  /** Checks the ranges. */
  public LiquidAlpha {
    if (lowU16 < 0 || lowU16 > highU16 || highU16 > Fixed.U16_MAX) {
      throw new IllegalArgumentException(
          "liquid alpha goes from low to high within 0 to 65535, not from "
              + lowU16
              + " to "
              + highU16);
    }
    if (steepness != (short) steepness) {
      throw new IllegalArgumentException(
          "liquid alpha's steepness is from -32768 to 32767, not " + steepness);
    }
  }

  /** The curve of these settings, ready to be asked often. */
  Curve curve() {
    return new Curve(
        Fixed.ofU16Share(lowU16),
        Fixed.ofU16Share(highU16),
        Fixed.divide(Fixed.of(steepness), Fixed.of(100)));
  }

  /** The same in I32F32. */
  record Curve(long low, long high, long steepness) {
    /** {@code low + (high − low) ÷ (1 + exp(−steepness · (difference − ½)))}. */
    long alpha(long consensus, long weight, long bond) {
      long difference =
          weight >= bond ? Fixed.subtract(weight, consensus) : Fixed.subtract(bond, weight);
      long sigmoid = Exponential.sigmoid(Math.clamp(difference, 0, Fixed.ONE), steepness, HALF);
      long alpha = Fixed.add(low, Fixed.multiply(sigmoid, Fixed.subtract(high, low)));
      return Math.clamp(alpha, low, high);
    }
  }
}
