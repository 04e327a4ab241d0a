package polder.world.simulated;

/**
 * Cold fronts that travel east: a line that moves over the globe, mild air before it, a sharp drop
 * where it passes, and cold air behind that warms slowly. Each stretch of {@link #SLOT_HOURS} has
 * at most one. A place sees every front at its own delay, so the front of any moment is found
 * without following it from anywhere.
 */
final class Fronts {
  static final double SLOT_HOURS = 64;

  /** Eastward speed: about 41 km/h at 52° north. */
  private static final double DEGREES_PER_HOUR = 0.6;

  private static final long NO_FRONT_PPM = 150_000;
  private static final double PASSAGE_HOURS = 0.5;
  private static final double WARM_AHEAD_HOURS = 24;
  private static final double COLD_BEHIND_HOURS = 90;
  private static final double WARM_SHARE = 0.3;

  /** What all fronts together cool on average, given back so that the climate stays as it was. */
  private static final double MEAN_COOLING_KELVIN = 1.0;

  private final Chance chance;
  private final ValueNoise bends;
  private final double tilt;

  Fronts(long seed) {
    chance = new Chance(seed).branch(2);
    bends = ValueNoise.ofPlaces(chance.draw(-1), 300);
    // The line leans from north-east to south-west, by a little or a lot.
    tilt = new Chance(seed).branch(3).between(0.1, 0.8, 0);
  }

  /** How many hours later than at longitude zero on the equator fronts reach this place. */
  double delayHours(Site site, GlobePoint point) {
    double eastDegrees = (site.lonMicro() - tilt * Math.abs((double) site.latMicro())) / 1e6;
    return eastDegrees / DEGREES_PER_HOUR + 0.8 * bends.at(point);
  }

  /** Warming in kelvin at a moment in hours since 1970 less the place's delay. */
  double kelvin(double ownHours) {
    long slot = (long) Math.floor(ownHours / SLOT_HOURS);
    double sum = MEAN_COOLING_KELVIN;
    // Two slots back and one ahead is as far as a front is felt.
    for (long each = slot - 2; each <= slot + 1; each++) {
      sum += kelvinOfOne(ownHours - passageHours(each), dropKelvin(each));
    }
    return sum;
  }

  /** How close the nearest front is: from 0 (ten hours or more) to its drop in kelvin. */
  double nearness(double ownHours) {
    long slot = (long) Math.floor(ownHours / SLOT_HOURS);
    double strongest = 0;
    for (long each = slot - 1; each <= slot + 1; each++) {
      double away = Math.max(0, 1 - Math.abs(ownHours - passageHours(each)) / 10);
      strongest = Math.max(strongest, dropKelvin(each) * away * away);
    }
    return strongest;
  }

  /** When the front of a slot passes, in a place's own hours. */
  double passageHours(long slot) {
    return (slot + chance.between(0.1, 0.9, 2 * slot)) * SLOT_HOURS;
  }

  /** How strong the front of a slot is; zero where there is none. */
  double dropKelvin(long slot) {
    Chance own = chance.branch(2 * slot + 1);
    return own.happens(NO_FRONT_PPM, 0) ? 0 : own.between(2.5, 6, 1);
  }

  private static double kelvinOfOne(double hoursSince, double drop) {
    if (hoursSince < 0) {
      double ahead = Math.max(0, 1 + hoursSince / WARM_AHEAD_HOURS);
      return WARM_SHARE * drop * ahead * ahead;
    }
    double passed = ValueNoise.ease(Math.min(1, hoursSince / PASSAGE_HOURS));
    double behind = Math.max(0, 1 - hoursSince / COLD_BEHIND_HOURS);
    return drop * (WARM_SHARE * (1 - passed) - (1 - WARM_SHARE) * passed * behind * behind);
  }
}
