package polder.world.simulated;

/**
 * Smooth noise in [-1, 1]: random values on a lattice, blended with a quintic so that slopes are
 * smooth too. Lattices lie in the space around the globe rather than on a map, so there is no seam
 * and no pole. One noise has one scale; callers add several.
 *
 * <p>Standard deviations, which callers need to choose amplitudes: about 0.35 in space alone, 0.30
 * in space and time, 0.48 in time alone.
 */
final class ValueNoise {
  private static final long STEP_X = 0x9E3779B97F4A7C15L;
  private static final long STEP_Y = 0xC2B2AE3D27D4EB4FL;
  private static final long STEP_Z = 0x165667B19E3779F9L;
  private static final long STEP_TIME = 0xD6E8FEB86659FD93L;
  private static final double TO_UNIT = 0x1.0p-62;

  private final long seed;
  private final double cellsPerKilometer;
  private final double cellsPerHour;

  /**
   * @param scaleKilometers distance over which the noise forgets itself
   * @param scaleHours time over which it does
   */
  ValueNoise(long seed, double scaleKilometers, double scaleHours) {
    this.seed = Chance.mix(seed);
    this.cellsPerKilometer = 1 / scaleKilometers;
    this.cellsPerHour = 1 / scaleHours;
  }

  /** Noise that stays as it is for ever. */
  static ValueNoise ofPlaces(long seed, double scaleKilometers) {
    return new ValueNoise(seed, scaleKilometers, 1);
  }

  /** Noise that is the same everywhere. */
  static ValueNoise ofTime(long seed, double scaleHours) {
    return new ValueNoise(seed, 1, scaleHours);
  }

  double at(GlobePoint point) {
    return slice(point, seed);
  }

  double at(GlobePoint point, double hours) {
    double position = hours * cellsPerHour;
    double floor = Math.floor(position);
    long base = seed + (long) floor * STEP_TIME;
    double before = slice(point, base);
    double after = slice(point, base + STEP_TIME);
    return blend(before, after, ease(position - floor));
  }

  double at(double hours) {
    double position = hours * cellsPerHour;
    double floor = Math.floor(position);
    long base = seed + (long) floor * STEP_TIME;
    return blend(corner(base), corner(base + STEP_TIME), ease(position - floor));
  }

  private double slice(GlobePoint point, long base) {
    double x = point.xKilometers() * cellsPerKilometer;
    double y = point.yKilometers() * cellsPerKilometer;
    double z = point.zKilometers() * cellsPerKilometer;
    double floorX = Math.floor(x);
    double floorY = Math.floor(y);
    double floorZ = Math.floor(z);
    long low = base + (long) floorX * STEP_X + (long) floorY * STEP_Y + (long) floorZ * STEP_Z;
    double alongX = ease(x - floorX);
    double alongY = ease(y - floorY);
    double bottom = square(low, alongX, alongY);
    double top = square(low + STEP_Z, alongX, alongY);
    return blend(bottom, top, ease(z - floorZ));
  }

  private static double square(long low, double alongX, double alongY) {
    double near = blend(corner(low), corner(low + STEP_X), alongX);
    double far = blend(corner(low + STEP_Y), corner(low + STEP_X + STEP_Y), alongX);
    return blend(near, far, alongY);
  }

  private static double corner(long position) {
    return (Chance.mix(position) >> 1) * TO_UNIT;
  }

  private static double blend(double from, double to, double weight) {
    return from + (to - from) * weight;
  }

  /** 6t⁵ − 15t⁴ + 10t³: from 0 to 1 with no slope and no bend at either end (Perlin 2002). */
  static double ease(double t) {
    return t * t * t * (t * (t * 6 - 15) + 10);
  }
}
