package polder.backtest.report;

import java.util.Map;
import java.util.TreeMap;

/** What each check looks for, in one sentence. */
final class CheckSentences {
  private static final Map<String, String> SENTENCES =
      new TreeMap<>(
          Map.of(
              "bounds", "The value lies outside what the season and the place let expect.",
              "impossible", "The value lies outside what can be true at all.",
              "step", "The value changed faster than it can since the last good reading.",
              "spike", "One reading stands out from both the one before and the one after.",
              "neighbours", "The value is far from the median of the nearest stations of others.",
              "shared_coordinates", "More devices claim the very same place than may.",
              "late", "The reading came too late to be checked; this alone never rejects.",
              "same_time", "Another reading of the same time was there first."));

  private CheckSentences() {}

  /** A sentence; for a check that is not known here, that its kind of network has it. */
  static String of(String check) {
    return SENTENCES.getOrDefault(
        check, "A check of this kind of network; its documentation says what it looks for.");
  }
}
