package polder.backtest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import polder.networks.Assessment.Verdict;

/**
 * Our verdicts beside the levels of CrowdQC+, as tables in Markdown. Its levels: 1 a place of one's
 * own, 2 no outlier, 3 at least 80 % of the month left, 4 a correlation of 0.9 or more with the
 * median, 5 a spatial buddy check, which stations without buddies fail too. A station whose highest
 * level is 3 is one that CrowdQC+ rejects wholly for its correlation.
 */
final class CrowdQcComparison {
  /** The highest level of a station that correlates with nothing. */
  static final int UNCORRELATED = 3;

  /** Below so much of what a good station earns, a station earns next to nothing. */
  static final double NEXT_TO_NOTHING = 0.2;

  private static final double NEARLY_ALL = 0.8;

  private final FlaggedMonth month;
  private final Collection<StationMonth> stations;
  private final double usual;
  private final StringBuilder text = new StringBuilder(4_096);

  CrowdQcComparison(FlaggedMonth month) {
    this.month = month;
    this.stations = month.stations().values();
    double[] good =
        stations.stream()
            .filter(StationMonth::isGood)
            .mapToDouble(StationMonth::lateWorth)
            .sorted()
            .toArray();
    this.usual = good[good.length / 2];
  }

  /** Stations that CrowdQC+ rejects wholly for their correlation. */
  List<StationMonth> uncorrelated() {
    return ofHighest(UNCORRELATED);
  }

  private List<StationMonth> ofHighest(int level) {
    return stations.stream().filter(station -> station.highest() == level).toList();
  }

  /** What a station earns in the second half of the month, as a share of the median good one. */
  double earns(StationMonth station) {
    return station.lateWorth() / usual;
  }

  /** How many readings of a level were judged so; 0 is the lowest level. */
  long readings(int level, Verdict verdict) {
    return stations.stream()
        .mapToLong(station ->
            station.count(hour -> station.level(hour) == level && station.verdict(hour) == verdict))
        .sum();
  }

  /** The share of a level's readings that are accepted or corroborated. */
  double trusted(int level) {
    double all = IntStream.range(0, 4).mapToLong(i -> readings(level, Verdict.values()[i])).sum();
    return (readings(level, Verdict.ACCEPTED) + readings(level, Verdict.CORROBORATED)) / all;
  }

  String markdown() {
    text.setLength(0);
    line("# Polder beside CrowdQC+, Berlin, %s", month.month());
    readings();
    stations();
    checks();
    rejectedOfTheBest();
    return text.toString();
  }

  private void readings() {
    head(
        "Readings",
        "levels passed",
        "readings",
        "accepted",
        "corroborated",
        "unverified",
        "rejected",
        "accepted or corroborated");
    for (int level = 0; level <= StationMonth.LEVELS; level++) {
      int passed = level;
      long[] counts =
          IntStream.range(0, 4).mapToLong(i -> readings(passed, Verdict.values()[i])).toArray();
      line(
          "| %d | %,d | %,d | %,d | %,d | %,d | %.2f %% |",
          level,
          IntStream.range(0, 4).mapToLong(i -> counts[i]).sum(),
          counts[0],
          counts[1],
          counts[2],
          counts[3],
          100 * trusted(level));
    }
  }

  private void stations() {
    head(
        "Stations, by what they earn in the second half of the month beside a good one",
        "highest level",
        "stations",
        "below 0.2",
        "of these mostly silent",
        "0.2 to 0.8",
        "0.8 or more");
    for (int level = 0; level <= StationMonth.LEVELS; level++) {
      stations(String.valueOf(level), ofHighest(level));
    }
    stations("good", stations.stream().filter(StationMonth::isGood).toList());
  }

  private void stations(String name, List<StationMonth> chosen) {
    List<StationMonth> least =
        chosen.stream().filter(station -> earns(station) < NEXT_TO_NOTHING).toList();
    long silent =
        least.stream().filter(station -> station.lateReadings() < NEXT_TO_NOTHING * usual).count();
    long most = chosen.stream().filter(station -> earns(station) >= NEARLY_ALL).count();
    line(
        "| %s | %,d | %,d | %,d | %,d | %,d |",
        name, chosen.size(), least.size(), silent, chosen.size() - least.size() - most, most);
  }

  /** Which checks fail good stations, and which those that CrowdQC+ rejects for a month. */
  private void checks() {
    head(
        "Checks: what of good and of bad stations failed them",
        "check",
        "good: readings",
        "good: stations",
        "highest level 3: readings",
        "highest level 3: stations",
        "highest level 0 to 2: readings",
        "highest level 0 to 2: stations");
    List<Predicate<StationMonth>> groups =
        List.of(
            StationMonth::isGood,
            station -> station.highest() == UNCORRELATED,
            station -> station.highest() < UNCORRELATED);
    for (String check : sorted(month.checks())) {
      StringBuilder row = new StringBuilder("| `" + check + "` |");
      for (Predicate<StationMonth> group : groups) {
        row.append(hits(month.checks().indexOf(check), stations.stream().filter(group).toList()));
      }
      line("%s", row);
    }
  }

  private static String hits(int check, List<StationMonth> chosen) {
    long readings = 0;
    long failed = 0;
    long hit = 0;
    for (StationMonth station : chosen) {
      long its = station.count(hour -> station.hasFailed(hour, check));
      readings += station.hours().count();
      failed += its;
      hit += its > 0 ? 1 : 0;
    }
    return String.format(
        Locale.ROOT, " %.2f %% | %d of %d |", 100.0 * failed / readings, hit, chosen.size());
  }

  private void rejectedOfTheBest() {
    head(
        "Readings that pass all levels and are rejected, by check",
        "check",
        "readings",
        "failed nothing else",
        "stations");
    for (String name : sorted(month.checks())) {
      int check = month.checks().indexOf(name);
      long failed = 0;
      long alone = 0;
      long hit = 0;
      for (StationMonth station : stations) {
        int[] hours =
            station
                .hours()
                .filter(hour -> station.level(hour) == StationMonth.LEVELS)
                .filter(hour -> station.verdict(hour) == Verdict.REJECTED)
                .filter(hour -> station.hasFailed(hour, check))
                .toArray();
        failed += hours.length;
        alone += IntStream.of(hours).filter(hour -> failures(station, hour) == 1).count();
        hit += hours.length > 0 ? 1 : 0;
      }
      if (failed > 0) {
        line("| `%s` | %,d | %,d | %,d |", name, failed, alone, hit);
      }
    }
  }

  private long failures(StationMonth station, int hour) {
    return IntStream.range(0, month.checks().size())
        .filter(check -> station.hasFailed(hour, check))
        .count();
  }

  private static List<String> sorted(List<String> names) {
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(Comparator.naturalOrder());
    return sorted;
  }

  private void head(String title, String... columns) {
    line("\n## %s\n", title);
    line("| %s |", String.join(" | ", columns));
    line("|%s", "---|".repeat(columns.length));
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
