package polder.networks.learning.aggregate;

import java.math.BigInteger;

/**
 * The inner products of all pairs of updates, exact: how long each is, and how far from each other.
 */
public final class InnerProducts {
  /**
   * Values that are multiplied at once: a block of each of a hundred updates stays in the second
   * level cache, and a block's sum of products, at most 2⁴⁸ each, in a long.
   */
  private static final int BLOCK = 1 << 12;

  /** Where a block's sum is cut in two, so that the sums of both parts stay in longs as well. */
  private static final int CUT = 30;

  private static final long LOW = (1L << CUT) - 1;

  private final BigInteger[][] products;

  private InnerProducts(BigInteger[][] products) {
    this.products = products;
  }

  /** Of all pairs among {@code updates}. */
  public static InnerProducts of(Updates updates) {
    int count = updates.count();
    long[][] high = new long[count][count];
    long[][] low = new long[count][count];
    for (int from = 0; from < updates.length(); from += BLOCK) {
      int to = Math.min(from + BLOCK, updates.length());
      for (int i = 0; i < count; i++) {
        for (int j = 0; j <= i; j++) {
          long sum = product(updates.of(i), updates.of(j), from, to);
          high[i][j] += sum >> CUT;
          low[i][j] += sum & LOW;
        }
      }
    }
    BigInteger[][] products = new BigInteger[count][];
    for (int i = 0; i < count; i++) {
      products[i] = new BigInteger[i + 1];
      for (int j = 0; j <= i; j++) {
        products[i][j] =
            BigInteger.valueOf(high[i][j]).shiftLeft(CUT).add(BigInteger.valueOf(low[i][j]));
      }
    }
    return new InnerProducts(products);
  }

  /** Kept this plain so that the compiler uses the processor's vectors. */
  private static long product(int[] a, int[] b, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += (long) a[i] * b[i];
    }
    return sum;
  }

  /** The squared L2 norm of one update. */
  static BigInteger squaredNorm(int[] update) {
    BigInteger sum = BigInteger.ZERO;
    for (int from = 0; from < update.length; from += BLOCK) {
      int to = Math.min(from + BLOCK, update.length);
      sum = sum.add(BigInteger.valueOf(product(update, update, from, to)));
    }
    return sum;
  }

  /** How many updates there are. */
  public int count() {
    return products.length;
  }

  /** The inner product of the updates {@code i} and {@code j}. */
  public BigInteger of(int i, int j) {
    return i < j ? products[j][i] : products[i][j];
  }

  /** The squared distance between the updates {@code i} and {@code j}. */
  BigInteger squaredDistance(int i, int j) {
    return of(i, i).add(of(j, j)).subtract(of(i, j).shiftLeft(1));
  }
}
