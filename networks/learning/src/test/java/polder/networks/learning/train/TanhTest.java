package polder.networks.learning.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TanhTest {
  @Test
  void bothFunctionsAreNearStrictMathEverywhere() {
    double offTanh = 0;
    double offLogistic = 0;
    for (int bits = 0; bits < 0x7f800000; bits += 997) {
      float x = Float.intBitsToFloat(bits);
      assertThat(Tanh.of(-x)).isEqualTo(-Tanh.of(x));
      assertThat(Tanh.of(x)).isBetween(0f, 1f);
      offTanh = Math.max(offTanh, Math.abs(Tanh.of(x) - StrictMath.tanh(x)));
      for (float y : new float[] {x, -x}) {
        double logistic = 1 / (1 + StrictMath.exp(-y));
        offLogistic = Math.max(offLogistic, Math.abs(Tanh.logistic(y) - logistic));
      }
    }
    assertThat(offTanh).isLessThan(5e-7);
    assertThat(offLogistic).isLessThan(5e-7);
  }

  @Test
  void theEndsAreWhereTheyBelong() {
    assertThat(Tanh.of(0f)).isZero();
    assertThat(Tanh.of(Float.POSITIVE_INFINITY)).isBetween(0.999999f, 1f);
    assertThat(Tanh.of(Float.NEGATIVE_INFINITY)).isBetween(-1f, -0.999999f);
    assertThat(Tanh.of(Float.NaN)).isNaN();
  }
}
