package polder.world.simulated;

import polder.protocol.geo.Place;

/** A point on the Earth taken as a ball, in kilometres from its centre. */
record GlobePoint(double xKilometers, double yKilometers, double zKilometers) {
  /** Mean radius of the Earth (IUGG R1). */
  static final double EARTH_RADIUS_METERS = 6_371_008.8;

  static GlobePoint of(Place place) {
    double lat = StrictMath.toRadians(place.latMicro() / 1e6);
    double lon = StrictMath.toRadians(place.lonMicro() / 1e6);
    double radius = EARTH_RADIUS_METERS / 1000;
    double fromAxis = radius * StrictMath.cos(lat);
    return new GlobePoint(
        fromAxis * StrictMath.cos(lon),
        fromAxis * StrictMath.sin(lon),
        radius * StrictMath.sin(lat));
  }
}
