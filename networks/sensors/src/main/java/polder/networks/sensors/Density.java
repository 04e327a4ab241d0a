package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.sensors.SensorParameters.DensityLevel;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.geo.H3;
import polder.protocol.money.Amounts;

/**
 * How many stations worked in each map cell, and how much one more is needed there: hierarchical
 * clipping as in Helium's HIP-17 (without its bonus for populated neighbour cells). From the finest
 * level up, a cell counts at most its target; a station's need is the product, over the levels, of
 * what was counted of its cell ÷ what was there.
 */
final class Density {
  private final List<DensityLevel> levels;
  // At each level: how many stations were there, after the clipping of the finer levels.
  private final List<SortedMap<Long, Long>> counts;

  private Density(List<DensityLevel> levels, List<SortedMap<Long, Long>> counts) {
    this.levels = levels;
    this.counts = counts;
  }

  /** Remembers the density of one summary, which all groups of an epoch share. */
  static final class Memo {
    private final List<DensityLevel> levels;
    // Any thread may set it: whichever entry is seen, it was computed from its own summary.
    private volatile Entry last;

    private record Entry(Bytes summary, Density density) {}

    Memo(List<DensityLevel> levels) {
      this.levels = levels;
      this.last = new Entry(Bytes.EMPTY, Density.of(Bytes.EMPTY, levels));
    }

    Density of(Bytes summary) {
      Entry entry = last;
      if (!entry.summary().equals(summary)) {
        entry = new Entry(summary, Density.of(summary, levels));
        last = entry;
      }
      return entry.density();
    }
  }

  /** The density that {@code summary} tells of. */
  static Density of(Bytes summary, List<DensityLevel> levels) {
    if (levels.isEmpty()) {
      return new Density(List.of(), List.of());
    }
    List<SortedMap<Long, Long>> counts = new ArrayList<>();
    SortedMap<Long, Long> here = decode(summary);
    for (int i = 0; i < levels.size(); i++) {
      counts.add(here);
      if (i + 1 < levels.size()) {
        here = clipInto(here, levels.get(i), levels.get(i + 1).resolution());
      }
    }
    return new Density(levels, counts);
  }

  private static SortedMap<Long, Long> clipInto(
      SortedMap<Long, Long> counts, DensityLevel level, int coarser) {
    SortedMap<Long, Long> parents = new TreeMap<>();
    counts.forEach((cell, count) ->
        parents.merge(H3.parent(cell, coarser), Math.min(count, level.target()), Math::addExact));
    return parents;
  }

  /**
   * How much a station is needed, parts per million, at most a whole.
   *
   * @param finest its cell at the finest level; any number where there are no levels
   */
  long needPpm(long finest) {
    long need = Amounts.MILLION;
    for (int i = 0; i < levels.size(); i++) {
      DensityLevel level = levels.get(i);
      long count = counts.get(i).getOrDefault(H3.parent(finest, level.resolution()), 1L);
      if (count > level.target()) {
        need = Amounts.mulDiv(need, level.target(), count);
      }
    }
    return need;
  }

  /** A summary of these cells with their numbers of stations, ordered by cell. */
  static Bytes encode(SortedMap<Long, Long> cells) {
    if (cells.isEmpty()) {
      return Bytes.EMPTY;
    }
    CborWriter writer = new CborWriter().beginArray(2 * cells.size());
    cells.forEach((cell, count) -> writer.integer(cell).integer(count));
    return writer.toBytes();
  }

  private static SortedMap<Long, Long> decode(Bytes summary) {
    SortedMap<Long, Long> cells = new TreeMap<>();
    if (summary.size() > 0) {
      CborReader reader = new CborReader(summary);
      int size = reader.beginArray();
      for (int i = 0; i < size; i += 2) {
        cells.put(reader.integer(), reader.integer());
      }
      reader.end();
    }
    return cells;
  }

  /** Adds up two summaries, cell by cell. */
  static Bytes merge(Bytes first, Bytes second) {
    if (first.size() == 0) {
      return second;
    }
    if (second.size() == 0) {
      return first;
    }
    SortedMap<Long, Long> sum = decode(first);
    decode(second).forEach((cell, count) -> sum.merge(cell, count, Math::addExact));
    return encode(sum);
  }
}
