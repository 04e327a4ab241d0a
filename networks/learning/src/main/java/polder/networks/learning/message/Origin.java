package polder.networks.learning.message;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;

/**
 * Whose readings a participant says it trained on. Nobody holds it to that: what it earns for its
 * devices comes out of its own part.
 *
 * @param network the network of this deployment in which they were read
 * @param devices the devices that read them, ascending, at most {@link #MOST_DEVICES}
 * @param firstEpoch the first epoch whose readings were used
 * @param lastEpoch the last one
 */
public record Origin(String network, List<DeviceId> devices, long firstEpoch, long lastEpoch) {
  /** Most devices of a participant. */
  public static final int MOST_DEVICES = 256;

  private static final int MOST_NAME = 64;

  public Origin {
    devices = List.copyOf(devices);
    if (network.isEmpty() || network.length() > MOST_NAME) {
      throw new IllegalArgumentException("a network's name has 1 to " + MOST_NAME + " letters");
    }
    if (devices.isEmpty() || devices.size() > MOST_DEVICES) {
      throw new IllegalArgumentException(
          "readings come from 1 to " + MOST_DEVICES + " devices, not " + devices.size());
    }
    if (!List.copyOf(new TreeSet<>(devices)).equals(devices)) {
      throw new IllegalArgumentException("devices are named once each, ascending");
    }
    if (firstEpoch < 0 || lastEpoch < firstEpoch) {
      throw new IllegalArgumentException(
          "there are no epochs from " + firstEpoch + " to " + lastEpoch);
    }
  }

  /** Writes it. */
  public void write(CborWriter writer) {
    writer.beginArray(3 + devices.size()).text(network).integer(firstEpoch).integer(lastEpoch);
    devices.forEach(device -> writer.bytes(device.multikey()));
  }

  /**
   * Reads what {@link #write} gave.
   *
   * @throws CodecException if it is anything else
   * @throws IllegalArgumentException naming what is out of range
   */
  public static Origin read(CborReader reader) {
    int items = reader.beginArray();
    if (items < 3) {
      throw new CodecException("this is no origin of readings", reader.offset());
    }
    String network = reader.text();
    long first = reader.integer();
    long last = reader.integer();
    List<DeviceId> devices = new ArrayList<>();
    for (int i = 3; i < items; i++) {
      devices.add(new DeviceId(reader.bytes()));
    }
    return new Origin(network, devices, first, last);
  }
}
