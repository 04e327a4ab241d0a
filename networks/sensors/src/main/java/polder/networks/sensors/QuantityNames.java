package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * The quantities by which something was written down, and what its slots and steps meant. A
 * manifest may name others, or mean others, by the time it is read, so it says them.
 */
final class QuantityNames {
  private static final long NO_COURSE = 0;

  // Where each written quantity stands now; below 0 for one that is not measured any more.
  private final int[] indexes;
  // By quantity as there are now, whether slots and steps mean what they meant.
  private final boolean[] comparable;

  private QuantityNames(int[] indexes, boolean[] comparable) {
    this.indexes = indexes;
    this.comparable = comparable;
  }

  static void write(CborWriter writer, SensorParameters parameters) {
    writer.beginArray(2 + 2 * parameters.quantities().size());
    writer.integer(slotMillis(parameters)).integer(regionResolution(parameters));
    for (Quantity quantity : parameters.quantities().values()) {
      writer.text(quantity.name()).integer(quantity.slow().resolutionMilli());
    }
  }

  private static long slotMillis(SensorParameters parameters) {
    return parameters.course().map(SensorParameters.Course::slotMillis).orElse(NO_COURSE);
  }

  private static long regionResolution(SensorParameters parameters) {
    return parameters.course().map(SensorParameters.Course::regionResolution).orElse(-1);
  }

  static QuantityNames read(CborReader reader, SensorParameters parameters) {
    int[] indexes = new int[(reader.beginArray() - 2) / 2];
    boolean[] comparable = new boolean[parameters.quantities().size()];
    boolean sameSlots = reader.integer() == slotMillis(parameters);
    boolean sameCourse = reader.integer() == regionResolution(parameters) && sameSlots;
    for (int i = 0; i < indexes.length; i++) {
      Quantity quantity = parameters.quantities().get(reader.text());
      long resolutionMilli = reader.integer();
      indexes[i] = quantity == null ? -1 : quantity.index();
      if (quantity != null) {
        comparable[quantity.index()] =
            sameCourse && resolutionMilli == quantity.slow().resolutionMilli();
      }
    }
    return new QuantityNames(indexes, comparable);
  }

  /** Reads one item. */
  interface Item<T> {
    T read(CborReader reader);
  }

  /**
   * Reads one item for each quantity that was written.
   *
   * @return one for each that there is now; {@code missing} where none was written
   */
  <T> List<T> readEach(CborReader reader, T missing, Item<T> item) {
    List<T> items = new ArrayList<>(Collections.nCopies(comparable.length, missing));
    for (int index : indexes) {
      T read = item.read(reader);
      if (index >= 0) {
        items.set(index, read);
      }
    }
    return items;
  }

  /** As {@link #readEach}, of items in slots or steps: {@code missing} where these were others. */
  <T> List<T> readSteps(CborReader reader, T missing, Item<T> item) {
    List<T> items = readEach(reader, missing, item);
    for (int index = 0; index < comparable.length; index++) {
      if (!comparable[index]) {
        items.set(index, missing);
      }
    }
    return items;
  }

  /** Whether slots and steps of all quantities mean what they meant. */
  boolean areComparable() {
    for (boolean its : comparable) {
      if (!its) {
        return false;
      }
    }
    return true;
  }

  /** Whether slots and steps of the quantity mean what they meant. */
  boolean isComparable(int index) {
    return comparable[index];
  }
}
