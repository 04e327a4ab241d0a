package polder.networks.learning.train;

/**
 * How far a round's joint change moves the shared model. A rate of 1,000,000 without momentum takes
 * it as it is (federated averaging); DiLoCo's authors found 700,000 and 900,000 best.
 *
 * @param ratePpm η in millionths, 1 to 10,000,000
 * @param momentumPpm μ in millionths, 0 to below 1,000,000
 */
public record OuterRule(long ratePpm, long momentumPpm) {
  public OuterRule {
    if (ratePpm < 1 || ratePpm > 10_000_000) {
      throw new IllegalArgumentException(
          "an outer rate is 1 to 10000000 millionths, not " + ratePpm);
    }
    if (momentumPpm < 0 || momentumPpm >= 1_000_000) {
      throw new IllegalArgumentException(
          "outer momentum is 0 to 999999 millionths, not " + momentumPpm);
    }
  }
}
