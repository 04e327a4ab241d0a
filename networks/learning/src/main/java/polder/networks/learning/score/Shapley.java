package polder.networks.learning.score;

import java.math.BigInteger;
import java.util.Arrays;
import polder.protocol.Hash;

/**
 * Shapley values: what each participant adds to those who came before it, on average over all
 * orders in which they may come. Shapley, <i>A Value for n-Person Games</i>, 1953.
 */
public final class Shapley {
  /** Up to so many participants every coalition is asked for, 4,096 at most. */
  public static final int MAX_EXACT = 12;

  /** How many participants there may be at all. */
  public static final int MAX_PARTICIPANTS = 1_024;

  /** How many orders may be drawn. */
  public static final int MAX_PERMUTATIONS = 1_000_000;

  private Shapley() {}

  /**
   * The values themselves, rounded so that they add up to the worth of all less the worth of none.
   * Each coalition is asked for once.
   *
   * @param participants from 1 to {@link #MAX_EXACT}
   * @return by participant, in the unit of {@code worth}
   */
  public static long[] exact(int participants, Worth worth) {
    check(participants, MAX_EXACT);
    long[] worths = worths(participants, new Bounded(worth));
    BigInteger[] sums = new BigInteger[participants];
    Arrays.fill(sums, BigInteger.ZERO);
    BigInteger[] orders = orders(participants);
    for (int coalition = 0; coalition < worths.length; coalition++) {
      BigInteger ways = orders[Integer.bitCount(coalition)];
      for (int i = 0; i < participants && ways.signum() > 0; i++) {
        if ((coalition & 1 << i) == 0) {
          long added = worths[coalition | 1 << i] - worths[coalition];
          sums[i] = sums[i].add(ways.multiply(BigInteger.valueOf(added)));
        }
      }
    }
    return Rounding.whole(sums, factorial(participants));
  }

  private static long[] worths(int participants, Worth worth) {
    long[] worths = new long[1 << participants];
    for (int coalition = 0; coalition < worths.length; coalition++) {
      worths[coalition] = worth.of(members(coalition));
    }
    return worths;
  }

  private static int[] members(int coalition) {
    int[] members = new int[Integer.bitCount(coalition)];
    int rest = coalition;
    for (int i = 0; i < members.length; i++) {
      members[i] = Integer.numberOfTrailingZeros(rest);
      rest &= rest - 1;
    }
    return members;
  }

  /** By size of a coalition, in how many orders just its members come before a given other one. */
  private static BigInteger[] orders(int participants) {
    BigInteger[] orders = new BigInteger[participants + 1];
    for (int size = 0; size < participants; size++) {
      orders[size] = factorial(size).multiply(factorial(participants - size - 1));
    }
    orders[participants] = BigInteger.ZERO;
    return orders;
  }

  private static BigInteger factorial(int n) {
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= n; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return product;
  }

  /**
   * Estimates for many participants, over some orders alone, each of which is cut short as soon as
   * those who came are worth about as much as all: truncated Monte Carlo of Ghorbani and Zou,
   * <i>Data Shapley: Equitable Valuation of Data for Machine Learning</i>, ICML 2019, with a number
   * of orders that is known beforehand.
   *
   * <p>They add up to the worth of all less the worth of none, less what was cut off: at most
   * {@code tolerance} either way.
   *
   * @param participants from 1 to {@link #MAX_PARTICIPANTS}
   * @param sampling which orders
   * @return by participant, in the unit of {@code worth}
   */
  public static long[] sampled(int participants, Worth worth, Sampling sampling) {
    check(participants, MAX_PARTICIPANTS);
    return new Walk(participants, new Bounded(worth), sampling.tolerance())
        .over(new Orders(sampling.seed(), participants), sampling.permutations());
  }

  private static void check(int participants, int limit) {
    if (participants < 1 || participants > limit) {
      throw new IllegalArgumentException(
          "from 1 to " + limit + " participants are scored this way, not " + participants);
    }
  }

  /**
   * Which orders are walked, and how far.
   *
   * @param seed what they are drawn from
   * @param permutations how many, from 1 to {@link #MAX_PERMUTATIONS}
   * @param tolerance an order ends where those who came are worth as much as all, give or take
   *     this; in the unit of the worth, at least 0
   */
  public record Sampling(Hash seed, int permutations, long tolerance) {
    /** Checks the ranges. */
    public Sampling {
      if (permutations < 1 || permutations > MAX_PERMUTATIONS) {
        throw new IllegalArgumentException(
            "from 1 to " + MAX_PERMUTATIONS + " orders are drawn, not " + permutations);
      }
      if (tolerance < 0) {
        throw new IllegalArgumentException("a tolerance is at least 0, not " + tolerance);
      }
    }
  }
}
