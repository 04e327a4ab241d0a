package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import polder.networks.Assessment.Verdict;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Site;

/**
 * The state that a group of stations leaves itself: a number for its layout, the names of the
 * quantities, the course of the day that is running, and the stations, ordered by device.
 */
final class GroupMemory {
  private static final long LAYOUT = 2;
  private static final int BYTES_PER_STATION = 224;
  // How a reading was judged, as one number: 0 of another group's station, else a row of this.
  private static final List<Optional<Past.Own>> MARKS = marks();

  private final SensorParameters parameters;

  GroupMemory(SensorParameters parameters) {
    this.parameters = parameters;
  }

  private static List<Optional<Past.Own>> marks() {
    List<Optional<Past.Own>> marks = new ArrayList<>();
    marks.add(Optional.empty());
    for (Verdict verdict : Verdict.values()) {
      for (int flags = 0; flags < 4; flags++) {
        marks.add(Optional.of(new Past.Own(verdict, (flags & 1) != 0, (flags & 2) != 0)));
      }
    }
    return List.copyOf(marks);
  }

  private static int mark(Optional<Past.Own> own) {
    return own.isEmpty()
        ? 0
        : 1
            + 4 * own.get().verdict().ordinal()
            + (own.get().neighboursAgreed() ? 1 : 0)
            + (own.get().goodAlone() ? 2 : 0);
  }

  /** What is remembered; stations are ordered by device. */
  record Remembered(DayBook book, List<Station> stations) {}

  Bytes encode(DayBook book, Collection<Station> stations) {
    if (stations.isEmpty()) {
      return Bytes.EMPTY;
    }
    CborWriter writer = new CborWriter(BYTES_PER_STATION * stations.size());
    writer.beginArray(4).integer(LAYOUT);
    QuantityNames.write(writer, parameters);
    book.encode(writer);
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
        .beginArray(4 + 3 * past.size())
        .integer(memory.paidUntilMillis())
        .integer(memory.paidForLastMillis());
    if (memory.lastMessage().isPresent()) {
      writer.hash(memory.lastMessage().get());
    } else {
      writer.nil();
    }
    write(writer, memory.track());
    for (Past reading : past) {
      writer.integer(reading.timeMillis()).integer(reading.value()).integer(mark(reading.own()));
    }
  }

  private static void write(CborWriter writer, Track track) {
    if (track.equals(Track.NOTHING)) {
      writer.nil();
      return;
    }
    Track.Run run = track.run();
    writer
        .beginArray(7)
        .bytes(track.samples())
        .integer(run.value())
        .integer(run.sinceMillis())
        .integer(run.readings())
        .integer(run.lowest())
        .integer(run.highest());
    track.standing().encode(writer);
  }

  /**
   * Reads what is remembered. Of a quantity that the manifest did not name then, nothing is
   * remembered; what it does not name any more is left out.
   */
  Remembered decode(Bytes state) {
    if (state.size() == 0) {
      return new Remembered(DayBook.empty(parameters.quantities().size()), List.of());
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
    QuantityNames names = QuantityNames.read(reader, parameters);
    DayBook book = DayBook.decode(reader, names);
    int size = reader.beginArray();
    List<Station> stations = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      stations.add(readStation(reader, names));
    }
    reader.end();
    return new Remembered(book, stations);
  }

  private Station readStation(CborReader reader, QuantityNames names) {
    reader.beginArray();
    DeviceId device = new DeviceId(reader.bytes());
    Account owner = new Account(reader.bytes());
    Place place = new Place((int) reader.integer(), (int) reader.integer());
    Site site = new Site(place, (int) reader.integer());
    long enrolledEpoch = reader.integer();
    boolean via = reader.bool();
    boolean home = reader.bool();
    long heardMillis = reader.integer();
    List<Memory> memories = names.readEach(reader, Memory.NOTHING, GroupMemory::readMemory);
    Station station =
        new Station(device, owner, site, enrolledEpoch, via, home, heardMillis, memories);
    return names.areComparable()
        ? station
        : station.tracking((quantity, track) ->
            names.isComparable(quantity) ? track : Track.NOTHING.with(track.standing()));
  }

  private static Memory readMemory(CborReader reader) {
    int size = (reader.beginArray() - 4) / 3;
    long paidUntilMillis = reader.integer();
    long paidForLastMillis = reader.integer();
    Optional<Hash> lastMessage = reader.tryNil() ? Optional.empty() : Optional.of(reader.hash());
    Track track = readTrack(reader);
    Past[] past = new Past[size];
    for (int i = 0; i < size; i++) {
      past[i] = new Past(reader.integer(), reader.integer(), MARKS.get((int) reader.integer()));
    }
    return new Memory(paidUntilMillis, paidForLastMillis, lastMessage, List.of(past), track);
  }

  private static Track readTrack(CborReader reader) {
    if (reader.tryNil()) {
      return Track.NOTHING;
    }
    reader.beginArray();
    Bytes samples = reader.bytes();
    Track.Run run =
        new Track.Run(
            reader.integer(),
            reader.integer(),
            (int) reader.integer(),
            reader.integer(),
            reader.integer());
    return new Track(samples, run, Standing.decode(reader));
  }
}
