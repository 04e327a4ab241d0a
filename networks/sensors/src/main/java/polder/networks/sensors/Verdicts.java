package polder.networks.sensors;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

/**
 * What the review tells a group of the stations that it hears.
 *
 * @param standings by device, then by quantity
 */
record Verdicts(SortedMap<DeviceId, List<Standing>> standings) {
  Verdicts {
    standings = Collections.unmodifiableSortedMap(new TreeMap<>(standings));
  }

  Bytes encode(SensorParameters parameters) {
    CborWriter writer = new CborWriter(48 * (1 + standings.size())).beginArray(2);
    QuantityNames.write(writer, parameters);
    writer.beginArray(standings.size());
    standings.forEach((device, its) -> {
      writer.beginArray(1 + its.size()).bytes(device.multikey());
      its.forEach(standing -> standing.encode(writer));
    });
    return writer.toBytes();
  }

  static Verdicts decode(Bytes content, SensorParameters parameters) {
    CborReader reader = new CborReader(content);
    reader.beginArray();
    QuantityNames names = QuantityNames.read(reader, parameters);
    SortedMap<DeviceId, List<Standing>> standings = new TreeMap<>();
    int size = reader.beginArray();
    for (int i = 0; i < size; i++) {
      reader.beginArray();
      DeviceId device = new DeviceId(reader.bytes());
      standings.put(device, names.readEach(reader, Standing.UNKNOWN, Standing::decode));
    }
    reader.end();
    return new Verdicts(standings);
  }
}
