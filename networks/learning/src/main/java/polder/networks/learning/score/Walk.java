package polder.networks.learning.score;

import java.math.BigInteger;
import java.util.Arrays;

/** Lets participants come one by one, and sums what each adds. */
final class Walk {
  private final Worth worth;
  private final long tolerance;
  private final long none;
  private final long all;
  private final BigInteger[] sums;

  Walk(int participants, Worth worth, long tolerance) {
    this.worth = worth;
    this.tolerance = tolerance;
    this.none = worth.of(new int[0]);
    int[] everyone = new int[participants];
    Arrays.setAll(everyone, i -> i);
    this.all = worth.of(everyone);
    this.sums = new BigInteger[participants];
    Arrays.fill(sums, BigInteger.ZERO);
  }

  /** The mean over the next {@code permutations} orders. */
  long[] over(Orders orders, int permutations) {
    for (int i = 0; i < permutations; i++) {
      walk(orders.next());
    }
    return Rounding.whole(sums, BigInteger.valueOf(permutations));
  }

  private void walk(int[] order) {
    long before = none;
    int[] came = new int[0];
    for (int who : order) {
      if (Math.abs(all - before) <= tolerance) {
        return;
      }
      came = with(came, who);
      long after = came.length == order.length ? all : worth.of(came);
      sums[who] = sums[who].add(BigInteger.valueOf(after - before));
      before = after;
    }
  }

  /** {@code members} and {@code who}, ascending. */
  private static int[] with(int[] members, int who) {
    int at = -Arrays.binarySearch(members, who) - 1;
    int[] more = new int[members.length + 1];
    System.arraycopy(members, 0, more, 0, at);
    more[at] = who;
    System.arraycopy(members, at, more, at + 1, members.length - at);
    return more;
  }
}
