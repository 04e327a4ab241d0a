package polder.networks.learning.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InnerProductsTest {
  private static BigInteger slowly(int[] a, int[] b) {
    return IntStream.range(0, a.length)
        .mapToObj(i -> BigInteger.valueOf(a[i]).multiply(BigInteger.valueOf(b[i])))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Lengths within a block, just that long, and longer. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4_095, 4_096, 4_097, 10_000})
  void productsAreExact(int length) {
    Random random = new Random(length);
    List<int[]> updates =
        IntStream.range(0, 5)
            .mapToObj(i ->
                random.ints(length, -Updates.MAX_MAGNITUDE, Updates.MAX_MAGNITUDE + 1).toArray())
            .toList();
    InnerProducts products = InnerProducts.of(Updates.of(updates));
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        assertThat(products.of(i, j)).isEqualTo(slowly(updates.get(i), updates.get(j)));
      }
      assertThat(InnerProducts.squaredNorm(updates.get(i))).isEqualTo(products.of(i, i));
    }
  }

  @Test
  void theLargestProductsDoNotOverflow() {
    int[] most = new int[1 << 16];
    Arrays.fill(most, Updates.MAX_MAGNITUDE);
    int[] least = Arrays.stream(most).map(value -> -value).toArray();
    InnerProducts products = InnerProducts.of(Updates.of(List.of(most, least)));
    assertThat(products.of(0, 1)).isEqualTo(BigInteger.ONE.shiftLeft(64).negate());
    assertThat(products.squaredDistance(0, 1)).isEqualTo(BigInteger.ONE.shiftLeft(66));
  }
}
