package polder.networks.sensors;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.sensors.SensorParameters.Neighbours;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.identity.Account;
import polder.protocol.money.Amounts;

/**
 * Compares a reading with the nearest stations of distinct other owners: it must lie within {@code
 * max(least limit, factor · 1.4826 · MAD)} of their median, after correction for height. The median
 * and the median absolute deviation (Hampel 1974) do not move while fewer than half lie.
 */
final class NeighbourCheck {
  /** The check's name. */
  static final String NAME = "neighbours";

  // 1.4826, which makes the MAD of a normal distribution its standard deviation.
  private static final long MAD_TO_SIGMA_PPM = 1_482_600;
  private static final long DECIMETERS_PER_KILOMETER = 10_000;

  private final Quantity quantity;
  private final Neighbours limits;
  private final Station station;
  private final Surroundings surroundings;
  // Those within the radius, nearest first.
  private final long[] nearest;

  NeighbourCheck(Quantity quantity, Neighbours limits, Station station, Surroundings surroundings) {
    this.quantity = quantity;
    this.limits = limits;
    this.station = station;
    this.surroundings = surroundings;
    this.nearest = surroundings.within(limits.radiusDecimeters());
  }

  Finding of(Reading reading) {
    long[] values = new long[limits.nearest()];
    int count = 0;
    SortedSet<Account> owners = new TreeSet<>();
    owners.add(station.owner());
    for (long near : nearest) {
      int other = Vicinity.indexOf(near);
      if (!surroundings.counts(other)) {
        continue;
      }
      Roll.Present neighbour = surroundings.all().get(other);
      Series series = neighbour.series(quantity.name());
      OptionalInt index = series.nearest(reading.timeMillis(), limits.withinMillis());
      if (index.isPresent() && owners.add(neighbour.station().owner())) {
        values[count++] = series.values()[index.getAsInt()] + heightCorrection(neighbour.station());
        if (count == values.length) {
          break;
        }
      }
    }
    if (count < limits.leastOwners()) {
      return new Finding(
          NAME, Result.UNDECIDED, count * 1_000L, limits.leastOwners() * 1_000L, "{owners}");
    }
    long[] sample = Arrays.copyOf(values, count);
    long median = median(sample);
    for (int i = 0; i < count; i++) {
      sample[i] = Math.abs(values[i] - median);
    }
    long spread =
        Amounts.mulDiv(
            median(sample),
            Math.multiplyExact(MAD_TO_SIGMA_PPM, limits.madFactorPpm()),
            Amounts.MILLION * Amounts.MILLION);
    long limit = Math.max(limits.leastLimit(), spread);
    long deviation = Math.abs(reading.value() - median);
    return new Finding(
        NAME, deviation <= limit ? Result.PASS : Result.FAIL, deviation, limit, quantity.unit());
  }

  /** What the neighbour would measure at this station's height, less what it measures. */
  private long heightCorrection(Station neighbour) {
    long higher = (long) station.site().heightDecimeters() - neighbour.site().heightDecimeters();
    return Math.floorDiv(
        higher * limits.lapsePerKilometer() + DECIMETERS_PER_KILOMETER / 2,
        DECIMETERS_PER_KILOMETER);
  }

  /** The middle of the sample, which is sorted in place; of two middle values the mean, floored. */
  private static long median(long[] sample) {
    Arrays.sort(sample);
    int middle = sample.length / 2;
    return sample.length % 2 == 1
        ? sample[middle]
        : Math.floorDiv(sample[middle - 1] + sample[middle], 2);
  }
}
