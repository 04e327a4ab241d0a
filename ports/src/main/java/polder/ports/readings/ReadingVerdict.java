package polder.ports.readings;

import java.util.Locale;

/** What became of a reading, as its epoch's outcome says. */
public enum ReadingVerdict {
  /** Every check that could decide was passed, and enough could. */
  ACCEPTED,
  /** Unusual, but distinct owners saw the same. */
  CORROBORATED,
  /** Nothing speaks against it, too little for it; or it came late. */
  UNVERIFIED,
  /** A check was failed. */
  REJECTED;

  /** The name that people read, such as {@code accepted}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it counts as a good one. */
  public boolean isGood() {
    return this == ACCEPTED || this == CORROBORATED;
  }
}
