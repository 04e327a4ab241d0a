package polder.protocol.json;

import java.math.BigDecimal;
import java.util.List;

/**
 * Numbers as ECMAScript holds and writes them (ECMA-262 Number::toString, which RFC 8785 §3.2.2.3
 * asks for). A kernel of real numbers: doubles, correctly rounded on every machine, by no more than
 * reading and the shortest text of Java ≥ 19, which is the shortest and nearest of ECMAScript too.
 */
final class EcmaNumber {
  /** A double written out in full needs fewer digits. */
  static final int MAX_LENGTH = 1_100;

  private EcmaNumber() {}

  /**
   * The canonical text of a JSON number. A fraction is rounded to the nearest double, as RFC 8785
   * asks; a whole number is never changed, for it may name or count something.
   *
   * @param written by the grammar of RFC 8259 §6
   * @throws IllegalArgumentException if it is no number, or none that a double holds
   */
  static String canonical(String written) {
    if (written.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a number of more than " + MAX_LENGTH + " characters");
    }
    if (!isNumber(written)) {
      throw new IllegalArgumentException("not a number");
    }
    double value = Double.parseDouble(written);
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException("a number beyond what a double holds");
    }
    if (value == 0) {
      if (!isZero(written)) {
        throw new IllegalArgumentException("a number nearer to zero than a double holds");
      }
      return "0";
    }
    String text = text(value);
    BigDecimal exact = new BigDecimal(written);
    if (exact.stripTrailingZeros().scale() <= 0 && exact.compareTo(new BigDecimal(text)) != 0) {
      throw new IllegalArgumentException(
          "a whole number that a double changes to " + text + "; write it as a string");
    }
    return text;
  }

  /** The text of a finite number other than zero. */
  static String text(double value) {
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    // value = 0.digits × 10^point
    int point = digits.length() - shortest.scale();
    StringBuilder out = new StringBuilder(value < 0 ? "-" : "");
    if (point > 21 || point <= -6) {
      out.append(digits.charAt(0));
      if (digits.length() > 1) {
        out.append('.').append(digits, 1, digits.length());
      }
      out.append(point > 0 ? "e+" : "e-").append(Math.abs(point - 1));
    } else if (point <= 0) {
      out.append("0.").repeat('0', -point).append(digits);
    } else if (point >= digits.length()) {
      out.append(digits).repeat('0', point - digits.length());
    } else {
      out.append(digits, 0, point).append('.').append(digits, point, digits.length());
    }
    return out.toString();
  }

  /** The fewest digits that read as {@code value} again, and of those the nearest to it. */
  private static BigDecimal shortest(double value) {
    BigDecimal found = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (found.precision() != 2) {
      return found;
    }
    // Java writes two digits at least, so that one digit that would do (5e-324) can be missed.
    BigDecimal exact = new BigDecimal(value);
    BigDecimal below =
        BigDecimal.valueOf(found.unscaledValue().longValue() / 10, found.scale() - 1);
    BigDecimal above = below.add(BigDecimal.valueOf(1, found.scale() - 1));
    boolean nearerBelow = exact.subtract(below).compareTo(above.subtract(exact)) < 0;
    BigDecimal nearer = nearerBelow ? below : above;
    BigDecimal farther = nearerBelow ? above : below;
    // Below a power of two doubles lie closer, so that the farther may do where the nearer does
    // not.
    for (BigDecimal one : List.of(nearer, farther)) {
      if (one.doubleValue() == value) {
        return one.stripTrailingZeros();
      }
    }
    return found;
  }

  private static boolean isZero(String written) {
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c == 'e' || c == 'E') {
        return true;
      }
      if (c >= '1' && c <= '9') {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(String text) {
    int at = text.startsWith("-") ? 1 : 0;
    int whole = digits(text, at);
    if (whole == at || (text.charAt(at) == '0' && whole > at + 1)) {
      return false;
    }
    at = whole;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1);
      if (fraction == at + 1) {
        return false;
      }
      at = fraction;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponent = digits(text, at);
      if (exponent == at) {
        return false;
      }
      at = exponent;
    }
    return at == text.length();
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
