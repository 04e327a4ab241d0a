package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * The network's course on one day, as a group comes to know it slot by slot.
 *
 * @param day number of the day, counted from 1970 on; {@link #NO_DAY} before anything is known
 * @param medians by quantity and slot of the day, in steps; {@link Course#UNKNOWN} where unknown
 */
record DayBook(long day, List<long[]> medians) {
  static final long NO_DAY = -1;

  private static final long[] NONE = {};

  DayBook {
    medians = List.copyOf(medians);
  }

  static DayBook empty(int quantities) {
    return new DayBook(NO_DAY, Collections.nCopies(quantities, NONE));
  }

  boolean isEmpty() {
    return day == NO_DAY;
  }

  /** This book; of {@code itsDay}, with nothing known, if it is of no day yet. */
  DayBook begun(long itsDay) {
    return isEmpty() ? new DayBook(itsDay, medians) : this;
  }

  /** The course with one more slot of one quantity known. */
  DayBook with(long itsDay, int quantity, int slot, long median) {
    List<long[]> more = new ArrayList<>(day == itsDay ? medians : empty(medians.size()).medians);
    long[] before = more.get(quantity);
    long[] its = Arrays.copyOf(before, Math.max(before.length, slot + 1));
    for (int i = before.length; i < slot; i++) {
      its[i] = Course.UNKNOWN;
    }
    its[slot] = median;
    more.set(quantity, its);
    return new DayBook(itsDay, more);
  }

  long median(int quantity, int slot) {
    long[] its = medians.get(quantity);
    return slot < its.length ? its[slot] : Course.UNKNOWN;
  }

  void encode(CborWriter writer) {
    writer.beginArray(1 + medians.size()).integer(day);
    for (long[] its : medians) {
      writer.beginArray(its.length);
      for (long median : its) {
        if (median == Course.UNKNOWN) {
          writer.nil();
        } else {
          writer.integer(median);
        }
      }
    }
  }

  static DayBook decode(CborReader reader, QuantityNames names) {
    reader.beginArray();
    return new DayBook(reader.integer(), names.readSteps(reader, NONE, DayBook::readMedians));
  }

  private static long[] readMedians(CborReader reader) {
    long[] medians = new long[reader.beginArray()];
    for (int slot = 0; slot < medians.length; slot++) {
      medians[slot] = reader.tryNil() ? Course.UNKNOWN : reader.integer();
    }
    return medians;
  }
}
