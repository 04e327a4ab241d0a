package polder.networks.learning.train;

/** Takes an optimiser's steps, and remembers what it must from one to the next. */
final class Descent {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final float EPSILON = 1e-8f;

  private final Optimiser optimiser;
  private final float[] first;
  private final float[] second;
  // β₁ and β₂ to the power of the steps taken.
  private double fading1 = 1;
  private double fading2 = 1;

  Descent(Optimiser optimiser, int parameters) {
    this.optimiser = optimiser;
    first = new float[parameters];
    second = new float[optimiser instanceof Optimiser.Adam ? parameters : 0];
  }

  /** Moves {@code parameters} against {@code gradient}. */
  void step(float[] parameters, float[] gradient) {
    double rate = optimiser.ratePpm() / Optimiser.PPM;
    switch (optimiser) {
      case Optimiser.Sgd sgd ->
          sgd(
              parameters,
              gradient,
              first,
              (float) rate,
              (float) (sgd.momentumPpm() / Optimiser.PPM));
      case Optimiser.Adam adam -> {
        fading1 *= BETA1;
        fading2 *= BETA2;
        adam(
            parameters,
            gradient,
            first,
            second,
            (float) (rate / (1 - fading1)),
            (float) (1 / StrictMath.sqrt(1 - fading2)));
      }
    }
  }

  private static void sgd(
      float[] parameters, float[] gradient, float[] velocity, float rate, float momentum) {
    for (int i = 0; i < parameters.length; i++) {
      float moved = momentum * velocity[i] + gradient[i];
      velocity[i] = moved;
      parameters[i] -= rate * moved;
    }
  }

  private static void adam(
      float[] parameters,
      float[] gradient,
      float[] mean,
      float[] square,
      float rate,
      float correction) {
    float keep1 = (float) BETA1;
    float take1 = (float) (1 - BETA1);
    float keep2 = (float) BETA2;
    float take2 = (float) (1 - BETA2);
    for (int i = 0; i < parameters.length; i++) {
      float slope = gradient[i];
      float m = keep1 * mean[i] + take1 * slope;
      float v = keep2 * square[i] + take2 * slope * slope;
      mean[i] = m;
      square[i] = v;
      // The root of a float, rounded to a float, is the same by way of double.
      parameters[i] -= rate * m / ((float) StrictMath.sqrt(v) * correction + EPSILON);
    }
  }
}
