package polder.backtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class DistributionTest {
  private static final double CLOSE = 1e-12;

  @Test
  void isEvenWhereAllEarnTheSame() {
    Distribution even = Distribution.of(new double[] {3, 3, 3, 3});
    assertThat(even.gini()).isCloseTo(0, within(CLOSE));
    assertThat(even.median()).isEqualTo(3);
    assertThat(even.mean()).isEqualTo(3);
    // A tenth of four devices is rounded up to one.
    assertThat(even.topTenth()).isEqualTo(0.25);
  }

  @Test
  void isAsUnevenAsCanBeWhereOneTakesAll() {
    double[] earned = new double[10];
    earned[4] = 7;
    Distribution one = Distribution.of(earned);
    assertThat(one.gini()).isCloseTo(0.9, within(CLOSE));
    assertThat(one.topTenth()).isEqualTo(1);
    assertThat(one.median()).isZero();
    assertThat(one.nothing()).isEqualTo(9);
  }

  @Test
  void agreesWithTheMeanDifferenceOfAllPairs() {
    double[] earned = {5, 1, 0, 2.5, 9, 4};
    double differences = 0;
    for (double one : earned) {
      for (double other : earned) {
        differences += Math.abs(one - other);
      }
    }
    Distribution spread = Distribution.of(earned);
    assertThat(spread.gini()).isCloseTo(differences / (2 * 36 * spread.mean()), within(CLOSE));
    assertThat(spread.median()).isEqualTo(3.25);
  }

  @Test
  void saysNothingOfNobodyAndOfNothing() {
    assertThat(Distribution.of(new double[0])).isEqualTo(new Distribution(0, 0, 0, 0, 0));
    assertThat(Distribution.of(new double[3])).isEqualTo(new Distribution(0, 0, 3, 0, 0));
  }
}
