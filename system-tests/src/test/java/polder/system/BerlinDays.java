package polder.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Days of stations in Berlin in January 2017: the temperatures of 24 hours, and whether the
 * thermometer was outdoors then. That is what the reference's quality control (CrowdQC+) says,
 * which sees all stations at once: {@code outdoors} if 20 hours or more passed its levels 1 to 4,
 * {@code elsewhere}, such as in a room or in the sun, if 4 or fewer did; days in between are left
 * out.
 *
 * @param stations their days by number; every other one was elsewhere on many days
 */
record BerlinDays(List<SortedMap<Integer, Day>> stations) {
  static final String OUTDOORS = "outdoors";
  static final String ELSEWHERE = "elsewhere";
  static final int HOURS = 24;

  private static final int PASSED = 4;
  private static final int LEAST_OUTDOORS = 20;
  private static final int MOST_ELSEWHERE = 4;
  private static final int LAST_TRAINED = 20;
  private static final int LEAST_DAYS = 15;
  private static final int LEAST_DAYS_ELSEWHERE = 8;

  /** One day: degrees Celsius by hour, as they were recorded. */
  record Day(List<String> celsius, String label) {}

  /**
   * The first {@code count} stations of both sorts in turn, by what they were on days 1 to 20;
   * skips a test where there are no data.
   */
  static BerlinDays first(int count) throws IOException {
    List<SortedMap<Integer, Day>> outdoors = new ArrayList<>();
    List<SortedMap<Integer, Day>> elsewhere = new ArrayList<>();
    for (SortedMap<Integer, Day> station : read(Repository.data(BerlinStations.DATA)).values()) {
      List<Day> trained = List.copyOf(station.headMap(LAST_TRAINED + 1).values());
      long many = trained.stream().filter(day -> day.label().equals(ELSEWHERE)).count();
      if (trained.size() >= LEAST_DAYS && many == 0) {
        outdoors.add(station);
      } else if (trained.size() >= LEAST_DAYS && many >= LEAST_DAYS_ELSEWHERE) {
        elsewhere.add(station);
      }
    }
    return new BerlinDays(
        IntStream.range(0, count)
            .mapToObj(i -> (i % 2 == 0 ? outdoors : elsewhere).get(i / 2))
            .toList());
  }

  private static SortedMap<Integer, SortedMap<Integer, Day>> read(Path data) throws IOException {
    SortedMap<Integer, SortedMap<Integer, Day>> stations = new TreeMap<>();
    try (BufferedReader values = Recorded.unpacked(data.resolve("ta-2017-01.csv.gz"));
        BufferedReader flags = Recorded.unpacked(data.resolve("crowdqcplus-2017-01.csv.gz"))) {
      values.readLine();
      flags.readLine();
      List<String> celsius = new ArrayList<>();
      int passed = 0;
      String before = "";
      // Both have the same rows, by station and time.
      for (String line = values.readLine(); line != null; line = values.readLine()) {
        String[] cells = line.split(",", -1);
        String[] levels = String.valueOf(flags.readLine()).split(",", -1);
        String day = cells[0] + "," + cells[1].substring(0, 10);
        if (!line.startsWith(levels[0] + "," + levels[1] + ",")) {
          throw new IOException("values and flags differ at " + line);
        }
        if (!day.equals(before)) {
          celsius.clear();
          passed = 0;
          before = day;
        }
        celsius.add(cells[2]);
        passed += Integer.parseInt(levels[2]) >= PASSED ? 1 : 0;
        if (celsius.size() == HOURS && (passed >= LEAST_OUTDOORS || passed <= MOST_ELSEWHERE)) {
          stations
              .computeIfAbsent(Integer.parseInt(cells[0]), station -> new TreeMap<>())
              .put(
                  Integer.parseInt(cells[1].substring(8, 10)),
                  new Day(List.copyOf(celsius), passed >= LEAST_OUTDOORS ? OUTDOORS : ELSEWHERE));
        }
      }
    }
    return stations;
  }

  /** Writes days of some stations, a file each, with or without what they are. */
  Path write(Path folder, List<Integer> which, Days days, boolean isLabelled) throws IOException {
    Files.createDirectories(folder);
    for (int station : which) {
      List<String> lines = new ArrayList<>(List.of(header() + (isLabelled ? ",class" : "")));
      for (Day day : days.of(stations.get(station))) {
        lines.add(String.join(",", day.celsius()) + (isLabelled ? "," + day.label() : ""));
      }
      Files.write(folder.resolve(file(station)), lines, StandardCharsets.UTF_8);
    }
    return folder;
  }

  /** From one day of the month to another, both inclusive. */
  record Days(int first, int last) {
    private List<Day> of(SortedMap<Integer, Day> station) {
      return List.copyOf(station.subMap(first, last + 1).values());
    }
  }

  /** The same days, but what each was is drawn by {@code seed} among all. */
  BerlinDays shuffled(long seed) {
    List<String> labels =
        new ArrayList<>(
            stations.stream().flatMap(its -> its.values().stream()).map(Day::label).toList());
    Collections.shuffle(labels, new Random(seed));
    List<SortedMap<Integer, Day>> mixed = new ArrayList<>();
    int at = 0;
    for (SortedMap<Integer, Day> station : stations) {
      SortedMap<Integer, Day> its = new TreeMap<>();
      for (Map.Entry<Integer, Day> day : station.entrySet()) {
        its.put(day.getKey(), new Day(day.getValue().celsius(), labels.get(at++)));
      }
      mixed.add(its);
    }
    return new BerlinDays(mixed);
  }

  /** What each row of such files was, by file and line as a person counts them. */
  SortedMap<String, String> labels(Days days) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (int station = 0; station < stations.size(); station++) {
      int line = 2;
      for (Day day : days.of(stations.get(station))) {
        labels.put(file(station) + ":" + line++, day.label());
      }
    }
    return labels;
  }

  private static String file(int station) {
    return "station" + station + ".csv";
  }

  private static String header() {
    return IntStream.range(0, HOURS).mapToObj(hour -> "h" + hour).collect(Collectors.joining(","));
  }
}
