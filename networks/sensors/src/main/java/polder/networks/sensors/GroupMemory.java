package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Assessment.Verdict;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Site;

/** The state that a group of sensors leaves itself: its stations, ordered by device. */
final class GroupMemory {
  private static final List<Verdict> VERDICTS = List.of(Verdict.values());

  private GroupMemory() {}

  static Bytes encode(Collection<Station> stations) {
    if (stations.isEmpty()) {
      return Bytes.EMPTY;
    }
    CborWriter writer = new CborWriter().beginArray(stations.size());
    for (Station station : stations) {
      writer
          .beginArray(10)
          .bytes(station.device().multikey())
          .bytes(station.owner().address())
          .integer(station.site().place().latMicro())
          .integer(station.site().place().lonMicro())
          .integer(station.site().heightDecimeters())
          .integer(station.enrolledEpoch())
          .bool(station.via())
          .bool(station.home())
          .integer(station.heardMillis());
      writer.beginArray(station.memories().size());
      station.memories().forEach((quantity, memory) -> write(writer, quantity, memory));
    }
    return writer.toBytes();
  }

  private static void write(CborWriter writer, String quantity, Memory memory) {
    writer.beginArray(4).text(quantity);
    writer.integer(memory.paidUntilMillis()).integer(memory.paidForLastMillis());
    writer.beginArray(memory.past().size());
    for (Past past : memory.past()) {
      writer.beginArray(past.own().isPresent() ? 5 : 2);
      writer.integer(past.timeMillis()).integer(past.value());
      past.own()
          .ifPresent(own ->
              writer
                  .integer(own.verdict().ordinal())
                  .bool(own.neighboursAgreed())
                  .hash(own.message()));
    }
  }

  static SortedMap<DeviceId, Station> decode(Bytes state) {
    SortedMap<DeviceId, Station> stations = new TreeMap<>();
    if (state.size() == 0) {
      return stations;
    }
    CborReader reader = new CborReader(state);
    int size = reader.beginArray();
    for (int i = 0; i < size; i++) {
      Station station = readStation(reader);
      stations.put(station.device(), station);
    }
    reader.end();
    return stations;
  }

  private static Station readStation(CborReader reader) {
    reader.beginArray();
    DeviceId device = new DeviceId(reader.bytes());
    Account owner = new Account(reader.bytes());
    Place place = new Place((int) reader.integer(), (int) reader.integer());
    Site site = new Site(place, (int) reader.integer());
    long enrolledEpoch = reader.integer();
    boolean via = reader.bool();
    boolean home = reader.bool();
    long heardMillis = reader.integer();
    SortedMap<String, Memory> memories = new TreeMap<>();
    int quantities = reader.beginArray();
    for (int i = 0; i < quantities; i++) {
      reader.beginArray();
      String quantity = reader.text();
      memories.put(quantity, readMemory(reader));
    }
    return new Station(device, owner, site, enrolledEpoch, via, home, heardMillis, memories);
  }

  private static Memory readMemory(CborReader reader) {
    long paidUntilMillis = reader.integer();
    long paidForLastMillis = reader.integer();
    int size = reader.beginArray();
    List<Past> past = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      boolean isOwn = reader.beginArray() == 5;
      long timeMillis = reader.integer();
      long value = reader.integer();
      past.add(
          new Past(
              timeMillis,
              value,
              isOwn
                  ? Optional.of(
                      new Past.Own(
                          VERDICTS.get((int) reader.integer()), reader.bool(), reader.hash()))
                  : Optional.empty()));
    }
    return new Memory(paidUntilMillis, paidForLastMillis, past);
  }
}
