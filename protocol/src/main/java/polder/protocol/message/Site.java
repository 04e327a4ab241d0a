package polder.protocol.message;

import polder.protocol.geo.Place;

/**
 * Where a fixed device stands, stated once at enrolment.
 *
 * @param place latitude and longitude
 * @param heightDecimeters height above sea level, from −5,000 to 100,000
 */
public record Site(Place place, int heightDecimeters) {
  public Site {
    if (heightDecimeters < -5_000 || heightDecimeters > 100_000) {
      throw new IllegalArgumentException(
          "height must be from -500 m to 10000 m, not " + heightDecimeters / 10 + " m");
    }
  }
}
