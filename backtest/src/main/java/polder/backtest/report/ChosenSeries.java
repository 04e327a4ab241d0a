package polder.backtest.report;

import java.util.BitSet;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.world.recorded.RecordedNetwork;

/** The series of a few devices, read once more from the recorded network. */
final class ChosenSeries {
  private final SortedMap<Key, Series> series = new TreeMap<>();

  private record Key(int device, String quantity) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparingInt(Key::device).thenComparing(Key::quantity);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** Reads all that the {@code chosen} devices measured. */
  static ChosenSeries read(RecordedNetwork recorded, BitSet chosen) {
    ChosenSeries read = new ChosenSeries();
    recorded.visit(
        chosen,
        (device, timeMillis, quantity, value) ->
            read.series
                .computeIfAbsent(new Key(device, quantity), key -> new Series())
                .add(timeMillis, value));
    read.series.values().forEach(Series::sort);
    return read;
  }

  /** What a device measured of a quantity; nothing, if it was not chosen. */
  Series of(int device, String quantity) {
    return series.getOrDefault(new Key(device, quantity), new Series());
  }

  /** The first quantity of a device; empty, if it has none. */
  String firstQuantity(int device) {
    return series.keySet().stream()
        .filter(key -> key.device() == device)
        .map(Key::quantity)
        .findFirst()
        .orElse("");
  }
}
