package polder.networks.sensors;

import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * How many stations measured what in one slot, by region and quantity: what the network's course,
 * the median, is taken from. Counts add up, so the course follows from the readings alone, however
 * they are cut into groups.
 */
final class Course {
  /** What is given for a median where too few stations measured. */
  static final long UNKNOWN = Long.MIN_VALUE;

  /** Where readings are counted together: a region, 0 for the whole network, and a quantity. */
  record Where(long region, String quantity) implements Comparable<Where> {
    @Override
    public int compareTo(Where other) {
      int order = Long.compare(region, other.region);
      return order == 0 ? quantity.compareTo(other.quantity) : order;
    }
  }

  private final long slot;
  // By steps of the quantity's resolution, how many stations measured that.
  private final SortedMap<Where, SortedMap<Long, Long>> counts = new TreeMap<>();

  /** Nothing measured in {@code slot}. */
  Course(long slot) {
    this.slot = slot;
  }

  /** Number of the slot, counted from 1970 on. */
  long slot() {
    return slot;
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  void add(Where where, long steps) {
    counts.computeIfAbsent(where, its -> new TreeMap<>()).merge(steps, 1L, Math::addExact);
  }

  /** The lower median, in steps, of at least {@code leastStations}, or {@link #UNKNOWN}. */
  long median(Where where, long leastStations) {
    SortedMap<Long, Long> its = counts.getOrDefault(where, new TreeMap<>());
    long all = 0;
    for (long count : its.values()) {
      all = Math.addExact(all, count);
    }
    if (all < leastStations) {
      return UNKNOWN;
    }
    long below = 0;
    for (SortedMap.Entry<Long, Long> entry : its.entrySet()) {
      below += entry.getValue();
      if (2 * below >= all) {
        return entry.getKey();
      }
    }
    return UNKNOWN;
  }

  void encode(CborWriter writer) {
    writer.beginArray(1 + 3 * counts.size()).integer(slot);
    counts.forEach((where, its) -> {
      writer.integer(where.region()).text(where.quantity()).beginArray(2 * its.size());
      its.forEach((steps, count) -> writer.integer(steps).integer(count));
    });
  }

  static Course decode(CborReader reader) {
    int size = (reader.beginArray() - 1) / 3;
    Course course = new Course(reader.integer());
    for (int i = 0; i < size; i++) {
      Where where = new Where(reader.integer(), reader.text());
      SortedMap<Long, Long> its = new TreeMap<>();
      int pairs = reader.beginArray() / 2;
      for (int pair = 0; pair < pairs; pair++) {
        its.put(reader.integer(), reader.integer());
      }
      course.counts.put(where, its);
    }
    return course;
  }

  /** Adds what {@code other} counted in the same slot; the later slot wins over an earlier one. */
  Course plus(Course other) {
    if (slot != other.slot) {
      return slot > other.slot ? this : other;
    }
    Course sum = new Course(slot);
    sum.addAll(this);
    sum.addAll(other);
    return sum;
  }

  private void addAll(Course other) {
    other.counts.forEach((where, its) -> {
      SortedMap<Long, Long> mine = counts.computeIfAbsent(where, key -> new TreeMap<>());
      its.forEach((steps, count) -> mine.merge(steps, count, Math::addExact));
    });
  }
}
