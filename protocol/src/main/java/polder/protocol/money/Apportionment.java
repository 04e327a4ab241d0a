package polder.protocol.money;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Splits an amount in proportion to weights so that the parts add up to it exactly: the largest
 * remainder method (Hamilton). Each part is rounded down, then the units left over go one by one to
 * the largest remainders, ties to whoever stands first.
 */
public final class Apportionment {
  private Apportionment() {}

  /**
   * The parts of {@code total}, in the order of {@code weights}.
   *
   * @param total at least 0
   * @param weights each at least 0, in canonical order of their owners: earlier wins a tie; the sum
   *     must fit a long
   * @return as many parts as weights; they add up to {@code total} unless all weights are 0, in
   *     which case all parts are 0
   */
  public static long[] split(long total, long[] weights) {
    long sum = 0;
    for (long weight : weights) {
      if (weight < 0) {
        throw new ArithmeticException("a weight is never negative: " + weight);
      }
      sum = Math.addExact(sum, weight);
    }
    long[] parts = new long[weights.length];
    if (sum == 0) {
      return parts;
    }
    long left = total;
    List<Remainder> remainders = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      parts[i] = Amounts.mulDiv(total, weights[i], sum);
      left = Math.subtractExact(left, parts[i]);
      long remainder = Amounts.mulMod(total, weights[i], sum);
      if (remainder > 0) {
        remainders.add(new Remainder(i, remainder));
      }
    }
    remainders.sort(
        Comparator.comparingLong(Remainder::size).reversed().thenComparing(Remainder::index));
    for (int i = 0; i < left; i++) {
      parts[remainders.get(i).index()]++;
    }
    return parts;
  }

  private record Remainder(int index, long size) {}

  /**
   * As {@link #split(long, long[])}, by weights of any size.
   *
   * @param total at least 0
   * @param weights each at least 0, in canonical order of their owners
   */
  public static long[] split(long total, List<BigInteger> weights) {
    BigInteger sum = BigInteger.ZERO;
    for (BigInteger weight : weights) {
      if (weight.signum() < 0) {
        throw new ArithmeticException("a weight is never negative: " + weight);
      }
      sum = sum.add(weight);
    }
    long[] parts = new long[weights.size()];
    if (sum.signum() == 0) {
      return parts;
    }
    BigInteger all = BigInteger.valueOf(total);
    long left = total;
    List<WideRemainder> remainders = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      BigInteger[] part = all.multiply(weights.get(i)).divideAndRemainder(sum);
      parts[i] = part[0].longValueExact();
      left = Math.subtractExact(left, parts[i]);
      remainders.add(new WideRemainder(i, part[1]));
    }
    remainders.sort(
        Comparator.comparing(WideRemainder::size).reversed().thenComparing(WideRemainder::index));
    for (int i = 0; i < left; i++) {
      parts[remainders.get(i).index()]++;
    }
    return parts;
  }

  private record WideRemainder(int index, BigInteger size) {}
}
