package polder.agent;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Conversion between units of one kind, by definitions that are exact. Units are written as sources
 * write them (°F, hPa, µg/m³) or as SenML does (Cel, Pa, ug/m3).
 */
final class Units {
  /** Decimals kept beyond those of the value where the exact quotient has no end, as with °F. */
  private static final int MORE_DECIMALS = 6;

  /**
   * A unit: base unit = (value + shift) × numerator ÷ denominator.
   *
   * @param kind what it measures
   */
  private record Unit(String kind, BigDecimal shift, BigDecimal numerator, BigDecimal denominator) {
    static Unit of(String kind, String factor) {
      return of(kind, "0", factor, "1");
    }

    static Unit of(String kind, String shift, String numerator, String denominator) {
      return new Unit(
          kind, new BigDecimal(shift), new BigDecimal(numerator), new BigDecimal(denominator));
    }
  }

  private static final Map<String, Unit> UNITS =
      Map.ofEntries(
          Map.entry("cel", Unit.of("temperature", "1")),
          Map.entry("c", Unit.of("temperature", "1")),
          Map.entry("f", Unit.of("temperature", "-32", "5", "9")),
          Map.entry("k", Unit.of("temperature", "-273.15", "1", "1")),
          Map.entry("pa", Unit.of("pressure", "1")),
          Map.entry("hpa", Unit.of("pressure", "100")),
          Map.entry("mbar", Unit.of("pressure", "100")),
          Map.entry("kpa", Unit.of("pressure", "1000")),
          Map.entry("bar", Unit.of("pressure", "100000")),
          // The conventional millimetre of mercury: 13595.1 kg/m³ × 9.80665 m/s² × 1 mm.
          Map.entry("mmhg", Unit.of("pressure", "133.322387415")),
          Map.entry("%", Unit.of("ratio", "1")),
          Map.entry("%rh", Unit.of("ratio", "1")),
          Map.entry("/", Unit.of("ratio", "100")),
          Map.entry("ug/m3", Unit.of("density", "1")),
          Map.entry("mg/m3", Unit.of("density", "1000")),
          Map.entry("lx", Unit.of("illuminance", "1")),
          Map.entry("m/s", Unit.of("speed", "1")),
          Map.entry("km/h", Unit.of("speed", "0", "5", "18")),
          Map.entry("mph", Unit.of("speed", "0.44704")),
          Map.entry("kn", Unit.of("speed", "0", "1852", "3600")),
          Map.entry("m", Unit.of("length", "1")),
          Map.entry("cm", Unit.of("length", "0.01")),
          Map.entry("mm", Unit.of("length", "0.001")),
          Map.entry("km", Unit.of("length", "1000")),
          Map.entry("in", Unit.of("length", "0.0254")),
          Map.entry("w", Unit.of("power", "1")),
          Map.entry("kw", Unit.of("power", "1000")),
          Map.entry("wh", Unit.of("energy", "1")),
          Map.entry("kwh", Unit.of("energy", "1000")),
          Map.entry("v", Unit.of("voltage", "1")),
          Map.entry("a", Unit.of("current", "1")),
          Map.entry("ppm", Unit.of("concentration", "1")),
          Map.entry("ppb", Unit.of("concentration", "0.001")));

  private Units() {}

  /**
   * {@code value} in another unit; where the exact result has no end it is rounded half to even,
   * six decimals beyond those of {@code value}.
   *
   * @return empty if a unit is not known or they do not measure the same
   */
  static Optional<BigDecimal> convert(BigDecimal value, String from, String to) {
    if (from.equals(to)) {
      return Optional.of(value);
    }
    Unit source = UNITS.get(spelling(from));
    Unit target = UNITS.get(spelling(to));
    if (source == null || target == null || !source.kind().equals(target.kind())) {
      return Optional.empty();
    }
    BigDecimal dividend =
        value.add(source.shift()).multiply(source.numerator()).multiply(target.denominator());
    BigDecimal divisor = source.denominator().multiply(target.numerator());
    int decimals = Math.max(0, value.scale()) + MORE_DECIMALS;
    return Optional.of(
        dividend
            .divide(divisor, decimals, RoundingMode.HALF_EVEN)
            .subtract(target.shift())
            .stripTrailingZeros());
  }

  private static String spelling(String unit) {
    return unit.strip()
        .replace("℃", "C")
        .replace("℉", "F")
        .replaceAll("^(°|º|'|deg)\\s*", "")
        .replace('µ', 'u')
        .replace('μ', 'u')
        .replace("³", "3")
        .toLowerCase(Locale.ROOT);
  }
}
