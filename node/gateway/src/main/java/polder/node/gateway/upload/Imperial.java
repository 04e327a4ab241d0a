package polder.node.gateway.upload;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * From the units that consoles send to those that networks take, exact in decimals. Factors are
 * those of NIST Special Publication 811 (2008), appendix B.8.
 */
final class Imperial {
  private static final BigDecimal FREEZING = BigDecimal.valueOf(32);
  private static final BigDecimal FIVE = BigDecimal.valueOf(5);
  private static final BigDecimal NINE = BigDecimal.valueOf(9);
  // Conventional inch of mercury; that at 32 F is 3386.38 Pa, which differs by 0.3 Pa at 1000 hPa.
  private static final BigDecimal PASCALS_PER_INCH = new BigDecimal("3386.389");
  private static final BigDecimal METRES_A_SECOND_PER_MPH = new BigDecimal("0.44704");
  private static final BigDecimal MILLIMETRES_PER_INCH = new BigDecimal("25.4");

  private Imperial() {}

  /** °F to °C in steps of 0.01: consoles send steps of 0.1 °F, which are 0.056 °C. */
  static BigDecimal celsius(BigDecimal fahrenheit) {
    return fahrenheit.subtract(FREEZING).multiply(FIVE).divide(NINE, 2, RoundingMode.HALF_EVEN);
  }

  /** Inches of mercury to whole pascals: consoles send steps of 0.001 inHg, which are 3.4 Pa. */
  static BigDecimal pascals(BigDecimal inches) {
    return inches.multiply(PASCALS_PER_INCH).setScale(0, RoundingMode.HALF_EVEN);
  }

  /** Miles an hour to metres a second, exactly. */
  static BigDecimal metresASecond(BigDecimal milesAnHour) {
    return milesAnHour.multiply(METRES_A_SECOND_PER_MPH);
  }

  /** Inches to millimetres, exactly. */
  static BigDecimal millimetres(BigDecimal inches) {
    return inches.multiply(MILLIMETRES_PER_INCH);
  }
}
