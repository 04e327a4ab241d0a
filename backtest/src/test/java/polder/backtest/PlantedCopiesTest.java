package polder.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.backtest.PlantedCopies.Copy;

/**
 * Copies of every kind among the real stations of January: which are found, when, and at whose
 * cost. Writes its table into {@code target}.
 */
@Tag("full")
final class PlantedCopiesTest {
  private static final String MONTH = "2017-01";
  private static final int EACH = 60;
  private static final long SEED = 2017;
  // So that no station is a victim twice, and copies are no more than a sixth of all.
  private static final int RUNS = 2;
  private static final double FOUND = 0.95;
  private static final double ACCUSED = 0.005;
  private static final double HOURS_A_DAY = 24;

  @TempDir private Path folder = Path.of("");
  private final List<Copy> copies = new ArrayList<>();
  // When each copy was first found, as an hour of the month.
  private final Map<String, Integer> found = new TreeMap<>();
  private final SortedSet<String> victims = new TreeSet<>();
  private final List<SortedSet<String>> accused = new ArrayList<>();

  @Test
  void findsWhoAddsWhiteNoiseAndAccusesNoVictim() throws Exception {
    BerlinData data = BerlinData.find();
    FlaggedMonth flagged = FlaggedMonth.read(data, MONTH);
    for (int run = 0; run < RUNS; run++) {
      plant(data, flagged, run);
    }
    int honest = flagged.stations().size();
    Files.writeString(Path.of("target", "planted-copies.md"), markdown(honest));

    List<Copy> white = copies.stream().filter(copy -> copy.kind().isWhite()).toList();
    assertThat(white)
        .filteredOn(copy -> found.containsKey(copy.name()))
        .as("copies with white noise found; seed %s", SEED)
        .hasSizeGreaterThanOrEqualTo((int) Math.ceil(FOUND * white.size()));
    for (SortedSet<String> stations : accused) {
      assertThat(stations.size() / (double) honest)
          .as("honest stations accused: %s; seed %s", stations, SEED)
          .isLessThan(ACCUSED);
      assertThat(accusedVictims(stations)).as("victims accused; seed %s", SEED).isEmpty();
    }
  }

  private void plant(BerlinData data, FlaggedMonth flagged, int run) throws Exception {
    List<CopyKind> kinds =
        Arrays.stream(CopyKind.values()).filter(kind -> kind.ordinal() % RUNS == run).toList();
    Path out = folder.resolve("run-" + run);
    PlantedCopies planted =
        PlantedCopies.plant(data, flagged, new PlantedCopies.Plan(SEED + run, kinds, EACH), out);
    Summary summary =
        data.run(
            out.resolve("stations.csv"),
            List.of(data.observations(MONTH), out.resolve("copies.csv")),
            out,
            2);
    System.out.println("Planted copies, run " + run + ": " + summary);
    copies.addAll(planted.copies());
    SortedSet<String> own = new TreeSet<>();
    for (Copy copy : planted.copies()) {
      own.add(copy.name());
      victims.add(copy.victim());
      victims.add(copy.other());
    }
    SortedSet<String> honest = new TreeSet<>();
    try (BufferedReader rows = Files.newBufferedReader(out.resolve("findings.csv"))) {
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        String[] fields = row.split(",", -1);
        if (fields[3].equals("copy") && fields[4].equals("fail")) {
          if (own.contains(fields[0])) {
            found.merge(fields[0], FlaggedMonth.hour(fields[1]), Math::min);
          } else {
            honest.add(fields[0]);
          }
        }
      }
    }
    accused.add(honest);
  }

  private String markdown(int honest) throws IOException {
    StringBuilder text = new StringBuilder(2_048);
    text.append("# Planted copies, Berlin, " + MONTH + "\n\n")
        .append("| kind | found within 1 km | found beyond 15 km | days until found, median |")
        .append(" latest |\n|---|---|---|---|---|\n");
    for (CopyKind kind : CopyKind.values()) {
      int[] days =
          copies.stream()
              .filter(copy -> copy.kind() == kind && found.containsKey(copy.name()))
              .mapToInt(copy -> found.getOrDefault(copy.name(), 0) - copy.firstHour())
              .sorted()
              .toArray();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %s | %s |\n",
              kind.words(),
              found(kind, true),
              found(kind, false),
              days.length == 0 ? "" : days(days[days.length / 2]),
              days.length == 0 ? "" : days(days[days.length - 1])));
    }
    for (SortedSet<String> stations : accused) {
      text.append(
          String.format(
              Locale.ROOT,
              "\nHonest stations accused: %d of %,d (%.2f %%): %s. Victims accused: %s.\n",
              stations.size(),
              honest,
              100.0 * stations.size() / honest,
              stations,
              accusedVictims(stations)));
    }
    return text.toString();
  }

  private SortedSet<String> accusedVictims(SortedSet<String> stations) {
    SortedSet<String> harmed = new TreeSet<>(stations);
    harmed.retainAll(victims);
    return harmed;
  }

  private static String days(int hours) {
    return String.format(Locale.ROOT, "%.1f", hours / HOURS_A_DAY);
  }

  private String found(CopyKind kind, boolean near) {
    List<Copy> all =
        copies.stream().filter(copy -> copy.kind() == kind && copy.near() == near).toList();
    long hits = all.stream().filter(copy -> found.containsKey(copy.name())).count();
    return hits + " of " + all.size();
  }
}
