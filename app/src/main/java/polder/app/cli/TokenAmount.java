package polder.app.cli;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Amounts as people write them. */
final class TokenAmount {
  private static final Pattern FORM = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");

  private TokenAmount() {}

  /**
   * Tokens with up to nine decimals, in nano-tokens.
   *
   * @throws IllegalArgumentException if {@code text} is something else, zero or too much
   */
  static long nano(String text) {
    if (FORM.matcher(text).matches()) {
      try {
        long nano = new BigDecimal(text).movePointRight(9).longValueExact();
        if (nano > 0) {
          return nano;
        }
      } catch (ArithmeticException e) {
        // Said below.
      }
    }
    throw new IllegalArgumentException(
        text + " is no amount: tokens above 0 with up to nine decimals, at most 9223372036");
  }
}
