package polder.world.simulated;

/**
 * Chance as a function: the same key always draws the same number, so that no value depends on
 * which values were drawn before it. Immutable.
 */
final class Chance {
  private static final double TWO_POW_MINUS_53 = 0x1.0p-53;
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long seed;

  Chance(long seed) {
    this.seed = mix(seed + GOLDEN_GAMMA);
  }

  /** An independent source of chance for one purpose or one device. */
  Chance branch(long key) {
    return new Chance(draw(key));
  }

  /** 64 evenly distributed bits. */
  long draw(long key) {
    return mix(seed + key * GOLDEN_GAMMA);
  }

  /** A real number in [0, 1), evenly distributed. */
  double uniform(long key) {
    return (draw(key) >>> 11) * TWO_POW_MINUS_53;
  }

  /** A real number in [low, high), evenly distributed. */
  double between(double low, double high, long key) {
    return low + (high - low) * uniform(key);
  }

  /** True for {@code ppm} of a million keys. */
  boolean happens(long ppm, long key) {
    return uniform(key) * 1_000_000 < ppm;
  }

  /**
   * A bell-shaped number with mean 0 and standard deviation 1, never beyond ±3.47: the sum of four
   * even ones (Irwin–Hall), which needs one draw and no logarithm.
   */
  double bell(long key) {
    long bits = draw(key);
    long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
    return (sum / 65_535.0 - 2) * SQRT_3;
  }

  private static final double SQRT_3 = 1.7320508075688772;

  /** The finaliser of SplitMix64 (Steele, Lea, Flood 2014; constants of Stafford's variant 13). */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
