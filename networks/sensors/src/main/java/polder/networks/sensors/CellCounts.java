package polder.networks.sensors;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.geo.H3;

/**
 * How many stations there are in each of some map cells. In arrays, because a network has nearly as
 * many cells as stations, and all of them are added up group by group.
 *
 * @param cells ascending, each once
 * @param counts beside {@code cells}
 */
record CellCounts(long[] cells, long[] counts) {
  static final CellCounts NONE = new CellCounts(new long[0], new long[0]);

  /**
   * Counts stations.
   *
   * @param cells the cell of each, in any order
   */
  static CellCounts of(long[] cells) {
    long[] sorted = cells.clone();
    Arrays.sort(sorted);
    long[] counts = new long[sorted.length];
    int size = 0;
    for (long cell : sorted) {
      if (size == 0 || sorted[size - 1] != cell) {
        sorted[size++] = cell;
      }
      counts[size - 1]++;
    }
    return first(size, sorted, counts);
  }

  /** Those that are counted already. */
  static CellCounts of(SortedMap<Long, Long> counts) {
    return new CellCounts(
        counts.keySet().stream().mapToLong(Long::longValue).toArray(),
        counts.values().stream().mapToLong(Long::longValue).toArray());
  }

  private static CellCounts first(int size, long[] cells, long[] counts) {
    return new CellCounts(Arrays.copyOf(cells, size), Arrays.copyOf(counts, size));
  }

  boolean isEmpty() {
    return cells.length == 0;
  }

  /** How many there are in {@code cell}; {@code missing} where it is none of these. */
  long in(long cell, long missing) {
    int at = Arrays.binarySearch(cells, cell);
    return at < 0 ? missing : counts[at];
  }

  /** The same with those of {@code other} added. */
  CellCounts plus(CellCounts other) {
    long[] all = new long[cells.length + other.cells.length];
    long[] sums = new long[all.length];
    int size = 0;
    int mine = 0;
    int its = 0;
    while (mine < cells.length || its < other.cells.length) {
      boolean both = mine < cells.length && its < other.cells.length;
      boolean fromMine = its == other.cells.length || (both && cells[mine] <= other.cells[its]);
      boolean fromOther = mine == cells.length || (both && other.cells[its] <= cells[mine]);
      all[size] = fromMine ? cells[mine] : other.cells[its];
      sums[size++] =
          Math.addExact(fromMine ? counts[mine++] : 0, fromOther ? other.counts[its++] : 0);
    }
    return first(size, all, sums);
  }

  /**
   * The same by coarser cells.
   *
   * @param most as how many those of one cell count at most
   */
  CellCounts into(int resolution, long most) {
    SortedMap<Long, Long> parents = new TreeMap<>();
    for (int i = 0; i < cells.length; i++) {
      parents.merge(H3.parent(cells[i], resolution), Math.min(counts[i], most), Math::addExact);
    }
    return of(parents);
  }

  void encode(CborWriter writer) {
    writer.beginArray(2 * cells.length);
    for (int i = 0; i < cells.length; i++) {
      writer.integer(cells[i]).integer(counts[i]);
    }
  }

  static CellCounts decode(CborReader reader) {
    int size = reader.beginArray() / 2;
    long[] cells = new long[size];
    long[] counts = new long[size];
    for (int i = 0; i < size; i++) {
      cells[i] = reader.integer();
      counts[i] = reader.integer();
    }
    return new CellCounts(cells, counts);
  }
}
