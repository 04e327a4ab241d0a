package polder.networks.sensors;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import polder.networks.sensors.SensorParameters.DensityLevel;
import polder.networks.sensors.SensorParameters.Neighbours;
import polder.networks.sensors.SensorParameters.Quantity;

/** What a network of sensors pays for, in words. */
final class SensorWords {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long DECIMETERS_PER_KILOMETER = 10_000;
  // IUGG's mean radius, as for distances: 4 pi 6371.0088 km squared.
  private static final long EARTH_SQUARE_METERS = 510_065_884_886_000L;
  private static final long SQUARE_KILOMETER = 1_000_000;

  private SensorWords() {}

  /** What is paid and why. */
  static List<String> of(SensorParameters parameters) {
    List<String> words = new ArrayList<>();
    words.add(paidFor(parameters));
    words.add(
        "A station that reports on time all the while counts in full; time without a reading earns"
            + " nothing.");
    words.add(verified(parameters));
    for (DensityLevel level : parameters.levels()) {
      words.add(
          "An area of "
              + area(level.resolution())
              + " needs "
              + devices(level.target())
              + "; where more work, all of them earn less in proportion.");
    }
    words.add(
        "All stations within "
            + area(parameters.capResolution())
            + " together count as much as "
            + decimal(parameters.cellCap(), 6)
            + " at most.");
    parameters
        .sharedPlaces()
        .ifPresent(most ->
            words.add(
                most == 1
                    ? "Of stations that claim the very same place only the first one counts."
                    : "Of stations that claim the very same place only the first "
                        + most
                        + " count."));
    words.add(
        "A device that cannot sign what it says, and reports through a node, earns "
            + percent(parameters.viaPpm())
            + ".");
    return words;
  }

  private static String paidFor(SensorParameters parameters) {
    List<String> names = new ArrayList<>();
    for (Quantity quantity : parameters.quantities().values()) {
      String name = name(quantity);
      names.add(
          parameters.quantities().size() == 1
              ? name
              : name + " (" + percent(quantity.sharePpm()) + " of it)");
    }
    return "Stations are paid for readings of "
        + list(names)
        + ", one every "
        + duration(parameters.periodMillis())
        + ".";
  }

  private static String verified(SensorParameters parameters) {
    String unverified = percent(parameters.unverifiedPpm());
    long owners = 0;
    long radius = 0;
    for (Quantity quantity : parameters.quantities().values()) {
      if (quantity.neighbours().isPresent()) {
        Neighbours limits = quantity.neighbours().get();
        owners = Math.max(owners, limits.leastOwners());
        radius = Math.max(radius, limits.radiusDecimeters());
      }
    }
    if (owners == 0) {
      return "A reading that comes late earns "
          + unverified
          + " at most, and one that fails a check nothing.";
    }
    return "A reading counts in full once the nearest stations of "
        + owners
        + " other owners, at most "
        + kilometers(radius)
        + " away, agree with it; as long as too few are near, it earns "
        + unverified
        + ", and nothing if it fails a check.";
  }

  /** A quantity's name without what only says where the name comes from. */
  static String name(Quantity quantity) {
    return quantity.name().substring(quantity.name().lastIndexOf(':') + 1).replace('_', ' ');
  }

  /** {@code a, b and c}. */
  static String list(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.getFirst()
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /** {@code 1 station}, {@code 5 stations}. */
  static String devices(long count) {
    return count == 1 ? "1 station" : count + " stations";
  }

  /** Parts per million as {@code 30 %}. */
  static String percent(long ppm) {
    return decimal(ppm, 4) + " %";
  }

  /** Decimetres as {@code 4 km}. */
  static String kilometers(long decimeters) {
    return BigDecimal.valueOf(decimeters)
            .divide(BigDecimal.valueOf(DECIMETERS_PER_KILOMETER))
            .stripTrailingZeros()
            .toPlainString()
        + " km";
  }

  /** The mean area of H3's cells of a resolution, of which there are 2 + 120 · 7^r. */
  static String area(int resolution) {
    long cells = 120;
    for (int i = 0; i < resolution; i++) {
      cells *= 7;
    }
    long meters = EARTH_SQUARE_METERS / (cells + 2);
    if (meters >= 10 * SQUARE_KILOMETER) {
      return "about " + (meters + SQUARE_KILOMETER / 2) / SQUARE_KILOMETER + " km²";
    }
    return meters >= SQUARE_KILOMETER / 10
        ? "about " + decimal((meters + SQUARE_KILOMETER / 20) / (SQUARE_KILOMETER / 10), 1) + " km²"
        : "about " + Math.max(1, meters) + " m²";
  }

  private static String decimal(long unscaled, int scale) {
    return BigDecimal.valueOf(unscaled, scale).stripTrailingZeros().toPlainString();
  }

  /** Milliseconds in the largest unit that they are a whole number of. */
  static String duration(long millis) {
    if (millis % DAY == 0) {
      return counted(millis / DAY, "day");
    }
    if (millis % HOUR == 0) {
      return counted(millis / HOUR, "hour");
    }
    if (millis % MINUTE == 0) {
      return counted(millis / MINUTE, "minute");
    }
    return millis % SECOND == 0
        ? counted(millis / SECOND, "second")
        : counted(millis, "millisecond");
  }

  private static String counted(long count, String unit) {
    return count == 1 ? unit : count + " " + unit + "s";
  }
}
