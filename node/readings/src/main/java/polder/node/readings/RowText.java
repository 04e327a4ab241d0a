package polder.node.readings;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How values stand in files. */
final class RowText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private RowText() {}

  /** An instant in UTC with milliseconds, as ISO 8601 has it. */
  static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  /** A number without needless zeros. */
  static String decimal(long unscaled, int scale) {
    BigDecimal number = BigDecimal.valueOf(unscaled, scale).stripTrailingZeros();
    return number.toPlainString();
  }
}
