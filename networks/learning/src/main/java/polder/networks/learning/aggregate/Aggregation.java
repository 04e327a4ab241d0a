package polder.networks.learning.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a task makes one update of many.
 *
 * @param clip how long an update may be; empty if as long as it likes
 * @param rule what happens then
 */
public record Aggregation(Optional<NormBound> clip, Rule rule) {
  /** Parameters that are summed at once. */
  private static final int BLOCK = 1 << 12;

  /** By {@code rule} alone. */
  public static Aggregation by(Rule rule) {
    return new Aggregation(Optional.empty(), rule);
  }

  /**
   * One update of many. Means are rounded to the nearest whole number, halves up.
   *
   * @throws IllegalArgumentException if the rule needs more updates than there are
   */
  public Aggregate of(Updates all) {
    Clipping clipping = clipping(all);
    Updates updates = clipping.updates();
    return switch (rule) {
      case Rule.Mean mean -> ofAll(mean(updates), clipping);
      case Rule.Median median -> ofAll(trimmed(updates, (updates.count() - 1) / 2), clipping);
      case Rule.TrimmedMean trimmed ->
          ofAll(trimmed(updates, trimmed.cut(updates.count())), clipping);
      case Rule.MultiKrum krum -> closest(krum, clipping);
    };
  }

  /** Updates as the rule sees them: none longer than it may be. */
  public Updates clipped(Updates all) {
    return clipping(all).updates();
  }

  private Clipping clipping(Updates all) {
    return clip.map(bound -> Clipping.to(bound, all)).orElseGet(() -> Clipping.none(all));
  }

  private static Aggregate ofAll(int[] values, Clipping clipping) {
    List<Aggregate.Use> uses = new ArrayList<>();
    for (long kept : clipping.keptPpm()) {
      uses.add(new Aggregate.Use(true, kept, uses.size()));
    }
    return new Aggregate(values, uses);
  }

  private static Aggregate closest(Rule.MultiKrum rule, Clipping clipping) {
    Updates updates = clipping.updates();
    rule.check(updates.count());
    int[] ranks = Krum.ranks(InnerProducts.of(updates), rule.hostile());
    int[] selected = new int[rule.selected()];
    int count = 0;
    List<Aggregate.Use> uses = new ArrayList<>();
    for (int sender = 0; sender < ranks.length; sender++) {
      boolean isSelected = ranks[sender] < rule.selected();
      if (isSelected) {
        selected[count++] = sender;
      }
      uses.add(new Aggregate.Use(isSelected, clipping.keptPpm()[sender], ranks[sender]));
    }
    return new Aggregate(mean(updates.only(selected)), uses);
  }

  private static int[] mean(Updates updates) {
    int[] mean = new int[updates.length()];
    long[] sums = new long[BLOCK];
    for (int from = 0; from < mean.length; from += BLOCK) {
      int size = Math.min(BLOCK, mean.length - from);
      Arrays.fill(sums, 0);
      for (int sender = 0; sender < updates.count(); sender++) {
        add(updates.of(sender), from, sums, size);
      }
      for (int i = 0; i < size; i++) {
        mean[from + i] = nearest(sums[i], updates.count());
      }
    }
    return mean;
  }

  /** Kept this plain so that the compiler uses the processor's vectors. */
  private static void add(int[] update, int from, long[] sums, int size) {
    for (int i = 0; i < size; i++) {
      sums[i] += update[from + i];
    }
  }

  /** The mean of what is left of each parameter's values without {@code cut} at either end. */
  private static int[] trimmed(Updates updates, int cut) {
    int count = updates.count();
    int[] trimmed = new int[updates.length()];
    int[] values = new int[count];
    for (int parameter = 0; parameter < trimmed.length; parameter++) {
      updates.column(parameter, values);
      Arrays.sort(values);
      long sum = 0;
      for (int i = cut; i < count - cut; i++) {
        sum += values[i];
      }
      trimmed[parameter] = nearest(sum, count - 2 * cut);
    }
    return trimmed;
  }

  /** {@code sum ÷ count} to the nearest whole number, halves toward plus infinity. */
  private static int nearest(long sum, int count) {
    return (int) Math.floorDiv(2 * sum + count, 2L * count);
  }
}
