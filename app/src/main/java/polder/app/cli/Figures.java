package polder.app.cli;

import java.math.BigDecimal;
import java.time.Instant;

/** Numbers as people read them, the same in every locale. */
final class Figures {
  private Figures() {}

  /** Parts per million as a fraction, such as {@code 0.25}. */
  static String ppm(long ppm) {
    return scaled(ppm, 6);
  }

  /** Thousandths as a number, such as {@code 21.5}. */
  static String milli(long milli) {
    return scaled(milli, 3);
  }

  /** A moment as ISO 8601 in UTC. */
  static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /** The first letters of a hash. */
  static String brief(String hex) {
    return hex.substring(0, Math.min(12, hex.length()));
  }

  private static String scaled(long number, int digits) {
    BigDecimal value = BigDecimal.valueOf(number, digits).stripTrailingZeros();
    return (value.scale() < 0 ? value.setScale(0) : value).toPlainString();
  }
}
