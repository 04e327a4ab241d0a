package polder.agent.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** When something was measured, if the source says so beyond doubt. */
final class Times {
  private static final Set<String> NAMES =
      Set.of("time", "timestamp", "ts", "datetime", "date", "time_utc", "last_updated");

  /** Seconds beyond this, the year 5138, are milliseconds; these begin in March 1973. */
  private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(100_000_000_000L);

  private Times() {}

  /** Whether a field of this name holds a time. */
  static boolean isTime(String name) {
    return NAMES.contains(name.toLowerCase(java.util.Locale.ROOT));
  }

  /**
   * Seconds or milliseconds since 1970, or ISO 8601 with its zone. A local time without one (as
   * Tasmota and rtl_433 write it) is none: guessing the zone would shift readings by hours.
   */
  static OptionalLong parse(String text) {
    Optional<BigDecimal> number = Numbers.parse(text);
    if (number.isPresent()) {
      return ofNumber(number.get());
    }
    try {
      return OptionalLong.of(
          OffsetDateTime.parse(text.strip().replaceFirst("^(\\S{10}) ", "$1T"))
              .toInstant()
              .toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong ofNumber(BigDecimal number) {
    if (number.signum() <= 0 || number.precision() - number.scale() > 15) {
      return OptionalLong.empty();
    }
    BigDecimal millis = number.compareTo(MOST_SECONDS) > 0 ? number : number.movePointRight(3);
    return OptionalLong.of(millis.setScale(0, RoundingMode.FLOOR).longValueExact());
  }
}
