package polder.node.alerts;

import java.util.List;
import polder.epoch.KeyUse;

/**
 * What an epoch shows of a device.
 *
 * @param covered whether a report covers a part of the epoch's time, be it one of an epoch before
 * @param readings how many of its readings or messages were judged
 * @param rejected how many of these count for nothing
 * @param codes why, most frequent first
 */
record Sighting(boolean covered, long readings, long rejected, List<String> codes) {
  /** Nothing at all. */
  static final Sighting NOTHING = new Sighting(false, 0, 0, List.of());

  /** Its key signs in two places, so nothing that it says counts. */
  static final Sighting CLONED = new Sighting(true, 1, 1, List.of(KeyUse.Status.CLONED.code()));

  Sighting {
    codes = List.copyOf(codes);
  }

  boolean isCloned() {
    return codes.equals(CLONED.codes());
  }

  boolean isHeard() {
    return covered || readings > 0;
  }

  boolean isMostlyRejected(long sharePpm) {
    return rejected > 0 && rejected * 1_000_000 >= readings * sharePpm;
  }
}
