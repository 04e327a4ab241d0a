package polder.networks.learning.train;

/**
 * The hyperbolic tangent and the logistic function by one rational function, without a branch, so
 * that loops over them become vector code. Within 5e-7 of {@code StrictMath.tanh} everywhere, odd,
 * and never beyond −1 and 1; not a number stays so.
 *
 * <p>The quotient of an odd polynomial of degree 13 and an even one of degree 6, with the
 * coefficients of Eigen 3.4 ({@code generic_fast_tanh_float} in {@code MathFunctionsImpl.h}), on
 * arguments held within ±7.9053111, beyond which a {@code float} cannot tell the result from ±1.
 */
public final class Tanh {
  private static final float BOUND = 7.905311f;
  private static final float A1 = 4.8935246e-03f;
  private static final float A3 = 6.3726195e-04f;
  private static final float A5 = 1.48572235e-05f;
  private static final float A7 = 5.1222973e-08f;
  private static final float A9 = -8.604672e-11f;
  private static final float A11 = 2.000188e-13f;
  private static final float A13 = -2.7607684e-16f;
  private static final float B0 = 4.893525e-03f;
  private static final float B2 = 2.2684347e-03f;
  private static final float B4 = 1.1853471e-04f;
  private static final float B6 = 1.1982584e-06f;

  private Tanh() {}

  /** The hyperbolic tangent of {@code x}. */
  public static float of(float x) {
    float held = Math.max(-BOUND, Math.min(BOUND, x));
    float square = held * held;
    float over =
        held
            * ((((((A13 * square + A11) * square + A9) * square + A7) * square + A5) * square + A3)
                    * square
                + A1);
    float under = ((B6 * square + B4) * square + B2) * square + B0;
    return Math.max(-1f, Math.min(1f, over / under));
  }

  /** The logistic function 1 ÷ (1 + e⁻ˣ), as ½ + ½ tanh ½x. */
  public static float logistic(float x) {
    return 0.5f * of(0.5f * x) + 0.5f;
  }

  /** Replaces the first {@code n} of {@code row} by their hyperbolic tangents. */
  static void apply(float[] row, int n) {
    for (int j = 0; j < n; j++) {
      row[j] = of(row[j]);
    }
  }

  /** Replaces the first {@code n} of {@code row} by their logistic functions. */
  static void applyLogistic(float[] row, int n) {
    for (int j = 0; j < n; j++) {
      row[j] = logistic(row[j]);
    }
  }
}
