package polder.world.recorded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/** Loads the tables of a recorded network: stations first, then who of them was heard. */
final class RecordedLoad {
  private final RecordedFiles files;
  // By name; a station's index is its place in this order, whatever that of the file.
  private final List<RecordedStation> stations;
  private final SortedMap<String, Integer> indexes = new TreeMap<>();
  private final SortedSet<String> unknown = new TreeSet<>();
  private final SortedSet<String> placeless = new TreeSet<>();
  private final ReadingColumns readings = new ReadingColumns();
  private ObservationsFile.LeftOut leftOut = ObservationsFile.LeftOut.NOTHING;

  /** What was loaded: devices by name, and readings by the index of their device. */
  record Loaded(List<RecordedDevice> devices, ReadingColumns readings, RecordedCounts counts) {}

  RecordedLoad(RecordedFiles files, long gridMicroDegrees) throws IOException {
    this.files = files;
    this.stations =
        List.copyOf(
            StationsFile.read(files.stations(), files.stationColumns(), gridMicroDegrees).values());
    for (int i = 0; i < stations.size(); i++) {
      RecordedStation station = stations.get(i);
      indexes.put(station.name(), station.site().isPresent() ? i : ObservationsFile.PLACELESS);
    }
  }

  Loaded load(LongConsumer progress) throws IOException {
    for (Path file : files.observations()) {
      leftOut =
          leftOut.plus(
              ObservationsFile.readInto(
                  readings, file, files.observationColumns(), this::index, progress));
    }
    if (readings.size() == 0) {
      throw new RecordedDataException(
          "no observation is of a station with a place: is the right column mapped to 'device'?");
    }
    return enlist();
  }

  private int index(String name) {
    int index = indexes.getOrDefault(name, ObservationsFile.UNKNOWN);
    if (index == ObservationsFile.UNKNOWN) {
      unknown.add(name);
    } else if (index == ObservationsFile.PLACELESS) {
      placeless.add(name);
    }
    return index;
  }

  /** Only stations that were heard become devices. */
  private Loaded enlist() {
    int[] numbers = new int[stations.size()];
    for (int row = 0; row < readings.size(); row++) {
      numbers[readings.device(row)] = 1;
    }
    List<RecordedStation> heard = new ArrayList<>();
    SortedMap<String, RecordedOwner> owners = new TreeMap<>();
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] > 0) {
        numbers[i] = heard.size();
        heard.add(stations.get(i));
      }
    }
    // Deriving keys takes a millisecond for each station.
    heard.stream()
        .map(RecordedStation::owner)
        .distinct()
        .parallel()
        .map(RecordedOwner::of)
        .toList()
        .forEach(owner -> owners.put(owner.name(), owner));
    List<RecordedDevice> devices =
        heard.parallelStream()
            .map(station ->
                RecordedDevice.of(
                    station.name(),
                    Objects.requireNonNull(owners.get(station.owner())),
                    station.site().orElseThrow()))
            .toList();
    long withoutHeight = heard.stream().filter(station -> !station.heightKnown()).count();
    RecordedCounts counts =
        new RecordedCounts(
            stations.size(),
            devices.size(),
            readings.size(),
            withoutHeight,
            leftOut.missing(),
            unknown.size(),
            leftOut.unknown(),
            placeless.size(),
            leftOut.placeless());
    return new Loaded(devices, readings.numbered(numbers), counts);
  }
}
