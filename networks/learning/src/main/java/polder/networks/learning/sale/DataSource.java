package polder.networks.learning.sale;

import java.util.Comparator;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

/**
 * A device whose readings taught a model.
 *
 * @param network the network of the deployment in which it is enrolled
 */
public record DataSource(String network, DeviceId device) implements Comparable<DataSource> {
  private static final Comparator<DataSource> ORDER =
      Comparator.comparing(DataSource::network).thenComparing(DataSource::device);

  @Override
  public int compareTo(DataSource other) {
    return ORDER.compare(this, other);
  }

  void write(CborWriter writer) {
    writer.text(network).bytes(device.multikey());
  }

  static DataSource read(CborReader reader) {
    return new DataSource(reader.text(), new DeviceId(reader.bytes()));
  }
}
