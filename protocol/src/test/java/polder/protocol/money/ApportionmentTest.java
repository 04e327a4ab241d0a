package polder.protocol.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ApportionmentTest {
  private static final long SEED = 2026;

  @Test
  void unitsLeftOverGoToTheLargestRemaindersAndTiesToTheFirst() {
    assertThat(Apportionment.split(10, new long[] {1, 1, 1})).containsExactly(4, 3, 3);
    assertThat(Apportionment.split(11, new long[] {1, 1, 1})).containsExactly(4, 4, 3);
    assertThat(Apportionment.split(7, new long[] {1, 2, 4, 0})).containsExactly(1, 2, 4, 0);
    assertThat(Apportionment.split(5, new long[] {6, 1})).containsExactly(4, 1);
    assertThat(Apportionment.split(1, new long[] {3, 3})).containsExactly(1, 0);
  }

  @Test
  void withoutWeightsNobodyGetsAnything() {
    assertThat(Apportionment.split(10, new long[] {0, 0})).containsExactly(0, 0);
    assertThat(Apportionment.split(10, new long[0])).isEmpty();
  }

  @Test
  void negativeWeightsAndTotalsAreRefused() {
    assertThatThrownBy(() -> Apportionment.split(10, new long[] {5, -1}))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Apportionment.split(-10, new long[] {5, 1}))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void partsAddUpAndAreThoseOfHamiltonsMethod() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 3_000; i++) {
      long total = random.nextLong() >>> random.nextInt(1, 64);
      long[] weights =
          random.longs(random.nextInt(1, 40), 0, 1L << random.nextInt(1, 58)).toArray();

      long[] parts = Apportionment.split(total, weights);

      if (Arrays.stream(weights).anyMatch(weight -> weight > 0)) {
        assertThat(Arrays.stream(parts).sum()).isEqualTo(total);
      }
      assertThat(parts).isEqualTo(hamilton(total, weights));
    }
  }

  /** The method again, from its definition and with numbers of any size. */
  private static long[] hamilton(long total, long[] weights) {
    BigInteger sum = BigInteger.valueOf(Arrays.stream(weights).sum());
    long[] parts = new long[weights.length];
    if (sum.signum() == 0) {
      return parts;
    }
    BigInteger[] remainders = new BigInteger[weights.length];
    long left = total;
    for (int i = 0; i < parts.length; i++) {
      BigInteger[] share =
          BigInteger.valueOf(total)
              .multiply(BigInteger.valueOf(weights[i]))
              .divideAndRemainder(sum);
      parts[i] = share[0].longValueExact();
      remainders[i] = share[1];
      left -= parts[i];
    }
    IntStream.range(0, parts.length)
        .boxed()
        .sorted(
            Comparator.<Integer, BigInteger>comparing(index -> remainders[index])
                .reversed()
                .thenComparing(Comparator.naturalOrder()))
        .limit(left)
        .forEach(index -> parts[index]++);
    return parts;
  }
}
