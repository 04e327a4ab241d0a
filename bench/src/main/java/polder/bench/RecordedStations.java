package polder.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Recorded temperatures, split by time: the first days train, some after them examine. Which
 * stations count is decided by the days that train alone.
 */
final class RecordedStations {
  private static final int HOURS = 24;
  private static final double COMPLETE = 0.99;
  private static final double MOST_DEGREES_OFF = 2;

  private final SortedMap<String, List<Reading>> stations = new TreeMap<>();
  private final int trainDays;
  private final int examDays;

  /**
   * Of one hour.
   *
   * @param day which of the days that are recorded, from 1 on, in all files together
   */
  private record Reading(int day, String time, double degrees) {}

  private RecordedStations(int trainDays, int examDays) {
    this.trainDays = trainDays;
    this.examDays = examDays;
  }

  /**
   * Reads them.
   *
   * @param files rows of station, time and degrees, one file after the other in time
   */
  static RecordedStations read(List<Path> files, int trainDays, int examDays) throws IOException {
    RecordedStations read = new RecordedStations(trainDays, examDays);
    int before = 0;
    for (Path file : files) {
      before = read.add(file, before);
    }
    if (before < trainDays + examDays) {
      throw new IOException(files + " record " + before + " days, not " + (trainDays + examDays));
    }
    return read;
  }

  private int add(Path file, int before) throws IOException {
    int last = before;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      reader.readLine();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] cells = line.split(",", -1);
        int day = before + Integer.parseInt(cells[1].substring(8, 10));
        last = Math.max(last, day);
        if (day <= trainDays + examDays) {
          stations
              .computeIfAbsent(cells[0], key -> new ArrayList<>())
              .add(new Reading(day, cells[1], Double.parseDouble(cells[2])));
        }
      }
    }
    return last;
  }

  /** The first stations that missed few hours and stood outdoors, as far as the others tell. */
  List<String> outdoors(int count) {
    SortedMap<String, List<Reading>> complete = new TreeMap<>();
    Map<String, List<Double>> hours = new HashMap<>();
    for (String station : stations.keySet()) {
      List<Reading> its = toTrain(station);
      if (its.size() >= COMPLETE * HOURS * trainDays) {
        complete.put(station, its);
        its.forEach(each ->
            hours.computeIfAbsent(each.time(), key -> new ArrayList<>()).add(each.degrees()));
      }
    }
    Map<String, Double> medians = new HashMap<>();
    hours.forEach((hour, its) -> {
      its.sort(null);
      medians.put(hour, its.get(its.size() / 2));
    });
    List<String> chosen = new ArrayList<>();
    complete.forEach((station, its) -> {
      if (chosen.size() < count && degreesOff(its, medians) <= MOST_DEGREES_OFF) {
        chosen.add(station);
      }
    });
    if (chosen.size() < count) {
      throw new IllegalArgumentException(
          "only " + chosen.size() + " stations stood outdoors and missed few hours");
    }
    return chosen;
  }

  private static double degreesOff(List<Reading> station, Map<String, Double> medians) {
    return station.stream()
        .mapToDouble(
            each -> Math.abs(each.degrees() - Objects.requireNonNull(medians.get(each.time()))))
        .average()
        .orElseThrow();
  }

  /** How warm it was there on the days that train. */
  double meanDegrees(String station) {
    return toTrain(station).stream().mapToDouble(Reading::degrees).average().orElseThrow();
  }

  /** Writes a station's days that train into a folder. */
  void writeToTrain(String station, Path folder) throws IOException {
    write(station, toTrain(station), folder);
  }

  /** Writes a station's days that examine into a folder. */
  void writeExam(String station, Path folder) throws IOException {
    write(station, of(station).stream().filter(each -> each.day() > trainDays).toList(), folder);
  }

  private List<Reading> of(String station) {
    return Objects.requireNonNull(stations.get(station));
  }

  private List<Reading> toTrain(String station) {
    return of(station).stream().filter(each -> each.day() <= trainDays).toList();
  }

  private static void write(String station, List<Reading> readings, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    StringBuilder text = new StringBuilder("time,value\n");
    for (Reading each : readings) {
      text.append(each.time()).append(',').append(each.degrees()).append('\n');
    }
    Files.writeString(folder.resolve(station + ".csv"), text);
  }
}
