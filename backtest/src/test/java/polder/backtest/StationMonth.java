package polder.backtest;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import polder.networks.Assessment.Verdict;

/** What CrowdQC+ and Polder said of one station's readings, hour by hour of a month. */
final class StationMonth {
  /** Levels that CrowdQC+ has. */
  static final int LEVELS = 5;

  private static final byte SILENT = -1;
  private static final int GOOD_READINGS = 300;
  private static final double GOOD_SHARE = 0.9;
  private static final double UNVERIFIED = 0.3;

  private final byte[] levels;
  private final Verdict[] verdicts;
  private final int[] failed;

  StationMonth(int hours) {
    this.levels = new byte[hours];
    Arrays.fill(levels, SILENT);
    this.verdicts = new Verdict[hours];
    // Only readings that are not simply accepted are listed.
    Arrays.fill(verdicts, Verdict.ACCEPTED);
    this.failed = new int[hours];
  }

  /** CrowdQC+ passed so many levels. */
  void passed(int hour, int passed) {
    levels[hour] = (byte) passed;
  }

  /** Polder judged, perhaps for the second time. */
  void judged(int hour, Verdict verdict) {
    verdicts[hour] = verdict;
    failed[hour] = 0;
  }

  /** A check failed, by its place among the checks. */
  void failed(int hour, int check) {
    failed[hour] |= 1 << check;
  }

  /** Hours that have a reading. */
  IntStream hours() {
    return IntStream.range(0, levels.length).filter(hour -> levels[hour] != SILENT);
  }

  int level(int hour) {
    return levels[hour];
  }

  Verdict verdict(int hour) {
    return verdicts[hour];
  }

  boolean hasFailed(int hour, int check) {
    return (failed[hour] >> check & 1) == 1;
  }

  long count(IntPredicate hours) {
    return hours().filter(hours).count();
  }

  /** The most levels that any reading passed. */
  int highest() {
    return hours().map(this::level).max().orElse(0);
  }

  /** Whether nearly all of many readings pass all levels. */
  boolean isGood() {
    long readings = hours().count();
    return readings >= GOOD_READINGS
        && count(hour -> level(hour) == LEVELS) >= GOOD_SHARE * readings;
  }

  /** How many readings the second half of the month has. */
  long lateReadings() {
    return count(hour -> hour >= levels.length / 2);
  }

  /** What the readings of the second half of the month are worth together. */
  double lateWorth() {
    return hours()
        .filter(hour -> hour >= levels.length / 2)
        .mapToDouble(hour ->
            switch (verdict(hour)) {
              case ACCEPTED, CORROBORATED -> 1;
              case UNVERIFIED -> UNVERIFIED;
              case REJECTED -> 0;
            })
        .sum();
  }
}
