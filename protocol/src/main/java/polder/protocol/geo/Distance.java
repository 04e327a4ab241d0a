package polder.protocol.geo;

/**
 * The named kernel of distances on the Earth as a sphere of its mean radius, 6371.0088 km (IUGG,
 * R1; Moritz, Geodetic Reference System 1980). Against the ellipsoid it errs by up to 0.6 percent.
 *
 * <p>Source: the haversine formula (R. W. Sinnott, Virtues of the Haversine, Sky and Telescope 68,
 * 1984): with h = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2), the angle is 2 atan2(√h, √(1−h)). Here 1−h
 * is the haversine to the opposite point, sin²((φ₁+φ₂)/2) + cos φ₁ cos φ₂ cos²(Δλ/2), not a
 * difference: so points nearly opposite lose no digits.
 */
public final class Distance {
  /** Mean radius of the Earth in decimetres. */
  static final double EARTH_RADIUS_DECIMETERS = 63_710_088.0;

  /** Half the circumference, the greatest distance there is, in decimetres. */
  public static final long MAX_DECIMETERS = 200_151_144L;

  private static final double HALF_MICRO_DEGREE = StrictMath.PI / (2.0 * 180.0 * Place.MICROS);

  private Distance() {}

  /**
   * The great-circle distance in decimetres, rounded half up. It is the same with the places
   * exchanged, and zero between equal places.
   */
  public static long decimeters(Place a, Place b) {
    return a.compareTo(b) <= 0 ? ordered(a, b) : ordered(b, a);
  }

  private static long ordered(Place first, Place second) {
    int lat1 = first.latMicro();
    int lat2 = second.latMicro();
    double halfLon = ((long) second.lonMicro() - first.lonMicro()) * HALF_MICRO_DEGREE;
    double rings =
        StrictMath.cos(2.0 * lat1 * HALF_MICRO_DEGREE)
            * StrictMath.cos(2.0 * lat2 * HALF_MICRO_DEGREE);
    double sinLon = StrictMath.sin(halfLon);
    double cosLon = StrictMath.cos(halfLon);
    double sinDifference = StrictMath.sin((lat2 - lat1) * HALF_MICRO_DEGREE);
    double sinSum = StrictMath.sin((lat2 + lat1) * HALF_MICRO_DEGREE);
    double near = sinDifference * sinDifference + rings * (sinLon * sinLon);
    double far = sinSum * sinSum + rings * (cosLon * cosLon);
    double angle = 2.0 * StrictMath.atan2(StrictMath.sqrt(near), StrictMath.sqrt(far));
    return (long) StrictMath.floor(angle * EARTH_RADIUS_DECIMETERS + 0.5);
  }
}
