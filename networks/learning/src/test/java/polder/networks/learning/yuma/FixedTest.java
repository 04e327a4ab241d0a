package polder.networks.learning.yuma;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FixedTest {
  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  /** Any long, those at the edges and those with few bits as often as others. */
  private static long any(Random random) {
    long value = random.nextLong() >> random.nextInt(64);
    return switch (random.nextInt(12)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> Long.MAX_VALUE;
      case 2 -> Fixed.ONE;
      case 3 -> -1;
      default -> value;
    };
  }

  private static long saturated(BigInteger value) {
    return value.max(MIN).min(MAX).longValueExact();
  }

  @Test
  void arithmeticIsExactButForItsRounding() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      long first = any(random);
      long second = any(random);
      BigInteger a = BigInteger.valueOf(first);
      BigInteger b = BigInteger.valueOf(second);
      String what = first + " and " + second;
      assertThat(Fixed.add(first, second)).as(what).isEqualTo(saturated(a.add(b)));
      assertThat(Fixed.subtract(first, second)).as(what).isEqualTo(saturated(a.subtract(b)));
      // Shifted right: toward minus infinity. Divided: toward zero.
      assertThat(Fixed.multiply(first, second))
          .as(what)
          .isEqualTo(saturated(a.multiply(b).shiftRight(32)));
      assertThat(Fixed.divide(first, second))
          .as(what)
          .isEqualTo(second == 0 ? 0 : saturated(a.shiftLeft(32).divide(b)));
    }
  }

  @Test
  void wholeNumbersAreRoundedDownAndBounded() {
    assertThat(Fixed.toU16(Fixed.of(-3))).isZero();
    assertThat(Fixed.toU16(Fixed.of(7) - 1)).isEqualTo(6);
    assertThat(Fixed.toU16(Fixed.of(70_000))).isEqualTo(65_535);
    assertThat(Fixed.toU16Share(Fixed.ONE)).isEqualTo(65_535);
    assertThat(Fixed.toU16Share(Fixed.ONE - 1)).isEqualTo(65_534);
    assertThat(Fixed.toPpm(Fixed.ONE >> 2)).isEqualTo(250_000);
  }

  @Test
  void halvesAreRoundedAwayFromZero() {
    long half = Fixed.ONE >> 1;
    assertThat(Fixed.round(half)).isEqualTo(Fixed.ONE);
    assertThat(Fixed.round(half - 1)).isZero();
    assertThat(Fixed.round(-half)).isEqualTo(-Fixed.ONE);
    assertThat(Fixed.round(-half + 1)).isZero();
  }

  /** e, 1 ÷ e and e²⁰, as far as I32F32 and its series hold them. */
  @Test
  void theExponentialIsCloseToWhatItIs() {
    assertThat(Exponential.exp(0)).isEqualTo(Fixed.ONE);
    assertThat(Exponential.exp(Fixed.ONE) / 4_294_967_296.0).isBetween(2.718281, 2.718282);
    assertThat(Exponential.exp(-Fixed.ONE) / 4_294_967_296.0).isBetween(0.3678794, 0.3678795);
    assertThat(Exponential.exp(Fixed.of(21))).isEqualTo(Exponential.exp(Fixed.of(20)));
    assertThat(Exponential.exp(Long.MIN_VALUE)).isEqualTo(Exponential.exp(Fixed.of(-20)));
    assertThat(Exponential.exp(Fixed.of(20)) >> 32).isBetween(480_000_000L, 485_165_195L);
  }
}
