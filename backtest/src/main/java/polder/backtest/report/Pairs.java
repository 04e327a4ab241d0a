package polder.backtest.report;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import polder.protocol.identity.DeviceId;
import polder.world.recorded.RecordedNetwork;

/** Makes the pairs of copies and their originals. */
final class Pairs {
  private static final int MOST = 12;
  private static final long STRETCH_MILLIS = 10L * 86_400_000;
  private static final int MOST_READINGS = 1_500;
  // A copy that comes later is looked for by whole intervals between its readings.
  private static final int MOST_LATER = 3;
  private static final double DAY_MILLIS = 86_400_000;
  private static final int MILLIS = 1_000;

  private final RecordedNetwork recorded;
  private final List<DeviceTotals> totals;
  private final CopiesFound found;

  Pairs(RecordedNetwork recorded, List<DeviceTotals> totals, CopiesFound found) {
    this.recorded = recorded;
    this.totals = totals;
    this.found = found;
  }

  CopyPair.Copies copies() {
    if (found.byDevice().isEmpty()) {
      return new CopyPair.Copies(0, List.of());
    }
    SortedMap<DeviceId, Integer> indexes = new TreeMap<>();
    for (int i = 0; i < recorded.devices().size(); i++) {
      indexes.put(recorded.devices().get(i).id(), i);
    }
    List<Integer> chosen = chosen();
    BitSet read = new BitSet();
    for (int copy : chosen) {
      read.set(copy);
      read.set(indexes.getOrDefault(found.of(copy).original(), copy));
    }
    ChosenSeries series = ChosenSeries.read(recorded, read);
    return new CopyPair.Copies(
        found.byDevice().size(),
        chosen.stream()
            .map(copy -> pair(copy, indexes.getOrDefault(found.of(copy).original(), copy), series))
            .toList());
  }

  /** An even sample of all, by when they were found, so that it has early and late ones. */
  private List<Integer> chosen() {
    List<Integer> all =
        found.byDevice().entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<Integer, CopiesFound.Found>>comparingLong(
                        entry -> entry.getValue().firstMillis())
                    .thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .toList();
    int size = Math.min(MOST, all.size());
    return IntStream.range(0, size).mapToObj(i -> all.get(i * all.size() / size)).toList();
  }

  private CopyPair pair(int copy, int original, ChosenSeries series) {
    CopiesFound.Found its = found.of(copy);
    Series own = series.of(copy, its.quantity());
    Series other = series.of(original, its.quantity());
    long until = its.lastMillis() + 1;
    int end = own.from(until);
    int start = Math.max(own.from(until - STRETCH_MILLIS), end - MOST_READINGS);
    long from = own.timeMillis(start);
    long later = 0;
    double least = Double.MAX_VALUE;
    for (int steps = 0; steps < MOST_LATER; steps++) {
      double spread = spread(difference(own, other, from, until, steps * own.usualMillis()));
      if (spread < least) {
        least = spread;
        later = steps * own.usualMillis();
      }
    }
    return new CopyPair(
        totals.get(copy).name(),
        totals.get(original).name(),
        Panels.meters(totals.get(copy).site(), totals.get(original).site()),
        its.check(),
        its.quantity(),
        (its.firstMillis() - own.timeMillis(0)) / DAY_MILLIS,
        its.readings(),
        totals.get(copy).readings(),
        from,
        later / MILLIS,
        own.curve(from, until),
        other.curve(from - later, until - later),
        difference(own, other, from, until, later));
  }

  /** Copy less the original's latest reading of the interval before, {@code later} ago. */
  private static Panel.Curve difference(
      Series own, Series other, long from, long until, long later) {
    int first = own.from(from);
    int end = own.from(until);
    long[] times = new long[end - first];
    double[] values = new double[end - first];
    int size = 0;
    for (int i = first; i < end; i++) {
      long at = own.timeMillis(i) - later;
      int before = other.from(at + 1) - 1;
      if (before >= 0 && at - other.timeMillis(before) < own.usualMillis()) {
        times[size] = (own.timeMillis(i) - from) / MILLIS;
        values[size++] = own.value(i) - other.value(before);
      }
    }
    return new Panel.Curve(Arrays.copyOf(times, size), Arrays.copyOf(values, size));
  }

  private static double spread(Panel.Curve difference) {
    double[] values = difference.values();
    double mean = Arrays.stream(values).average().orElse(0);
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElse(0);
  }
}
