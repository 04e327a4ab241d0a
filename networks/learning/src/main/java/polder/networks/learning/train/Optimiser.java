package polder.networks.learning.train;

/** What makes a step of a gradient. Rates are in millionths. */
public sealed interface Optimiser {
  /** Millionths of one. */
  double PPM = 1e6;

  /** How large a step is, in millionths. */
  long ratePpm();

  /** The same with another rate. */
  Optimiser withRate(long ratePpm);

  /**
   * Stochastic gradient descent: v ← μ v + g, p ← p − η v.
   *
   * @param momentumPpm μ, 0 to below 1,000,000
   */
  record Sgd(long ratePpm, long momentumPpm) implements Optimiser {
    public Sgd {
      rate(ratePpm);
      if (momentumPpm < 0 || momentumPpm >= 1_000_000) {
        throw new IllegalArgumentException(
            "momentum is 0 to 999999 millionths, not " + momentumPpm);
      }
    }

    @Override
    public Sgd withRate(long ratePpm) {
      return new Sgd(ratePpm, momentumPpm);
    }
  }

  /** Adam (Kingma and Ba, 2015) with its usual β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸. */
  record Adam(long ratePpm) implements Optimiser {
    public Adam {
      rate(ratePpm);
    }

    @Override
    public Adam withRate(long ratePpm) {
      return new Adam(ratePpm);
    }
  }

  private static void rate(long ratePpm) {
    if (ratePpm < 1 || ratePpm > 10_000_000) {
      throw new IllegalArgumentException(
          "a learning rate is 1 to 10000000 millionths, not " + ratePpm);
    }
  }
}
