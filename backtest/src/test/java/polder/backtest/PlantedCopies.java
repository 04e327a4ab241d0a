package polder.backtest;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Copies of good stations of Berlin, added to a recorded month as devices of their own. Every
 * second one stands within 1 km of its victim, the others beside a station more than 15 km away. A
 * copy first reports a day after the last of its donors did, so it is enrolled later than they. No
 * station is a victim or a donor twice.
 */
final class PlantedCopies {
  private static final double NEAR_METERS = 900;
  private static final double FAR_METERS = 15_500;
  private static final double METERS_PER_DEGREE = 111_195;
  private static final double LATITUDE = 52.5;
  private static final int HOURS_A_DAY = 24;

  private final String month;
  private final RandomGenerator random;
  private final SortedMap<String, String[]> places;
  private final SortedMap<String, SortedMap<Integer, Double>> series;
  private final List<Copy> copies = new ArrayList<>();

  /**
   * A planted device.
   *
   * @param other the second donor, which is the victim again where there is none
   * @param firstHour the hour of the month of its first reading
   */
  record Copy(
      String name, CopyKind kind, boolean near, String victim, String other, int firstHour) {}

  private PlantedCopies(
      FlaggedMonth flagged,
      long seed,
      SortedMap<String, String[]> places,
      SortedMap<String, SortedMap<Integer, Double>> series) {
    this.month = flagged.month();
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.places = places;
    this.series = series;
  }

  /**
   * Makes {@code each} copies of every kind and writes {@code stations.csv}, all stations, and
   * {@code copies.csv}, readings of the copies only, into {@code folder}.
   */
  static PlantedCopies plant(BerlinData data, FlaggedMonth flagged, Plan plan, Path folder)
      throws IOException {
    SortedMap<String, String[]> places = new TreeMap<>();
    List<String> stations = Files.readAllLines(data.stations());
    for (String row : stations.subList(1, stations.size())) {
      String[] fields = row.split(",", -1);
      places.put(fields[0], fields);
    }
    PlantedCopies planted =
        new PlantedCopies(flagged, plan.seed(), places, goodSeries(data, flagged));
    planted.choose(plan);
    planted.write(stations, folder);
    return planted;
  }

  /** What to plant. */
  record Plan(long seed, List<CopyKind> kinds, int each) {}

  private static SortedMap<String, SortedMap<Integer, Double>> goodSeries(
      BerlinData data, FlaggedMonth flagged) throws IOException {
    SortedMap<String, SortedMap<Integer, Double>> series = new TreeMap<>();
    flagged
        .stations()
        .forEach((name, station) -> {
          if (station.isGood()) {
            series.put(name, new TreeMap<>());
          }
        });
    try (BufferedReader rows = BerlinData.unpack(data.observations(flagged.month()))) {
      rows.readLine();
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        String[] fields = row.split(",", -1);
        Map<Integer, Double> its = series.get(fields[0]);
        if (its != null) {
          its.put(FlaggedMonth.hour(fields[1]), Double.parseDouble(fields[2]));
        }
      }
    }
    return series;
  }

  private void choose(Plan plan) {
    List<String> victims = new ArrayList<>(series.keySet());
    shuffle(victims);
    int next = 0;
    for (CopyKind kind : plan.kinds()) {
      for (int i = 0; i < plan.each(); i++) {
        String victim = victims.get(next++);
        String other = kind.second() > 0 ? victims.get(next++) : victim;
        String name = "copy-" + kind.name().toLowerCase(Locale.ROOT) + "-" + i;
        int after = Math.max(series(victim).firstKey(), series(other).firstKey()) + HOURS_A_DAY;
        int first = series(victim).tailMap(after).firstKey();
        copies.add(new Copy(name, kind, i % 2 == 0, victim, other, first + kind.delay()));
      }
    }
  }

  private void shuffle(List<String> names) {
    for (int i = names.size() - 1; i > 0; i--) {
      Collections.swap(names, i, random.nextInt(i + 1));
    }
  }

  private SortedMap<Integer, Double> series(String station) {
    return Objects.requireNonNull(series.get(station));
  }

  private String[] place(String station) {
    return Objects.requireNonNull(places.get(station));
  }

  private void write(List<String> stations, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (BufferedWriter all = Files.newBufferedWriter(folder.resolve("stations.csv"));
        BufferedWriter readings = Files.newBufferedWriter(folder.resolve("copies.csv"))) {
      for (String row : stations) {
        all.write(row + "\n");
      }
      readings.write("p_id,time_utc,ta_c\n");
      for (Copy copy : copies) {
        all.write(copy.name() + "," + placeOf(copy) + ",,\n");
        write(copy, readings);
      }
    }
  }

  private String placeOf(Copy copy) {
    String[] beside = place(copy.victim());
    if (!copy.near()) {
      List<String> all = new ArrayList<>(series.keySet());
      do {
        beside = place(all.get(random.nextInt(all.size())));
      } while (meters(beside, place(copy.victim())) < FAR_METERS);
    }
    double bearing = random.nextDouble(2 * Math.PI);
    double degrees = random.nextDouble(NEAR_METERS / 3, NEAR_METERS) / METERS_PER_DEGREE;
    return String.format(
        Locale.ROOT,
        "%.6f,%.6f,%s",
        Double.parseDouble(beside[1])
            + degrees * Math.sin(bearing) / Math.cos(Math.toRadians(LATITUDE)),
        Double.parseDouble(beside[2]) + degrees * Math.cos(bearing),
        beside[3]);
  }

  private static double meters(String[] one, String[] other) {
    double east = Double.parseDouble(other[1]) - Double.parseDouble(one[1]);
    double north = Double.parseDouble(other[2]) - Double.parseDouble(one[2]);
    return METERS_PER_DEGREE * Math.hypot(east * Math.cos(Math.toRadians(LATITUDE)), north);
  }

  private void write(Copy copy, BufferedWriter readings) throws IOException {
    CopyKind.Copier copier = copy.kind().copier(random);
    SortedMap<Integer, Double> others = series(copy.other());
    int hours = YearMonth.parse(month).lengthOfMonth() * HOURS_A_DAY;
    int first = copy.firstHour() - copy.kind().delay();
    for (Map.Entry<Integer, Double> its : series(copy.victim()).tailMap(first).entrySet()) {
      // A mix has the first donor's value where the second is silent.
      double other = others.getOrDefault(its.getKey(), its.getValue());
      int hour = its.getKey() + copy.kind().delay();
      if (hour == hours) {
        return;
      }
      readings.write(
          String.format(
              Locale.ROOT,
              "%s,%s-%02dT%02d:00Z,%s\n",
              copy.name(),
              month,
              hour / HOURS_A_DAY + 1,
              hour % HOURS_A_DAY,
              copier.of(its.getValue(), other)));
    }
  }

  List<Copy> copies() {
    return Collections.unmodifiableList(copies);
  }
}
