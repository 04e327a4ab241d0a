package polder.node.market;

import java.util.Comparator;
import java.util.List;
import polder.networks.compute.Clearing;
import polder.networks.compute.job.Proof;

/**
 * What work of a kind was cleared at lately. What it does not know it does not guess: without
 * anything comparable it has no price.
 *
 * @param asked what is asked for
 * @param known how many of the remembered clearings are of the same proof
 * @param comparable those that are comparable, the cheapest first
 */
record Estimate(Asked asked, int known, List<Clearing> comparable) {
  // Ours: prices grow with size, so what is four times as large says little.
  private static final long FACTOR = 4;

  /** What is asked for. */
  record Asked(Proof proof, long cpuMilli, long memoryBytes, long gpus) {
    private boolean isLike(Clearing clearing) {
      return clearing.proof() == proof
          && clearing.gpus() == gpus
          && isNear(cpuMilli, clearing.cpuMilli())
          && isNear(memoryBytes, clearing.memoryBytes());
    }

    private static boolean isNear(long one, long other) {
      return one <= FACTOR * other && other <= FACTOR * one;
    }
  }

  static Estimate of(Asked asked, List<Clearing> clearings) {
    return new Estimate(
        asked,
        (int) clearings.stream().filter(its -> its.proof() == asked.proof()).count(),
        clearings.stream()
            .filter(asked::isLike)
            .sorted(Comparator.comparingLong(Clearing::priceNano))
            .toList());
  }

  /** Whether there is anything to rest a price on. */
  boolean isEmpty() {
    return comparable.isEmpty();
  }

  long lowNano() {
    return comparable.getFirst().priceNano();
  }

  /** The lower one of the two in the middle, where there are two. */
  long medianNano() {
    return comparable.get((comparable.size() - 1) / 2).priceNano();
  }

  long highNano() {
    return comparable.getLast().priceNano();
  }

  long sinceMillis() {
    return comparable.stream().mapToLong(Clearing::atMillis).min().orElse(0);
  }

  long untilMillis() {
    return comparable.stream().mapToLong(Clearing::atMillis).max().orElse(0);
  }
}
