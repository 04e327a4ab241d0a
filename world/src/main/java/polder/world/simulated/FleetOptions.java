package polder.world.simulated;

import polder.protocol.geo.Place;

/**
 * What kind of fleet to plan.
 *
 * @param devices how many, 1 to {@value #MOST_DEVICES}
 * @param cheatsPpm how many of a million devices are used to cheat
 * @param faultsPpm how many of a million devices are honest and faulty; with the cheats at most a
 *     million
 * @param centre the map's middle, at most 80 degrees from the equator
 * @param extentMeters side of the square in which owners live, 100 m to 1,000 km; their second and
 *     third device may be said to stand up to 1.5 km outside
 * @param periodMillis time between two reports of a device
 * @param seed of the land, the weather and the fleet
 */
public record FleetOptions(
    int devices,
    long cheatsPpm,
    long faultsPpm,
    Place centre,
    int extentMeters,
    long periodMillis,
    long seed) {
  /** The largest fleet. */
  public static final int MOST_DEVICES = 1_000_000;

  private static final int MOST_LAT_MICRO = 80_000_000;
  private static final Place UTRECHT = new Place(52_090_700, 5_121_400);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public FleetOptions {
    within("devices", devices, 1, MOST_DEVICES);
    within("cheatsPpm", cheatsPpm, 0, 1_000_000);
    within("faultsPpm", faultsPpm, 0, 1_000_000 - cheatsPpm);
    within("latitude of the centre", centre.latMicro(), -MOST_LAT_MICRO, MOST_LAT_MICRO);
    within("extentMeters", extentMeters, 100, 1_000_000);
    within("periodMillis", periodMillis, 1, 86_400_000);
  }

  /**
   * A fleet around Utrecht, about one device a square kilometre, which reports every 150 s as many
   * stock sensors do; a tenth of it faulty and nobody cheating.
   */
  public static FleetOptions of(int devices, long seed) {
    int side = (int) (1_000 * Math.ceil(StrictMath.sqrt(Math.clamp(devices, 9, MOST_DEVICES))));
    return new FleetOptions(devices, 0, 100_000, UTRECHT, side, 150_000, seed);
  }

  /** The same with another share of cheats, in devices of a million. */
  public FleetOptions withCheatsPpm(long ppm) {
    return new FleetOptions(devices, ppm, faultsPpm, centre, extentMeters, periodMillis, seed);
  }

  /** The same with another share of faults, in devices of a million. */
  public FleetOptions withFaultsPpm(long ppm) {
    return new FleetOptions(devices, cheatsPpm, ppm, centre, extentMeters, periodMillis, seed);
  }

  /** The same on another map: its middle and the side of its square in metres. */
  public FleetOptions withMap(Place middle, int sideMeters) {
    return new FleetOptions(devices, cheatsPpm, faultsPpm, middle, sideMeters, periodMillis, seed);
  }

  /** The same with another time between two reports of a device. */
  public FleetOptions withPeriodMillis(long millis) {
    return new FleetOptions(devices, cheatsPpm, faultsPpm, centre, extentMeters, millis, seed);
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + most + ", not " + value);
    }
  }
}
