package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * The quantities by which something was written down. A manifest may name others by the time it is
 * read, so it says them by name.
 */
final class QuantityNames {
  // Where each written quantity stands now; below 0 for one that is not measured any more.
  private final int[] indexes;
  private final int now;

  private QuantityNames(int[] indexes, int now) {
    this.indexes = indexes;
    this.now = now;
  }

  static void write(CborWriter writer, Collection<Quantity> quantities) {
    writer.beginArray(quantities.size());
    quantities.forEach(quantity -> writer.text(quantity.name()));
  }

  static QuantityNames read(CborReader reader, Collection<Quantity> quantities) {
    int[] indexes = new int[reader.beginArray()];
    for (int i = 0; i < indexes.length; i++) {
      String name = reader.text();
      indexes[i] = -1;
      for (Quantity quantity : quantities) {
        if (quantity.name().equals(name)) {
          indexes[i] = quantity.index();
        }
      }
    }
    return new QuantityNames(indexes, quantities.size());
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
    List<T> items = new ArrayList<>(Collections.nCopies(now, missing));
    for (int index : indexes) {
      T read = item.read(reader);
      if (index >= 0) {
        items.set(index, read);
      }
    }
    return items;
  }
}
