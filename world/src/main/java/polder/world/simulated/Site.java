package polder.world.simulated;

import polder.protocol.geo.Place;

/**
 * Where a sensor stands.
 *
 * @param place on the map
 * @param heightMeters height above sea level
 */
public record Site(Place place, int heightMeters) {
  /** Latitude in micro-degrees. */
  int latMicro() {
    return place.latMicro();
  }

  /** Longitude in micro-degrees. */
  int lonMicro() {
    return place.lonMicro();
  }

  /** Distance over the ground in metres, by the haversine formula on a ball. */
  public double distanceMeters(Site other) {
    double lat = StrictMath.toRadians(latMicro() / 1e6);
    double otherLat = StrictMath.toRadians(other.latMicro() / 1e6);
    double lonApart = StrictMath.toRadians(((double) other.lonMicro() - lonMicro()) / 1e6);
    double sinLat = StrictMath.sin((otherLat - lat) / 2);
    double sinLon = StrictMath.sin(lonApart / 2);
    double chord =
        sinLat * sinLat + StrictMath.cos(lat) * StrictMath.cos(otherLat) * sinLon * sinLon;
    return 2
        * GlobePoint.EARTH_RADIUS_METERS
        * StrictMath.asin(Math.min(1, StrictMath.sqrt(chord)));
  }
}
