package polder.world.simulated;

import polder.protocol.geo.Place;

/**
 * A smooth made-up land between sea level and 300 m: wide lowlands, gentle hills. Slopes stay below
 * some 5 %. Immutable and safe for any number of threads.
 */
public final class Terrain {
  /** The height no hill exceeds. */
  public static final int HIGHEST_METERS = 300;

  private static final double MICRO_DEGREES_PER_METER =
      1e6 * StrictMath.toDegrees(1 / GlobePoint.EARTH_RADIUS_METERS);

  private final ValueNoise ranges;
  private final ValueNoise hills;
  private final ValueNoise slopes;

  /** The land that belongs to {@code seed}. */
  public Terrain(long seed) {
    Chance chance = new Chance(seed).branch(1);
    ranges = ValueNoise.ofPlaces(chance.draw(1), 45);
    hills = ValueNoise.ofPlaces(chance.draw(2), 14);
    slopes = ValueNoise.ofPlaces(chance.draw(3), 4);
  }

  /** Height in metres of a place, from 0 to {@link #HIGHEST_METERS}. */
  public double heightMeters(Place place) {
    GlobePoint point = GlobePoint.of(place);
    double rough = 0.6 * ranges.at(point) + 0.3 * hills.at(point) + 0.1 * slopes.at(point);
    double raised = Math.clamp(0.42 + rough, 0, 1);
    // Squared, because in most inhabited land the low parts are wide and the hills are few.
    return HIGHEST_METERS * raised * raised;
  }

  /** The place with its height, rounded to a metre. */
  public Site site(Place place) {
    return new Site(place, Math.toIntExact(Math.round(heightMeters(place))));
  }

  /** The site so many metres east and north of another; for distances small against the Earth. */
  Site near(Site from, double eastMeters, double northMeters) {
    double lat = from.latMicro() + northMeters * MICRO_DEGREES_PER_METER;
    double shrink = StrictMath.cos(StrictMath.toRadians(from.latMicro() / 1e6));
    double lon = from.lonMicro() + eastMeters * MICRO_DEGREES_PER_METER / Math.max(0.05, shrink);
    if (lon > 180e6) {
      lon -= 360e6;
    } else if (lon < -180e6) {
      lon += 360e6;
    }
    return site(new Place((int) Math.round(Math.clamp(lat, -90e6, 90e6)), (int) Math.round(lon)));
  }
}
