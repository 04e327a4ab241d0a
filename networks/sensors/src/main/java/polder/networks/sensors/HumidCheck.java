package polder.networks.sensors;

import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.sensors.SensorParameters.Quantity;

/**
 * How humid it was where and when something was measured. Optical counters take water on particles
 * for particles, so what they say in humid air is worth less (Crilley et al. 2018).
 */
final class HumidCheck {
  /** The check's name. */
  static final String NAME = "humid";

  private final Traits.Humid limits;
  private final Quantity humidity;

  /** By readings of {@code humidity} at the same station. */
  HumidCheck(Traits.Humid limits, Quantity humidity) {
    this.limits = limits;
    this.humidity = humidity;
  }

  /** What is known of the air at a station. */
  enum Air {
    DRY,
    HUMID,
    UNKNOWN
  }

  Air air(Roll.Present station, long timeMillis) {
    Series series = station.series(humidity);
    int at = series.nearest(timeMillis, limits.withinMillis());
    if (at == Series.NONE) {
      return Air.UNKNOWN;
    }
    return series.values()[at] > limits.above() ? Air.HUMID : Air.DRY;
  }

  /** Fails in humid air; without a reading of the humidity near the time it cannot know. */
  Finding of(Roll.Present station, long timeMillis) {
    Series series = station.series(humidity);
    int at = series.nearest(timeMillis, limits.withinMillis());
    if (at == Series.NONE) {
      return new Finding(NAME, Result.UNDECIDED, 0, limits.above(), humidity.unit());
    }
    long value = series.values()[at];
    return new Finding(
        NAME,
        value > limits.above() ? Result.FAIL : Result.PASS,
        value,
        limits.above(),
        humidity.unit());
  }

  /**
   * Whether a neighbour can say anything of a reading: what was measured in humid air corroborates
   * nothing, and what is to be confirmed though it was humid needs air that is known to be dry.
   */
  boolean mayCompare(Air here, Roll.Present neighbour, long timeMillis) {
    Air there = air(neighbour, timeMillis);
    return here == Air.HUMID ? there == Air.DRY : there != Air.HUMID;
  }
}
