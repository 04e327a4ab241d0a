package polder.networks.sensors;

import java.util.Optional;
import polder.networks.Assessment.Verdict;
import polder.protocol.Hash;

/**
 * A reading that a group remembers.
 *
 * @param timeMillis when it was measured
 * @param value thousandths of the quantity's unit
 * @param own how it was judged and who carried it; empty for a station of another group
 */
record Past(long timeMillis, long value, Optional<Own> own) {
  /**
   * What only the home group knows of a reading.
   *
   * @param verdict what it counted as
   * @param neighboursAgreed whether enough neighbours saw the same
   * @param message the message that carried it
   */
  record Own(Verdict verdict, boolean neighboursAgreed, Hash message) {}

  /** Whether later readings may be compared with it. */
  boolean isTrusted() {
    return own.map(judged -> judged.verdict() != Verdict.REJECTED).orElse(true);
  }
}
