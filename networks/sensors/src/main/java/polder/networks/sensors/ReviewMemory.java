package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;

/**
 * The state that a review leaves itself.
 *
 * @param day the last day that it knows, counted from 1970 on
 * @param courses by quantity the network's course, slot by slot up to the end of that day; {@link
 *     Course#UNKNOWN} where unknown
 * @param stations the stations, by device
 */
record ReviewMemory(long day, List<long[]> courses, SortedMap<DeviceId, Reviewed> stations) {
  private static final long LAYOUT = 1;
  private static final int BYTES_PER_STATION = 1_500;

  /**
   * A station under review.
   *
   * @param enrolledEpoch its seniority
   * @param place where it stands
   * @param heardDay the last day on which it measured something
   * @param diaries by quantity, slot by slot up to the end of the last day
   */
  record Reviewed(long enrolledEpoch, Place place, long heardDay, List<Diary> diaries) {}

  static ReviewMemory empty(SensorParameters parameters) {
    List<long[]> courses = new ArrayList<>();
    parameters.quantities().values().forEach(quantity -> courses.add(new long[0]));
    return new ReviewMemory(DayBook.NO_DAY, courses, new TreeMap<>());
  }

  Bytes encode(SensorParameters parameters) {
    if (stations.isEmpty()) {
      return Bytes.EMPTY;
    }
    CborWriter writer = new CborWriter(BYTES_PER_STATION * stations.size());
    writer.beginArray(5).integer(LAYOUT);
    QuantityNames.write(writer, parameters);
    writer.integer(day).beginArray(parameters.quantities().size());
    for (long[] course : courses) {
      writer.beginArray(course.length);
      for (long steps : course) {
        if (steps == Course.UNKNOWN) {
          writer.nil();
        } else {
          writer.integer(steps);
        }
      }
    }
    writer.beginArray(stations.size());
    stations.forEach((device, station) -> {
      writer
          .beginArray(5 + parameters.quantities().size())
          .bytes(device.multikey())
          .integer(station.enrolledEpoch())
          .integer(station.place().latMicro())
          .integer(station.place().lonMicro())
          .integer(station.heardDay());
      station.diaries().forEach(diary -> writer.bytes(diary.toBytes()));
    });
    return writer.toBytes();
  }

  static ReviewMemory decode(Bytes state, SensorParameters parameters) {
    if (state.size() == 0) {
      return empty(parameters);
    }
    CborReader reader = new CborReader(state);
    reader.beginArray();
    long layout = reader.integer();
    if (layout != LAYOUT) {
      throw new IllegalStateException(
          "the state of a review has layout "
              + layout
              + ", which this version of Polder does not read");
    }
    QuantityNames names = QuantityNames.read(reader, parameters);
    long day = reader.integer();
    reader.beginArray();
    List<long[]> courses = names.readSteps(reader, new long[0], ReviewMemory::readCourse);
    SortedMap<DeviceId, Reviewed> stations = new TreeMap<>();
    int size = reader.beginArray();
    for (int i = 0; i < size; i++) {
      reader.beginArray();
      DeviceId device = new DeviceId(reader.bytes());
      long enrolledEpoch = reader.integer();
      Place place = new Place((int) reader.integer(), (int) reader.integer());
      long heardDay = reader.integer();
      List<Diary> diaries = names.readSteps(reader, Diary.empty(0), its -> Diary.of(its.bytes()));
      stations.put(device, new Reviewed(enrolledEpoch, place, heardDay, diaries));
    }
    reader.end();
    return new ReviewMemory(day, courses, stations);
  }

  private static long[] readCourse(CborReader reader) {
    long[] course = new long[reader.beginArray()];
    for (int slot = 0; slot < course.length; slot++) {
      course[slot] = reader.tryNil() ? Course.UNKNOWN : reader.integer();
    }
    return course;
  }
}
