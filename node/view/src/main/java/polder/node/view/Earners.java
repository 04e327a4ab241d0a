package polder.node.view;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import polder.epoch.Standing;
import polder.protocol.identity.Account;

/**
 * What all accounts earned since genesis, as of one epoch: eight bytes an account that earned
 * anything, and the largest by name.
 */
final class Earners {
  private static final int LARGEST = 10;
  private static final Comparator<Earner> SMALLEST_FIRST =
      Comparator.comparingLong(Earner::earnedNano)
          .thenComparing(Earner::account, Comparator.reverseOrder());

  private final long[] ascending;
  private final List<Earner> largest;
  private final long totalNano;
  private final long giniPpm;

  /** An account and all it ever earned. */
  record Earner(Account account, long earnedNano) {}

  private Earners(long[] ascending, List<Earner> largest) {
    this.ascending = ascending;
    this.largest = largest;
    long total = 0;
    for (long nano : ascending) {
      total = Math.addExact(total, nano);
    }
    this.totalNano = total;
    this.giniPpm = Concentration.giniPpm(ascending);
  }

  static Earners of(Standing standing) {
    Longs earned = new Longs();
    PriorityQueue<Earner> largest = new PriorityQueue<>(LARGEST + 1, SMALLEST_FIRST);
    standing.forEachAccount((account, entry) -> {
      if (entry.earnedNano() > 0) {
        earned.add(entry.earnedNano());
        largest.add(new Earner(account, entry.earnedNano()));
        if (largest.size() > LARGEST) {
          largest.remove();
        }
      }
    });
    long[] ascending = earned.toArray();
    Arrays.sort(ascending);
    return new Earners(ascending, largest.stream().sorted(SMALLEST_FIRST.reversed()).toList());
  }

  /** How many accounts ever earned anything. */
  int count() {
    return ascending.length;
  }

  /** All that they earned. */
  long totalNano() {
    return totalNano;
  }

  long giniPpm() {
    return giniPpm;
  }

  /** The ten that earned most, the largest first; those of equal earnings by address. */
  List<Earner> largest() {
    return largest;
  }

  /**
   * How many accounts earned more than {@code earnedNano}, and one: 1 is the largest, and those who
   * earned the same have the same rank.
   */
  int rank(long earnedNano) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ascending[middle] > earnedNano) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return ascending.length - low + 1;
  }
}
