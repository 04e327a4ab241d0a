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

/**
 * What some stations in Berlin measured in January 2017, split by time: days to train on, and days
 * that nobody trains on.
 *
 * @param series by station, its lines {@code time,value} by time
 */
record BerlinStations(List<SortedMap<String, String>> series) {
  /** Where it lies, beside the repository. */
  static final String DATA = "netatmo-berlin-2017";

  private static final String FIRST_KEPT_BACK = "2017-01-21";
  private static final int HOURS = 31 * 24;
  private static final int MOST_MISSING = 12;
  // Outside of these, a winter's thermometer stands in a room or in the sun.
  private static final double COLDEST = -20;
  private static final double WARMEST = 14;

  /**
   * The first {@code count} stations with nearly all hours and values of a winter outdoors; skips a
   * test where there are no data.
   */
  static BerlinStations first(int count) throws IOException {
    Path data = Repository.data(DATA);
    Map<String, SortedMap<String, String>> all = new TreeMap<>();
    try (BufferedReader in = Recorded.unpacked(data.resolve("ta-2017-01.csv.gz"))) {
      in.readLine();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] cells = line.split(",", -1);
        all.computeIfAbsent(cells[0], station -> new TreeMap<>()).put(cells[1], cells[2]);
      }
    }
    List<SortedMap<String, String>> chosen =
        all.values().stream().filter(BerlinStations::isPlausible).limit(count).toList();
    if (chosen.size() < count) {
      throw new IOException("only " + chosen.size() + " stations of " + DATA + " are plausible");
    }
    return new BerlinStations(chosen);
  }

  private static boolean isPlausible(SortedMap<String, String> series) {
    return series.size() >= HOURS - MOST_MISSING
        && series.values().stream()
            .mapToDouble(Double::parseDouble)
            .allMatch(value -> value > COLDEST && value < WARMEST);
  }

  /** Writes the first twenty days of some stations, a file each. */
  Path train(Path folder, int from, int to) throws IOException {
    return write(folder, from, to, false);
  }

  /** The same times and values, but which value was measured when is drawn by {@code seed}. */
  Path shuffled(Path folder, int from, int to, long seed) throws IOException {
    List<SortedMap<String, String>> permuted = new ArrayList<>();
    Random random = new Random(seed);
    for (SortedMap<String, String> its : series) {
      List<String> values = new ArrayList<>(its.values());
      Collections.shuffle(values, random);
      SortedMap<String, String> mixed = new TreeMap<>();
      int at = 0;
      for (String time : its.keySet()) {
        mixed.put(time, values.get(at++));
      }
      permuted.add(mixed);
    }
    return new BerlinStations(permuted).train(folder, from, to);
  }

  /** Writes the last eleven days of all stations. */
  Path keptBack(Path folder) throws IOException {
    return write(folder, 0, series.size(), true);
  }

  private Path write(Path folder, int from, int to, boolean isKeptBack) throws IOException {
    Files.createDirectories(folder);
    for (int station = from; station < to; station++) {
      StringBuilder text = new StringBuilder("time,value\n");
      series
          .get(station)
          .forEach((time, value) -> {
            if (time.compareTo(FIRST_KEPT_BACK) >= 0 == isKeptBack) {
              text.append(time).append(',').append(value).append('\n');
            }
          });
      Files.writeString(folder.resolve("station" + station + ".csv"), text, StandardCharsets.UTF_8);
    }
    return folder;
  }
}
