package polder.networks.sensors;

import java.util.Arrays;
import java.util.BitSet;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.sensors.SensorParameters.Neighbours;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.message.Site;
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
  private final Surroundings surroundings;
  private final int index;
  private final Site site;
  // Those within the radius, nearest first.
  private final long[] nearest;
  private final BitSet discounted;
  private final long[] values;
  private final long[] sample;

  /** For the station at {@code index}. */
  NeighbourCheck(Quantity quantity, Neighbours limits, Surroundings surroundings, int index) {
    this.quantity = quantity;
    this.limits = limits;
    this.surroundings = surroundings;
    this.index = index;
    this.site = surroundings.at(index).station().site();
    this.nearest = surroundings.within(index, limits.radiusDecimeters());
    this.discounted = surroundings.discounted(quantity);
    this.values = new long[limits.nearest()];
    this.sample = new long[limits.nearest()];
  }

  Finding of(Reading reading) {
    int count = 0;
    surroundings.beginOwners(index);
    for (long near : nearest) {
      int other = Vicinity.indexOf(near);
      if (discounted.get(other)) {
        continue;
      }
      Roll.Present neighbour = surroundings.at(other);
      Series series = neighbour.series(quantity);
      int at = series.nearest(reading.timeMillis(), limits.withinMillis());
      if (at != Series.NONE && surroundings.addOwner(other)) {
        values[count++] = series.values()[at] + heightCorrection(neighbour.station().site());
        if (count == values.length) {
          break;
        }
      }
    }
    if (count < limits.leastOwners()) {
      return new Finding(
          NAME, Result.UNDECIDED, count * 1_000L, limits.leastOwners() * 1_000L, "{owners}");
    }
    System.arraycopy(values, 0, sample, 0, count);
    long median = median(sample, count);
    for (int i = 0; i < count; i++) {
      sample[i] = Math.abs(values[i] - median);
    }
    long spread =
        Amounts.mulDiv(
            median(sample, count),
            Math.multiplyExact(MAD_TO_SIGMA_PPM, limits.madFactorPpm()),
            Amounts.MILLION * Amounts.MILLION);
    long limit = Math.max(limits.leastLimit(), spread);
    long deviation = Math.abs(reading.value() - median);
    return new Finding(
        NAME, deviation <= limit ? Result.PASS : Result.FAIL, deviation, limit, quantity.unit());
  }

  /** What a neighbour would measure at this station's height, less what it measures. */
  private long heightCorrection(Site neighbour) {
    long higher = (long) site.heightDecimeters() - neighbour.heightDecimeters();
    return Math.floorDiv(
        higher * limits.lapsePerKilometer() + DECIMETERS_PER_KILOMETER / 2,
        DECIMETERS_PER_KILOMETER);
  }

  /**
   * The middle of the first {@code count} of {@code sample}, which are sorted in place; of two
   * middle values the mean, floored.
   */
  private static long median(long[] sample, int count) {
    Arrays.sort(sample, 0, count);
    int middle = count / 2;
    return count % 2 == 1 ? sample[middle] : Math.floorDiv(sample[middle - 1] + sample[middle], 2);
  }
}
