package polder.networks.learning.aggregate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Updates that are no longer than they may be.
 *
 * @param updates each as it was, or shortened
 * @param keptPpm by sender, how much of its length an update kept, rounded down
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Clipping(Updates updates, long[] keptPpm) {
  /** All as they are. */
  static Clipping none(Updates updates) {
    long[] kept = new long[updates.count()];
    Arrays.fill(kept, Rule.MILLION);
    return new Clipping(updates, kept);
  }

  static Clipping to(NormBound bound, Updates updates) {
    long[] norms = new long[updates.count()];
    for (int sender = 0; sender < norms.length; sender++) {
      norms[sender] = roundedUpRoot(InnerProducts.squaredNorm(updates.of(sender)));
    }
    long limit =
        switch (bound) {
          case NormBound.Constant constant -> constant.norm();
          case NormBound.OfMedian ofMedian -> ofMedian(norms, ofMedian.factorPpm());
        };
    long[] kept = new long[norms.length];
    List<int[]> clipped = new ArrayList<>(norms.length);
    for (int sender = 0; sender < norms.length; sender++) {
      boolean fits = norms[sender] <= limit;
      // No norm exceeds 2³⁶, so that this is far from overflowing.
      kept[sender] = fits ? Rule.MILLION : limit * Rule.MILLION / norms[sender];
      int[] update = updates.of(sender);
      clipped.add(fits ? update : shortened(update, kept[sender]));
    }
    return new Clipping(Updates.of(clipped), kept);
  }

  /** Never too small, so that what was shortened by it never exceeds its bound. */
  private static long roundedUpRoot(BigInteger square) {
    BigInteger[] root = square.sqrtAndRemainder();
    return root[0].longValueExact() + root[1].signum();
  }

  private static long ofMedian(long[] norms, long factorPpm) {
    long[] sorted = norms.clone();
    Arrays.sort(sorted);
    return BigInteger.valueOf(sorted[(sorted.length - 1) / 2])
        .multiply(BigInteger.valueOf(factorPpm))
        .divide(BigInteger.valueOf(Rule.MILLION))
        .longValueExact();
  }

  /** Each value toward zero, so that none grows. */
  private static int[] shortened(int[] update, long keptPpm) {
    int[] shorter = new int[update.length];
    for (int i = 0; i < shorter.length; i++) {
      shorter[i] = (int) (update[i] * keptPpm / Rule.MILLION);
    }
    return shorter;
  }
}
