package polder.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import polder.networks.learning.aggregate.Aggregate;
import polder.networks.learning.aggregate.Aggregation;
import polder.networks.learning.aggregate.NormBound;
import polder.networks.learning.aggregate.Rule;
import polder.networks.learning.aggregate.Updates;

/** Each rule of aggregation over the same updates, of which a quarter is hostile, on one thread. */
final class AggregateRun {
  private static final int RUNS = 5;

  private AggregateRun() {}

  /** {@code UPDATES PARAMETERS}. */
  static void main(String[] args) {
    int count = Integer.parseInt(args[0]);
    int length = Integer.parseInt(args[1]);
    Updates updates = updates(count, length);
    for (Map.Entry<String, Aggregation> each : aggregations(count).entrySet()) {
      long[] nanos = new long[RUNS];
      long selected = 0;
      // Two before they count, so that the code is compiled.
      for (int run = -2; run < RUNS; run++) {
        long began = System.nanoTime();
        Aggregate aggregate = each.getValue().of(updates);
        if (run >= 0) {
          nanos[run] = System.nanoTime() - began;
        }
        selected = aggregate.uses().stream().filter(Aggregate.Use::isSelected).count();
      }
      Arrays.sort(nanos);
      System.out.printf(
          Locale.ROOT,
          "%-26s %d updates of %,d: %.2f s, the median of %d (%.2f to %.2f s); %d selected%n",
          each.getKey(),
          count,
          length,
          nanos[RUNS / 2] / 1e9,
          RUNS,
          nanos[0] / 1e9,
          nanos[RUNS - 1] / 1e9,
          selected);
    }
  }

  private static Map<String, Aggregation> aggregations(int count) {
    Rule krum = Rule.MultiKrum.forShare(250_000, count);
    Map<String, Aggregation> all = new LinkedHashMap<>();
    all.put("mean", Aggregation.by(new Rule.Mean()));
    all.put("median", Aggregation.by(new Rule.Median()));
    all.put("trimmed mean", Aggregation.by(new Rule.TrimmedMean(250_000)));
    all.put("Multi-Krum", Aggregation.by(krum));
    all.put(
        "norms clipped, Multi-Krum",
        new Aggregation(Optional.of(new NormBound.OfMedian(1_500_000)), krum));
    return all;
  }

  private static Updates updates(int count, int length) {
    SplittableRandom random = new SplittableRandom(1);
    int[] direction = random.ints(length, -2_000, 2_001).toArray();
    List<int[]> updates = new ArrayList<>();
    for (int sender = 0; sender < count; sender++) {
      int scale = sender % 4 == 3 ? -4 : 1;
      int[] update = new int[length];
      for (int i = 0; i < length; i++) {
        update[i] = scale * (direction[i] + random.nextInt(-2_000, 2_001));
      }
      updates.add(update);
    }
    return Updates.of(updates);
  }
}
