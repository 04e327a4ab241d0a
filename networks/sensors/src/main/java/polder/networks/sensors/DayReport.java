package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;

/**
 * What a group tells the review of its region once a day.
 *
 * @param book the network's course on that day
 * @param stations what the group's own stations measured on it, by device
 */
record DayReport(DayBook book, List<OfStation> stations) {

  /**
   * One station's day.
   *
   * @param device which device
   * @param enrolledEpoch its seniority
   * @param place where it stands
   * @param samples by quantity, see {@link DaySamples}
   */
  record OfStation(DeviceId device, long enrolledEpoch, Place place, List<Bytes> samples) {}

  Bytes encode(SensorParameters parameters) {
    CborWriter writer = new CborWriter(160 * (1 + stations.size())).beginArray(3);
    QuantityNames.write(writer, parameters);
    book.encode(writer);
    writer.beginArray(stations.size());
    for (OfStation station : stations) {
      writer
          .beginArray(4 + parameters.quantities().size())
          .bytes(station.device().multikey())
          .integer(station.enrolledEpoch())
          .integer(station.place().latMicro())
          .integer(station.place().lonMicro());
      station.samples().forEach(writer::bytes);
    }
    return writer.toBytes();
  }

  static DayReport decode(Bytes content, SensorParameters parameters) {
    CborReader reader = new CborReader(content);
    reader.beginArray();
    QuantityNames names = QuantityNames.read(reader, parameters);
    DayBook book = DayBook.decode(reader, names);
    int size = reader.beginArray();
    List<OfStation> stations = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      reader.beginArray();
      DeviceId device = new DeviceId(reader.bytes());
      long enrolledEpoch = reader.integer();
      Place place = new Place((int) reader.integer(), (int) reader.integer());
      List<Bytes> samples = names.readSteps(reader, Bytes.EMPTY, CborReader::bytes);
      stations.add(new OfStation(device, enrolledEpoch, place, samples));
    }
    reader.end();
    return new DayReport(book, stations);
  }
}
