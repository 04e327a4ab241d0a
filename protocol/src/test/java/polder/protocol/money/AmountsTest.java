package polder.protocol.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
  private static final long SEED = 2026;

  /** Numbers of every size, their neighbours included. */
  private static long number(SplittableRandom random) {
    long number = random.nextLong() >>> random.nextInt(1, 64);
    return random.nextInt(8) == 0 ? Long.MAX_VALUE - random.nextInt(3) : number;
  }

  @Test
  void productsAndRemaindersAreThoseOfBigInteger() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 40_000; i++) {
      long a = number(random);
      long b = number(random);
      long c = Math.max(1, number(random));
      BigInteger[] expected =
          BigInteger.valueOf(a)
              .multiply(BigInteger.valueOf(b))
              .divideAndRemainder(BigInteger.valueOf(c));
      assertThat(Amounts.mulMod(a, b, c)).isEqualTo(expected[1].longValueExact());
      if (expected[0].bitLength() < Long.SIZE) {
        assertThat(Amounts.mulDiv(a, b, c)).isEqualTo(expected[0].longValueExact());
      } else {
        assertThatThrownBy(() -> Amounts.mulDiv(a, b, c)).isInstanceOf(ArithmeticException.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, 1", "1, -1, 1", "1, 1, 0", "1, 1, -1"})
  void whatIsOutOfRangeIsRefused(long a, long b, long c) {
    assertThatThrownBy(() -> Amounts.mulDiv(a, b, c)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Amounts.mulMod(a, b, c)).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0.000000001",
    "1500000000, 1.5",
    "100000000000, 100",
    "9223372036854775807, 9223372036.854775807"
  })
  void amountsAreShownInTokens(long nano, String text) {
    assertThat(Amounts.format(nano)).isEqualTo(text);
  }

  @Test
  void onChainAnAmountHasEighteenDecimals() {
    assertThat(Amounts.toWei(Amounts.TOKEN)).isEqualTo(BigInteger.TEN.pow(18));
    assertThat(Amounts.toWei(Long.MAX_VALUE))
        .isEqualTo(new BigInteger("9223372036854775807000000000"));
  }
}
