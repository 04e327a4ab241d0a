package polder.networks.learning.aggregate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Who stands close to many others. */
final class Krum {
  private Krum() {}

  private record Scored(int sender, BigInteger score) {}

  /**
   * Each sender's place by the sum of its squared distances to the {@code n − hostile − 2} closest
   * others, the lowest first, of equal ones the earlier sender.
   */
  static int[] ranks(InnerProducts products, int hostile) {
    int count = products.count();
    List<Scored> scored = new ArrayList<>();
    for (int sender = 0; sender < count; sender++) {
      scored.add(new Scored(sender, score(products, sender, count - hostile - 2)));
    }
    scored.sort(Comparator.comparing(Scored::score).thenComparingInt(Scored::sender));
    int[] ranks = new int[count];
    for (int rank = 0; rank < count; rank++) {
      ranks[scored.get(rank).sender()] = rank;
    }
    return ranks;
  }

  private static BigInteger score(InnerProducts products, int sender, int neighbours) {
    List<BigInteger> distances = new ArrayList<>();
    for (int other = 0; other < products.count(); other++) {
      if (other != sender) {
        distances.add(products.squaredDistance(sender, other));
      }
    }
    distances.sort(Comparator.naturalOrder());
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < neighbours; i++) {
      sum = sum.add(distances.get(i));
    }
    return sum;
  }
}
