package polder.backtest;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Assessment.Verdict;

/** All stations of Berlin in one month, with the flags of CrowdQC+ and, once judged, ours. */
final class FlaggedMonth {
  private static final int HOURS_A_DAY = 24;

  private final String month;
  private final SortedMap<String, StationMonth> stations = new TreeMap<>();
  private final List<String> checks = new ArrayList<>();

  private FlaggedMonth(String month) {
    this.month = month;
  }

  /** Reads the flags of a month, such as {@code 2017-01}. */
  static FlaggedMonth read(BerlinData data, String month) throws IOException {
    FlaggedMonth flagged = new FlaggedMonth(month);
    int hours = YearMonth.parse(month).lengthOfMonth() * HOURS_A_DAY;
    try (BufferedReader flags = BerlinData.unpack(data.flags(month))) {
      flags.readLine();
      for (String line = flags.readLine(); line != null; line = flags.readLine()) {
        String[] fields = line.split(",", -1);
        flagged
            .stations
            .computeIfAbsent(fields[0], name -> new StationMonth(hours))
            .passed(hour(fields[1]), Integer.parseInt(fields[2]));
      }
    }
    return flagged;
  }

  /** Reads what a backtest found of the same readings. */
  void judge(Path findings) throws IOException {
    try (BufferedReader rows = Files.newBufferedReader(findings)) {
      rows.readLine();
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        String[] fields = row.split(",", -1);
        StationMonth station = stations.get(fields[0]);
        if (station == null) {
          throw new IOException("not one of the recorded stations: " + row);
        }
        if (fields[3].equals("overall")) {
          Verdict verdict = Verdict.valueOf(fields[4].toUpperCase(Locale.ROOT));
          station.judged(hour(fields[1]), verdict);
        } else if (fields[4].equals("fail")) {
          station.failed(hour(fields[1]), check(fields[3]));
        }
      }
    }
  }

  /** The hour of the month of a time such as {@code 2017-01-31T05:00Z}. */
  static int hour(String time) {
    int day = Integer.parseInt(time.substring(8, 10));
    return (day - 1) * HOURS_A_DAY + Integer.parseInt(time.substring(11, 13));
  }

  private int check(String name) {
    if (!checks.contains(name)) {
      checks.add(name);
    }
    return checks.indexOf(name);
  }

  String month() {
    return month;
  }

  /** All stations by name. */
  SortedMap<String, StationMonth> stations() {
    return Collections.unmodifiableSortedMap(stations);
  }

  /** Names of the checks that failed anything. */
  List<String> checks() {
    return Collections.unmodifiableList(checks);
  }
}
