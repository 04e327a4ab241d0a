package polder.protocol.senml;

/**
 * One measurement, resolved: complete without the pack it came in (RFC 8428 §4.6).
 *
 * @param name what was measured and by whom: 1 to 255 of A–Z a–z 0–9 {@code - : . / _}, the first a
 *     letter or digit (RFC 8428 §4.5.1)
 * @param unit a unit of the SenML registry, at most 64 characters; empty where none is said
 * @param value what was measured
 * @param timeMillis when, in milliseconds since 1970-01-01T00:00Z; from 2^28 seconds on, because
 *     SenML takes smaller times as relative to now, to the end of the year 9999
 */
public record SenmlRecord(String name, String unit, SenmlValue value, long timeMillis) {
  /** Greatest number of characters of a name. */
  public static final int MAX_NAME_LENGTH = 255;

  /** Greatest number of characters of a unit. */
  public static final int MAX_UNIT_LENGTH = 64;

  /** The earliest time that is not relative to now: 1978-07-04T21:24:16Z (RFC 8428 §4.5.3). */
  public static final long MIN_TIME_MILLIS = (1L << 28) * 1000;

  /** The last millisecond of the year 9999. */
  public static final long MAX_TIME_MILLIS = 253_402_300_799_999L;

  /**
   * A measurement.
   *
   * @throws IllegalArgumentException if the name, unit or time is not as described
   */
  public SenmlRecord {
    checkName(name);
    if (unit.length() > MAX_UNIT_LENGTH) {
      throw new IllegalArgumentException("unit is longer than " + MAX_UNIT_LENGTH + " characters");
    }
    if (timeMillis < MIN_TIME_MILLIS) {
      throw new IllegalArgumentException(
          "time is before 2^28 seconds, which SenML takes as relative to now");
    }
    if (timeMillis > MAX_TIME_MILLIS) {
      throw new IllegalArgumentException("time is after the year 9999");
    }
  }

  private static void checkName(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name is empty");
    }
    if (name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException("name is longer than " + MAX_NAME_LENGTH + " characters");
    }
    if (!isLetterOrDigit(name.charAt(0))) {
      throw new IllegalArgumentException("name does not start with a letter or digit");
    }
    for (int i = 1; i < name.length(); i++) {
      char character = name.charAt(i);
      if (!isLetterOrDigit(character) && "-:./_".indexOf(character) < 0) {
        throw new IllegalArgumentException("name has a character other than A-Z a-z 0-9 - : . / _");
      }
    }
  }

  private static boolean isLetterOrDigit(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9');
  }
}
