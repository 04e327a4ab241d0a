package polder.protocol.senml;

import java.math.BigDecimal;
import polder.protocol.Bytes;

/** What a record says of its quantity (RFC 8428 §4.2). */
public sealed interface SenmlValue {
  /**
   * A number, exact and in one form for each value: no zeros at the end of its fraction, and no
   * negative scale where it fits a {@code long}.
   *
   * @param value mantissa × 10^exponent, where the mantissa fits a {@code long} and the exponent is
   *     from −30 to 30
   */
  record Number(BigDecimal value) implements SenmlValue {
    /** How far the exponent may be from 0. */
    public static final int MAX_EXPONENT = 30;

    /** Every number of so many digits fits a {@code long}. */
    private static final int DIGITS_THAT_FIT = 18;

    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal GREATEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /**
     * A number.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Number {
      value = value.stripTrailingZeros();
      if (value.scale() < 0 && fitsLong(value)) {
        value = value.setScale(0);
      }
      if (Math.abs((long) value.scale()) > MAX_EXPONENT
          || (value.precision() > DIGITS_THAT_FIT
              && value.unscaledValue().bitLength() >= Long.SIZE)) {
        throw new IllegalArgumentException("number has too many digits or is out of range");
      }
    }

    private static boolean fitsLong(BigDecimal value) {
      return value.compareTo(LEAST) >= 0 && value.compareTo(GREATEST) <= 0;
    }
  }

  /** A yes or no. */
  record Flag(boolean value) implements SenmlValue {}

  /** A text. */
  record Text(String value) implements SenmlValue {}

  /** Bytes. */
  record Data(Bytes value) implements SenmlValue {}
}
