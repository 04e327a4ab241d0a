package polder.networks.learning.score;

import java.util.Arrays;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;

/** Orders of participants, drawn from a seed one after the other, each as likely as any other. */
final class Orders {
  private final Hash seed;
  private final int participants;
  private long number;

  Orders(Hash seed, int participants) {
    this.seed = seed;
    this.participants = participants;
  }

  /** The next order of all numbers from 0 on (the shuffle of Fisher and Yates). */
  int[] next() {
    int[] order = new int[participants];
    Arrays.setAll(order, i -> i);
    for (int i = participants - 1; i > 0; i--) {
      int j = below(i + 1);
      int last = order[i];
      order[i] = order[j];
      order[j] = last;
    }
    return order;
  }

  /** A number from 0 to below {@code bound}, each as likely to within one in 2⁶³ ÷ bound. */
  private int below(int bound) {
    Hash drawn =
        Hash.sha256(
            new CborWriter()
                .beginArray(3)
                .hash(seed)
                .text("shapley")
                .integer(number++)
                .toByteArray());
    return (int) ((drawn.a() >>> 1) % bound);
  }
}
