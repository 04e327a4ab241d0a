package polder.node.view;

import java.math.BigInteger;
import polder.protocol.money.Amounts;

/** How unevenly something is spread. */
final class Concentration {
  private Concentration() {}

  /**
   * The Gini coefficient of {@code ascending} in parts per million, rounded down: 0 where all have
   * the same, towards a million where one has all. With values x₁ ≤ … ≤ xₙ it is Σ (2i − n − 1) xᵢ
   * ÷ (n Σ xᵢ), without a correction for small n; see Damgaard and Weiner, "Describing inequality
   * in plant size or fecundity", Ecology 81 (2000), equation 1. Exact: whole numbers until the one
   * division.
   *
   * @param ascending none below 0, their sum at most {@link Long#MAX_VALUE}
   * @return from 0 to 999,999; 0 if there is nothing to spread
   */
  static long giniPpm(long[] ascending) {
    long n = ascending.length;
    long sum = 0;
    BigInteger weighed = BigInteger.ZERO;
    for (int i = 0; i < ascending.length; i++) {
      long value = ascending[i];
      if (value < 0 || (i > 0 && value < ascending[i - 1])) {
        throw new IllegalArgumentException("values are ascending from 0 on");
      }
      sum = Math.addExact(sum, value);
      weighed =
          weighed.add(BigInteger.valueOf(2L * (i + 1) - n - 1).multiply(BigInteger.valueOf(value)));
    }
    return sum == 0
        ? 0
        : weighed
            .multiply(BigInteger.valueOf(Amounts.MILLION))
            .divide(BigInteger.valueOf(n).multiply(BigInteger.valueOf(sum)))
            .longValueExact();
  }
}
