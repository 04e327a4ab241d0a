package polder.networks.sensors;

import java.util.BitSet;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.sensors.SensorParameters.Neighbours;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.networks.sensors.Traits.FaultyZeros;

/**
 * A clogged gauge: it says zero all the time that most of its neighbours measure rain, after the
 * faulty-zeros filter of de Vos et al. (2019). There the neighbours' median must be above zero in
 * each interval; stations here report when they like, so more than half of the neighbours must have
 * reported rain each time, which accuses less.
 */
final class FaultyZeroCheck {
  /** The check's name. */
  static final String NAME = "faulty_zeros";

  // Milliseconds in a thousandth of an hour.
  private static final long MILLI_HOUR = 3_600;

  private final Quantity quantity;
  private final Neighbours area;
  private final FaultyZeros limits;
  private final Surroundings surroundings;
  private final int index;

  /** For the station at {@code index}, among the neighbours that its quantity is compared with. */
  FaultyZeroCheck(
      Quantity quantity, FaultyZeros limits, Neighbours area, Neighbourhood neighbourhood) {
    this.quantity = quantity;
    this.limits = limits;
    this.area = area;
    this.surroundings = neighbourhood.surroundings();
    this.index = neighbourhood.index();
  }

  /**
   * Judges a reading.
   *
   * @param run since when the station says the same, this reading included
   */
  Finding of(Reading reading, Track.Run run) {
    long zeroMillis =
        run.readings() > 0 && run.value() == 0 && reading.value() == 0
            ? Math.max(0, reading.timeMillis() - run.sinceMillis())
            : 0;
    Result result =
        zeroMillis < limits.overMillis() || run.readings() < limits.leastReadings()
            ? Result.PASS
            : whileNeighboursMeasure(reading.timeMillis());
    return new Finding(
        NAME, result, zeroMillis / MILLI_HOUR, limits.overMillis() / MILLI_HOUR, "h");
  }

  private Result whileNeighboursMeasure(long untilMillis) {
    BitSet discounted = surroundings.discounted(quantity);
    int known = 0;
    int wet = 0;
    surroundings.beginOwners(index);
    for (int other : surroundings.within(index, area.radiusDecimeters())) {
      Series series = surroundings.at(other).series(quantity);
      int first = firstFrom(series, untilMillis - limits.overMillis());
      int end = firstFrom(series, untilMillis + 1);
      if (discounted.get(other)
          || end - first < limits.leastReadings()
          || !surroundings.addOwner(other)) {
        continue;
      }
      known++;
      wet += isAlwaysAboveZero(series, first, end) ? 1 : 0;
      if (known == area.nearest()) {
        break;
      }
    }
    if (known < area.leastOwners()) {
      return Result.UNDECIDED;
    }
    return 2 * wet > known ? Result.FAIL : Result.PASS;
  }

  private static int firstFrom(Series series, long timeMillis) {
    int at = 0;
    while (at < series.times().length && series.times()[at] < timeMillis) {
      at++;
    }
    return at;
  }

  private static boolean isAlwaysAboveZero(Series series, int first, int end) {
    for (int at = first; at < end; at++) {
      if (series.values()[at] <= 0) {
        return false;
      }
    }
    return true;
  }
}
