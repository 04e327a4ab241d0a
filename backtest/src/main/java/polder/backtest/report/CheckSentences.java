package polder.backtest.report;

import java.util.Map;
import java.util.TreeMap;

/** What each check looks for, in one sentence. */
final class CheckSentences {
  private static final Map<String, String> SENTENCES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "bounds", "The value lies outside what the season and the place let expect."),
              Map.entry("impossible", "The value lies outside what can be true at all."),
              Map.entry(
                  "step", "The value changed faster than it can since the last good reading."),
              Map.entry(
                  "spike", "One reading stands out from both the one before and the one after."),
              Map.entry(
                  "neighbours",
                  "The value is far from the median of the nearest stations of others."),
              Map.entry("shared_coordinates", "More devices claim the very same place than may."),
              Map.entry(
                  "late", "The reading came too late to be checked; this alone never rejects."),
              Map.entry("same_time", "Another reading of the same time was there first."),
              Map.entry(
                  "persistence",
                  "The value stands still for hours while the network's course moves."),
              Map.entry(
                  "siting",
                  "Over weeks the station does not follow the network's course: indoors, say."),
              Map.entry(
                  "reliability",
                  "Over weeks other checks rejected most of the station's readings."),
              Map.entry(
                  "copy",
                  "The readings repeat another device's: offset, scaled, later, or with white noise.")));

  private CheckSentences() {}

  /** A sentence; for a check that is not known here, that its kind of network has it. */
  static String of(String check) {
    return SENTENCES.getOrDefault(
        check, "A check of this kind of network; its documentation says what it looks for.");
  }
}
