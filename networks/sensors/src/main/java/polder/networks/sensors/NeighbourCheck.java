package polder.networks.sensors;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.sensors.SensorParameters.Neighbours;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.message.Site;
import polder.protocol.money.Amounts;

/**
 * Compares a reading with the nearest stations of distinct other owners: it must lie within {@code
 * max(least limit, factor · 1.4826 · MAD, part · median)} of their median, after correction for
 * height. The median and the median absolute deviation (Hampel 1974) do not move while fewer than
 * half lie.
 */
final class NeighbourCheck {
  /** The check's name. */
  static final String NAME = "neighbours";

  // 1.4826, which makes the MAD of a normal distribution its standard deviation.
  private static final long MAD_TO_SIGMA_PPM = 1_482_600;

  private final Quantity quantity;
  private final Neighbours limits;
  private final Optional<HumidCheck> humid;
  private final Surroundings surroundings;
  private final int index;
  private final Site site;
  // Those within the radius, nearest first.
  private final int[] nearest;
  private final BitSet discounted;
  private final long[] values;
  private final long[] sample;

  /**
   * For one station.
   *
   * @param humid how humid it is at it and around, where that matters
   */
  NeighbourCheck(
      Quantity quantity,
      Neighbours limits,
      Optional<HumidCheck> humid,
      Neighbourhood neighbourhood) {
    this.quantity = quantity;
    this.limits = limits;
    this.humid = humid;
    this.surroundings = neighbourhood.surroundings();
    this.index = neighbourhood.index();
    this.site = surroundings.at(index).station().site();
    this.nearest = surroundings.within(index, limits.radiusDecimeters());
    this.discounted = surroundings.discounted(quantity);
    this.values = new long[limits.nearest()];
    this.sample = new long[limits.nearest()];
  }

  Finding of(Reading reading) {
    int count = gather(reading);
    if (count < limits.leastOwners()) {
      return new Finding(
          NAME, Result.UNDECIDED, count * 1_000L, limits.leastOwners() * 1_000L, "{owners}");
    }
    System.arraycopy(values, 0, sample, 0, count);
    long middle = middle(count);
    for (int i = 0; i < count; i++) {
      sample[i] = distance(values[i], middle);
    }
    long spread =
        Amounts.mulDiv(
            median(sample, count),
            Math.multiplyExact(MAD_TO_SIGMA_PPM, limits.madFactorPpm()),
            Amounts.MILLION * Amounts.MILLION);
    long part = Amounts.mulDiv(Math.abs(middle), limits.relativePpm(), Amounts.MILLION);
    long limit = Math.max(limits.leastLimit(), Math.max(spread, part));
    long deviation = distance(reading.value(), middle);
    return new Finding(
        NAME, deviation <= limit ? Result.PASS : Result.FAIL, deviation, limit, quantity.unit());
  }

  /** What neighbours of distinct owners measured at the time; how many there are. */
  private int gather(Reading reading) {
    HumidCheck.Air here =
        humid
            .map(check -> check.air(surroundings.at(index), reading.timeMillis()))
            .orElse(HumidCheck.Air.UNKNOWN);
    int count = 0;
    surroundings.beginOwners(index);
    for (int other : nearest) {
      if (discounted.get(other)) {
        continue;
      }
      Roll.Present neighbour = surroundings.at(other);
      Site its = neighbour.station().site();
      long higher = (long) site.heightDecimeters() - its.heightDecimeters();
      Series series = neighbour.series(quantity);
      int at = series.nearest(reading.timeMillis(), limits.withinMillis());
      if (at != Series.NONE
          && limits.height().isComparable(higher)
          && mayCompare(here, neighbour, series.times()[at])
          && surroundings.addOwner(other)) {
        values[count++] = limits.height().lift(series.values()[at], higher);
        if (count == values.length) {
          break;
        }
      }
    }
    return count;
  }

  private boolean mayCompare(HumidCheck.Air here, Roll.Present neighbour, long timeMillis) {
    return humid.isEmpty() || humid.get().mayCompare(here, neighbour, timeMillis);
  }

  private long middle(int count) {
    Optional<Circle> circle = quantity.traits().circle();
    return circle.isPresent() ? circle.get().median(sample, count) : median(sample, count);
  }

  private long distance(long one, long other) {
    Optional<Circle> circle = quantity.traits().circle();
    return circle.isPresent() ? circle.get().distance(one, other) : Math.abs(one - other);
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
