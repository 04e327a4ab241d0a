package polder.agent.format;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decimal numbers as sources write them, within bounds that keep arithmetic cheap. */
final class Numbers {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?[0-9]{1,18}(\\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?");

  private static final int MAX_SCALE = 30;

  private Numbers() {}

  /** The number that {@code text} is; empty if it is none, such as {@code unavailable}. */
  static Optional<BigDecimal> parse(String text) {
    String trimmed = text.strip();
    return NUMBER.matcher(trimmed).matches() ? bounded(new BigDecimal(trimmed)) : Optional.empty();
  }

  /** {@code number} unless it has absurdly many digits. */
  static Optional<BigDecimal> bounded(BigDecimal number) {
    return Math.abs((long) number.scale()) <= MAX_SCALE && number.precision() <= MAX_SCALE
        ? Optional.of(number)
        : Optional.empty();
  }
}
