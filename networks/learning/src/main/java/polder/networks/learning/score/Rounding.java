package polder.networks.learning.score;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Fractions with one denominator as whole numbers with the same sum: each rounded down, then the
 * units left over one by one to the largest remainders, of equal ones to whoever stands first
 * (Hamilton's method, as in {@link polder.protocol.money.Apportionment}, for numbers of either
 * sign).
 */
final class Rounding {
  private Rounding() {}

  private record Remainder(int index, BigInteger size) {}

  /**
   * {@code numerators[i] ÷ denominator}, whole, with their sum rounded down.
   *
   * @param denominator above 0
   */
  static long[] whole(BigInteger[] numerators, BigInteger denominator) {
    long[] parts = new long[numerators.length];
    List<Remainder> remainders = new ArrayList<>();
    BigInteger left = BigInteger.ZERO;
    for (int i = 0; i < parts.length; i++) {
      // Of a denominator above 0 the remainder is never negative.
      BigInteger remainder = numerators[i].mod(denominator);
      parts[i] = numerators[i].subtract(remainder).divide(denominator).longValueExact();
      remainders.add(new Remainder(i, remainder));
      left = left.add(remainder);
    }
    remainders.sort(
        Comparator.comparing(Remainder::size).reversed().thenComparingInt(Remainder::index));
    int units = left.divide(denominator).intValueExact();
    for (int i = 0; i < units; i++) {
      parts[remainders.get(i).index()]++;
    }
    return parts;
  }
}
