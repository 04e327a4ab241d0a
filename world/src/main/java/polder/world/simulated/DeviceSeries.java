package polder.world.simulated;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one device reports through time. Each reading follows from the device and the moment alone:
 * any moment may be asked, in any order, and again after a restart. Immutable and safe for any
 * number of threads.
 */
public final class DeviceSeries {
  /** Sensors tell tenths of a degree. */
  public static final long RESOLUTION_MILLI_DEGREES = 100;

  /** How far a copy looks back over its original's gap before it stays silent too. */
  private static final int MOST_PERIODS_BACK = 24;

  private static final long CALIBRATION_MILLI_KELVIN = 120;
  private static final long MILLIS_PER_HOUR = 3_600_000;

  private final PlannedDevice device;
  private final LocalWeather weather;
  private final Optional<DeviceSeries> original;
  private final Chance noise;
  private final Chance events;
  private final ValueNoise fancy;
  private final double calibrationMilliKelvin;

  /**
   * The series of a device in a world.
   *
   * @param weather at the place where the sensor stands; for an invented series, at the place where
   *     it is said to
   * @param original the series that a cheat repeats, where it repeats one
   * @param chance this device's own
   */
  DeviceSeries(
      PlannedDevice device, LocalWeather weather, Optional<DeviceSeries> original, Chance chance) {
    this.device = device;
    this.weather = weather;
    this.original = original;
    this.noise = chance.branch(0);
    this.events = chance.branch(1);
    this.fancy = ValueNoise.ofTime(chance.draw(2), 30);
    this.calibrationMilliKelvin = CALIBRATION_MILLI_KELVIN * chance.bell(3);
  }

  /** The device whose series this is. */
  public PlannedDevice device() {
    return device;
  }

  /** What the device reports at a moment in milliseconds since 1970; empty in a gap. */
  public Optional<SimulatedReading> reading(long timeMillis) {
    OptionalLong value = milliDegrees(timeMillis);
    return value.isPresent()
        ? Optional.of(new SimulatedReading(timeMillis, value.getAsLong()))
        : Optional.empty();
  }

  private OptionalLong milliDegrees(long timeMillis) {
    return switch (device.behaviour()) {
      case Behaviour.Honest(Fault fault) -> faulty(fault, timeMillis);
      case Cheat.Copy copy ->
          repeated(
              timeMillis, copy.delayMillis(), copy.offsetMilliKelvin(), copy.noiseMilliKelvin());
      case Cheat.Invented invented -> invented(invented, timeMillis);
      case Cheat.WrongPlace _ -> sensed(timeMillis, 0);
      case Cheat.ManyInOneRoom room ->
          room.lead() == device.index()
              ? sensed(timeMillis, 0)
              : repeated(timeMillis, 0, 0, room.noiseMilliKelvin());
    };
  }

  private OptionalLong faulty(Fault fault, long timeMillis) {
    return switch (fault) {
      case Fault.None _ -> sensed(timeMillis, 0);
      case Fault.Bias(long milliKelvin) -> sensed(timeMillis, milliKelvin);
      case Fault.Drift drift -> sensed(timeMillis, drift.errorMilliKelvin(timeMillis));
      case Fault.Stuck(long every, long lasting) ->
          sensed(episodeStart(timeMillis, every, lasting).orElse(timeMillis), 0);
      case Fault.Spikes(long ppm, long milliKelvin) ->
          sensed(timeMillis, spike(timeMillis, ppm, milliKelvin));
      case Fault.Indoor(long room, long outdoorPpm) -> indoor(timeMillis, room, outdoorPpm);
      case Fault.Gaps(long lostPpm, long every, long lasting) ->
          events.happens(lostPpm, timeMillis)
                  || episodeStart(timeMillis, every, lasting).isPresent()
              ? OptionalLong.empty()
              : sensed(timeMillis, 0);
    };
  }

  /** The weather outside with this sensor's errors. */
  private OptionalLong sensed(long timeMillis, double errorMilliKelvin) {
    return told(1_000 * weather.celsius(timeMillis) + errorMilliKelvin, timeMillis);
  }

  private OptionalLong told(double milliDegrees, long timeMillis) {
    double blur = device.noiseMilliKelvin() * noise.bell(timeMillis);
    return OptionalLong.of(resolved(milliDegrees + calibrationMilliKelvin + blur));
  }

  private double spike(long timeMillis, long ppm, long milliKelvin) {
    if (!events.happens(ppm, timeMillis)) {
      return 0;
    }
    double size = milliKelvin * events.branch(timeMillis).between(0.6, 1.4, 0);
    return events.branch(timeMillis).happens(500_000, 1) ? size : -size;
  }

  /** A heated room follows the weather weakly and some hours later. */
  private OptionalLong indoor(long timeMillis, long roomMilliDegrees, long outdoorPpm) {
    double outside = weather.celsius(timeMillis - 2 * MILLIS_PER_HOUR);
    double leak = (1_000 * outside - roomMilliDegrees) * outdoorPpm / 1e6;
    double heating = 600 * fancy.at(timeMillis / (double) MILLIS_PER_HOUR);
    return told(roomMilliDegrees + leak + heating, timeMillis);
  }

  private OptionalLong invented(Cheat.Invented plan, long timeMillis) {
    double hours = timeMillis / (double) MILLIS_PER_HOUR;
    double localHours = hours + device.claimed().lonMicro() / 15e6;
    double day = StrictMath.cos(2 * Math.PI * (localHours - 15) / 24);
    double made =
        1_000 * weather.seasonCelsius(timeMillis)
            + plan.offsetMilliKelvin()
            + plan.dayMilliKelvin() * day
            + plan.wanderMilliKelvin() * fancy.at(hours);
    return told(made, timeMillis);
  }

  private OptionalLong repeated(
      long timeMillis, long delayMillis, long offsetMilliKelvin, long noiseMilliKelvin) {
    OptionalLong heard = original.orElseThrow().latest(timeMillis - delayMillis);
    if (heard.isEmpty()) {
      return heard;
    }
    double blur = noiseMilliKelvin * noise.bell(timeMillis);
    return OptionalLong.of(resolved(heard.getAsLong() + offsetMilliKelvin + blur));
  }

  /** The newest value this device has reported by then. */
  private OptionalLong latest(long timeMillis) {
    long moment = device.schedule().latest(timeMillis);
    for (int back = 0; back < MOST_PERIODS_BACK; back++) {
      OptionalLong value = milliDegrees(moment);
      if (value.isPresent()) {
        return value;
      }
      moment -= device.schedule().periodMillis();
    }
    return OptionalLong.empty();
  }

  /**
   * The beginning of the episode a moment lies in. Every stretch of {@code everyMillis} has one, at
   * a random moment and wholly inside, so one stretch is all that has to be looked at.
   */
  private OptionalLong episodeStart(long timeMillis, long everyMillis, long lastingMillis) {
    long stretch = Math.floorDiv(timeMillis, everyMillis);
    double room = Math.max(0, everyMillis - lastingMillis) * events.uniform(~stretch);
    long start = stretch * everyMillis + (long) room;
    return timeMillis >= start && timeMillis < start + lastingMillis
        ? OptionalLong.of(start)
        : OptionalLong.empty();
  }

  private static long resolved(double milliDegrees) {
    return Math.round(milliDegrees / RESOLUTION_MILLI_DEGREES) * RESOLUTION_MILLI_DEGREES;
  }
}
