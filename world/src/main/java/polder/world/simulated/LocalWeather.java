package polder.world.simulated;

import java.util.ArrayList;
import java.util.List;

/** The weather of one place through time. Immutable and safe for any number of threads. */
public final class LocalWeather {
  /** How much cooler the air gets with each metre of height (ICAO standard atmosphere). */
  public static final double LAPSE_KELVIN_PER_METER = 0.0065;

  /** Exponent of the barometric formula: g·M/(R·L) of the ICAO standard atmosphere. */
  private static final double BAROMETRIC_EXPONENT = 5.25588;

  private static final double ZERO_CELSIUS_KELVIN = 273.15;
  private static final double MILLIS_PER_HOUR = 3_600_000;

  /** The day course's mean, taken off so that clouds change a day's range and not its mean. */
  private static final double MEAN_DAY_SHARE = 0.42;

  private static final double CLOUD_DAMPING = 0.65;

  private final Weather weather;
  private final GlobePoint point;
  private final Sun sun;
  private final int heightMeters;
  private final double frontDelayHours;
  private final double urbanity;
  private final double gardenKelvin;

  LocalWeather(Weather weather, Site site) {
    this.weather = weather;
    this.point = GlobePoint.of(site.place());
    this.sun = new Sun(site);
    this.heightMeters = site.heightMeters();
    this.frontDelayHours = weather.fronts.delayHours(site, point);
    this.urbanity = weather.urbanity(point);
    this.gardenKelvin = 0.4 * weather.gardens.at(point);
  }

  /** Air temperature in °C at a moment in milliseconds since 1970. */
  public double celsius(long timeMillis) {
    double hours = timeMillis / MILLIS_PER_HOUR;
    double cloud = cloud(hours);
    return massCelsius(hours) + courseKelvin(hours, cloud) + passingKelvin(hours, cloud);
  }

  /** Temperature, humidity and pressure at a moment in milliseconds since 1970. */
  public Conditions conditions(long timeMillis) {
    double hours = timeMillis / MILLIS_PER_HOUR;
    double celsius = celsius(timeMillis);
    return new Conditions(
        celsius, humidityPercent(celsius, dewPoint(hours)), pressureHectopascal(celsius, hours));
  }

  /** The fronts that pass over this place in [{@code fromMillis}, {@code toMillis}), in order. */
  public List<FrontPassage> frontPassages(long fromMillis, long toMillis) {
    List<FrontPassage> passages = new ArrayList<>();
    long slot = slot(fromMillis);
    long last = slot(toMillis);
    for (; slot <= last; slot++) {
      double hours = weather.fronts.passageHours(slot) + frontDelayHours;
      long timeMillis = Math.round(hours * MILLIS_PER_HOUR);
      double drop = weather.fronts.dropKelvin(slot);
      if (drop > 0 && timeMillis >= fromMillis && timeMillis < toMillis) {
        passages.add(new FrontPassage(timeMillis, drop));
      }
    }
    return List.copyOf(passages);
  }

  /** Mean temperature in °C of this time of the year: what anybody could look up. */
  double seasonCelsius(long timeMillis) {
    return sun.seasonCelsius(timeMillis / MILLIS_PER_HOUR / 24)
        - LAPSE_KELVIN_PER_METER * heightMeters;
  }

  private long slot(long timeMillis) {
    double ownHours = timeMillis / MILLIS_PER_HOUR - frontDelayHours;
    return (long) Math.floor(ownHours / Fronts.SLOT_HOURS);
  }

  /** The season and the large air masses at this height, before the day and the neighbourhood. */
  private double massCelsius(double hours) {
    return sun.seasonCelsius(hours / 24)
        + 7 * weather.slowWeather.at(point, hours)
        + 7 * weather.highsAndLows.at(point, hours)
        + weather.fronts.kelvin(hours - frontDelayHours)
        - LAPSE_KELVIN_PER_METER * heightMeters;
  }

  /** Sun and town: towns keep the day's warmth through clear nights (urban heat island). */
  private double courseKelvin(double hours, double cloud) {
    double days = hours / 24;
    double share = sun.dayShare(days);
    double range = sun.dayRangeKelvin(days) * (1 - CLOUD_DAMPING * cloud);
    double townKelvin = urbanity * (0.4 + 1.6 * (1 - share) * (1 - CLOUD_DAMPING * cloud));
    return range * (share - MEAN_DAY_SHARE) + townKelvin + gardenKelvin;
  }

  /** What comes and goes within hours: showers, patches of cloud, gusts. */
  private double passingKelvin(double hours, double cloud) {
    return (0.6 + cloud) * weather.airMasses.at(point, hours)
        + 0.6 * weather.gusts.at(point, hours);
  }

  private double cloud(double hours) {
    return Math.clamp(0.5 + 1.2 * weather.clouds.at(point, hours), 0, 1);
  }

  /** Dew forms in the coldest hour of most days, so the dew point lies near that temperature. */
  private double dewPoint(double hours) {
    double days = hours / 24;
    double range = sun.dayRangeKelvin(days) * (1 - CLOUD_DAMPING * cloud(hours));
    double dry = Math.max(0, 1.6 + 4 * weather.moisture.at(point, hours));
    return massCelsius(hours) - MEAN_DAY_SHARE * range - dry;
  }

  private static double humidityPercent(double celsius, double dewPoint) {
    return Math.clamp(100 * vapourPressure(dewPoint) / vapourPressure(celsius), 10, 100);
  }

  /** Saturation pressure over water in hPa, Magnus formula (WMO-No. 8, annex 4.B). */
  private static double vapourPressure(double celsius) {
    return 6.112 * StrictMath.exp(17.62 * celsius / (243.12 + celsius));
  }

  /** Barometric height formula from sea level up to here, with the temperature that is here. */
  private double pressureHectopascal(double celsius, double hours) {
    double atSeaLevel =
        1_014
            + 26 * weather.highsAndLows.at(point, hours)
            - weather.fronts.nearness(hours - frontDelayHours);
    double warming = LAPSE_KELVIN_PER_METER * heightMeters;
    double ratio = 1 - warming / (celsius + warming + ZERO_CELSIUS_KELVIN);
    return atSeaLevel * StrictMath.pow(ratio, BAROMETRIC_EXPONENT);
  }
}
