package polder.networks.learning.score;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import polder.networks.learning.aggregate.InnerProducts;
import polder.protocol.Hash;
import polder.protocol.money.Apportionment;

/**
 * Senders who sent about the same, in groups. Who is like one of a group belongs to it, even if
 * unlike the others.
 *
 * @param groups in the order of their first members, each ascending; those who are like nobody are
 *     groups of their own
 */
public record Duplicates(List<List<Integer>> groups) {
  private static final BigInteger MILLION_SQUARED = BigInteger.TEN.pow(12);
  private static final long MILLION = 1_000_000;

  /** Keeps the lists as they are. */
  public Duplicates {
    groups = groups.stream().map(List::copyOf).toList();
  }

  /**
   * Groups of those whose updates point the same way, or who committed to the same data.
   *
   * @param updates all pairs' inner products
   * @param commitments by sender, to what each trained on; as many as there are updates
   * @param cosinePpm from which cosine of the angle between them on two updates count as the same,
   *     from 1 to a million; two that are 0 throughout are the same as well
   * @throws IllegalArgumentException if the numbers do not fit
   */
  public static Duplicates among(InnerProducts updates, List<Hash> commitments, long cosinePpm) {
    if (commitments.size() != updates.count()) {
      throw new IllegalArgumentException(
          "each of "
              + updates.count()
              + " updates has one commitment; there are "
              + commitments.size());
    }
    if (cosinePpm < 1 || cosinePpm > MILLION) {
      throw new IllegalArgumentException(
          "a cosine to compare with is from 1 to 1000000 ppm, not " + cosinePpm);
    }
    int[] firsts = new int[updates.count()];
    Arrays.setAll(firsts, i -> i);
    for (int i = 0; i < firsts.length; i++) {
      for (int j = 0; j < i; j++) {
        if (commitments.get(i).equals(commitments.get(j)) || areAlike(updates, i, j, cosinePpm)) {
          join(firsts, i, j);
        }
      }
    }
    return of(firsts);
  }

  /** Whether the cosine reaches the threshold: squared, so that nothing is rounded. */
  private static boolean areAlike(InnerProducts updates, int i, int j, long cosinePpm) {
    BigInteger product = updates.of(i, j);
    BigInteger squares = updates.of(i, i).multiply(updates.of(j, j));
    if (squares.signum() == 0) {
      return updates.of(i, i).equals(updates.of(j, j));
    }
    BigInteger threshold = BigInteger.valueOf(cosinePpm * cosinePpm);
    return product.signum() > 0
        && product
                .multiply(product)
                .multiply(MILLION_SQUARED)
                .compareTo(squares.multiply(threshold))
            >= 0;
  }

  /** The groups of {@code i} and {@code j} become one, by the earlier of their first members. */
  private static void join(int[] firsts, int i, int j) {
    int first = Math.min(firsts[i], firsts[j]);
    int second = Math.max(firsts[i], firsts[j]);
    for (int k = 0; k < firsts.length && first < second; k++) {
      firsts[k] = firsts[k] == second ? first : firsts[k];
    }
  }

  private static Duplicates of(int[] firsts) {
    List<List<Integer>> groups = new ArrayList<>();
    for (int first = 0; first < firsts.length; first++) {
      if (firsts[first] == first) {
        List<Integer> group = new ArrayList<>();
        for (int sender = first; sender < firsts.length; sender++) {
          if (firsts[sender] == first) {
            group.add(sender);
          }
        }
        groups.add(group);
      }
    }
    return new Duplicates(groups);
  }

  /** Whether this sender is not the only one of its group. */
  public boolean isCopy(int sender) {
    return groups.stream().anyMatch(group -> group.size() > 1 && group.contains(sender));
  }

  /**
   * Weights in which a group counts once: the largest of its members' weights, split equally among
   * them, units left over to the earlier ones.
   *
   * @param weights by sender, each at least 0
   */
  public long[] shared(long[] weights) {
    long[] shared = new long[weights.length];
    for (List<Integer> group : groups) {
      long most = group.stream().mapToLong(member -> weights[member]).max().orElse(0);
      long[] equally = new long[group.size()];
      Arrays.fill(equally, 1);
      long[] parts = Apportionment.split(most, equally);
      for (int i = 0; i < parts.length; i++) {
        shared[group.get(i)] = parts[i];
      }
    }
    return shared;
  }
}
