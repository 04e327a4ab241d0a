package polder.networks.sensors;

import java.util.Optional;
import polder.networks.Assessment.Verdict;

/**
 * A reading that a group remembers.
 *
 * @param timeMillis when it was measured
 * @param value thousandths of the quantity's unit
 * @param own how it was judged; empty for a station of another group
 */
record Past(long timeMillis, long value, Optional<Own> own) {
  /**
   * What only the home group knows of a reading.
   *
   * @param verdict what it counted as
   * @param neighboursAgreed whether enough neighbours saw the same
   * @param goodAlone whether only what the slow checks say of its station spoke against it, if
   *     anything did
   */
  record Own(Verdict verdict, boolean neighboursAgreed, boolean goodAlone) {}

  /** Whether later readings may be compared with it. */
  boolean isTrusted() {
    return own.isEmpty() || own.get().verdict() != Verdict.REJECTED;
  }

  /** The same reading, known to be bad. */
  Past rejected() {
    return new Past(timeMillis, value, own.map(judged -> new Own(Verdict.REJECTED, false, false)));
  }
}
