package polder.networks.sensors;

import polder.protocol.manifest.Parameters;

/**
 * How a quantity changes with height, so that stations at different heights can be compared: by so
 * much a kilometre, or in proportion, as pressure does.
 *
 * @param lapsePerKilometer its change, thousandths of the unit a kilometre upwards
 * @param scaleDecimeters over how much height it falls to 1 ÷ e; 0 where it does not
 * @param mostApartDecimeters stations that differ by more in height are not compared
 */
record Height(long lapsePerKilometer, long scaleDecimeters, long mostApartDecimeters) {
  private static final long DECIMETERS_PER_KILOMETER = 10_000;
  // Beyond any two sites.
  private static final long ANY = 1_000_000;

  /** Reads the keys of a neighbour check. */
  static Height of(Parameters check) {
    return new Height(
        SensorParameters.milli(check, "lapse_per_km"),
        check.has("scale_height_m") ? check.decimal("scale_height_m", 1, 50_000, 200_000) : 0,
        check.has("height_m") ? check.decimal("height_m", 1, 0, ANY) : ANY);
  }

  boolean isComparable(long higherDecimeters) {
    return Math.abs(higherDecimeters) <= mostApartDecimeters;
  }

  /**
   * What would be measured where it is higher.
   *
   * @param value what was measured, thousandths of the unit
   * @param higherDecimeters by how much it is higher there
   */
  long lift(long value, long higherDecimeters) {
    long lifted =
        value
            + Math.floorDiv(
                higherDecimeters * lapsePerKilometer + DECIMETERS_PER_KILOMETER / 2,
                DECIMETERS_PER_KILOMETER);
    return scaleDecimeters == 0 || higherDecimeters == 0
        ? lifted
        : kernel(lifted, higherDecimeters);
  }

  /** The hydrostatic equation for one temperature: p · exp(−Δh ÷ H), rounded to the nearest. */
  private long kernel(long value, long higherDecimeters) {
    double share = StrictMath.exp(-(double) higherDecimeters / scaleDecimeters);
    return (long) StrictMath.rint(value * share);
  }
}
