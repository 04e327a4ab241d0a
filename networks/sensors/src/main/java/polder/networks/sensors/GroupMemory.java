package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import polder.networks.Assessment.Verdict;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Site;

/**
 * The state that a group of sensors leaves itself: a number for its layout, the names of the
 * quantities, and the stations, ordered by device.
 */
final class GroupMemory {
  private static final long LAYOUT = 1;
  private static final int BYTES_PER_STATION = 224;
  // How a reading was judged, as one number: 0 of another group's station, else a row of this.
  private static final List<Optional<Past.Own>> MARKS = marks();

  private final List<Quantity> quantities;

  GroupMemory(SensorParameters parameters) {
    this.quantities = List.copyOf(parameters.quantities().values());
  }

  private static List<Optional<Past.Own>> marks() {
    List<Optional<Past.Own>> marks = new ArrayList<>();
    marks.add(Optional.empty());
    for (Verdict verdict : Verdict.values()) {
      marks.add(Optional.of(new Past.Own(verdict, false)));
      marks.add(Optional.of(new Past.Own(verdict, true)));
    }
    return List.copyOf(marks);
  }

  private static int mark(Optional<Past.Own> own) {
    return own.isEmpty()
        ? 0
        : 1 + 2 * own.get().verdict().ordinal() + (own.get().neighboursAgreed() ? 1 : 0);
  }

  Bytes encode(Collection<Station> stations) {
    if (stations.isEmpty()) {
      return Bytes.EMPTY;
    }
    CborWriter writer = new CborWriter(BYTES_PER_STATION * stations.size());
    writer.beginArray(3).integer(LAYOUT).beginArray(quantities.size());
    quantities.forEach(quantity -> writer.text(quantity.name()));
    writer.beginArray(stations.size());
    stations.forEach(station -> write(writer, station));
    return writer.toBytes();
  }

  private static void write(CborWriter writer, Station station) {
    writer
        .beginArray(9 + station.memories().size())
        .bytes(station.device().multikey())
        .bytes(station.owner().address())
        .integer(station.site().place().latMicro())
        .integer(station.site().place().lonMicro())
        .integer(station.site().heightDecimeters())
        .integer(station.enrolledEpoch())
        .bool(station.via())
        .bool(station.home())
        .integer(station.heardMillis());
    for (Memory memory : station.memories()) {
      write(writer, memory);
    }
  }

  private static void write(CborWriter writer, Memory memory) {
    List<Past> past = memory.past();
    writer
        .beginArray(3 + 3 * past.size())
        .integer(memory.paidUntilMillis())
        .integer(memory.paidForLastMillis());
    if (memory.lastMessage().isPresent()) {
      writer.hash(memory.lastMessage().get());
    } else {
      writer.nil();
    }
    for (Past reading : past) {
      writer.integer(reading.timeMillis()).integer(reading.value()).integer(mark(reading.own()));
    }
  }

  /**
   * Reads the stations, ordered by device. Of a quantity that the manifest did not name then,
   * nothing is remembered; what it does not name any more is left out.
   */
  List<Station> decode(Bytes state) {
    if (state.size() == 0) {
      return List.of();
    }
    CborReader reader = new CborReader(state);
    reader.beginArray();
    long layout = reader.integer();
    if (layout != LAYOUT) {
      throw new IllegalStateException(
          "the state of a group of sensors has layout "
              + layout
              + ", which this version of Polder does not read");
    }
    int[] indexes = new int[reader.beginArray()];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = indexOf(reader.text());
    }
    int size = reader.beginArray();
    List<Station> stations = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      stations.add(readStation(reader, indexes));
    }
    reader.end();
    return stations;
  }

  private int indexOf(String name) {
    for (Quantity quantity : quantities) {
      if (quantity.name().equals(name)) {
        return quantity.index();
      }
    }
    return -1;
  }

  private Station readStation(CborReader reader, int[] indexes) {
    reader.beginArray();
    DeviceId device = new DeviceId(reader.bytes());
    Account owner = new Account(reader.bytes());
    Place place = new Place((int) reader.integer(), (int) reader.integer());
    Site site = new Site(place, (int) reader.integer());
    long enrolledEpoch = reader.integer();
    boolean via = reader.bool();
    boolean home = reader.bool();
    long heardMillis = reader.integer();
    Memory[] memories = new Memory[quantities.size()];
    Arrays.fill(memories, Memory.NOTHING);
    for (int index : indexes) {
      Memory memory = readMemory(reader);
      if (index >= 0) {
        memories[index] = memory;
      }
    }
    return new Station(
        device, owner, site, enrolledEpoch, via, home, heardMillis, List.of(memories));
  }

  private static Memory readMemory(CborReader reader) {
    int size = (reader.beginArray() - 3) / 3;
    long paidUntilMillis = reader.integer();
    long paidForLastMillis = reader.integer();
    Optional<Hash> lastMessage = reader.tryNil() ? Optional.empty() : Optional.of(reader.hash());
    Past[] past = new Past[size];
    for (int i = 0; i < size; i++) {
      past[i] = new Past(reader.integer(), reader.integer(), MARKS.get((int) reader.integer()));
    }
    return new Memory(paidUntilMillis, paidForLastMillis, lastMessage, List.of(past));
  }
}
