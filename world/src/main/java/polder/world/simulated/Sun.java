package polder.world.simulated;

/**
 * What the sun does to the air of one latitude: the season, how long the day is, and the course of
 * temperature through it. Years have no leap days and noon is when the sun is highest on average,
 * which is good to a quarter of an hour.
 */
final class Sun {
  private static final double DAYS_PER_YEAR = 365.2425;
  private static final double TILT_RADIANS = StrictMath.toRadians(23.44);

  /** Days from the winter solstice to the end of the year. */
  private static final double SOLSTICE_DAYS = 10;

  /** The coldest time of the year comes about four weeks after the shortest day. */
  private static final double SEASON_LAG_DAYS = 28;

  /** The warmest hour comes two hours after noon (a of Parton and Logan). */
  private static final double NOON_LAG_HOURS = 2;

  /** How fast nights cool (b of Parton and Logan). */
  private static final double NIGHT_DECAY = 2.2;

  private static final double AT_NIGHTS_END = StrictMath.exp(-NIGHT_DECAY);

  private final double latRadians;
  private final double tanLat;
  private final double lonHours;
  private final double yearMean;
  private final double yearAmplitude;

  Sun(Site site) {
    double lat = site.latMicro() / 1e6;
    latRadians = StrictMath.toRadians(lat);
    // The poles themselves would divide by zero.
    tanLat = StrictMath.tan(StrictMath.toRadians(Math.clamp(lat, -89.9, 89.9)));
    lonHours = site.lonMicro() / 15e6;
    // A fit by eye to coastal stations: 27 °C at the equator, 10 °C with ±9 K at 52°.
    yearMean = 27 - 0.0062 * lat * lat;
    yearAmplitude = 0.175 * lat;
  }

  /** Mean temperature in °C of this time of the year, at sea level. */
  double seasonCelsius(double days) {
    double year = 2 * Math.PI * (days + SOLSTICE_DAYS - SEASON_LAG_DAYS) / DAYS_PER_YEAR;
    return yearMean - yearAmplitude * StrictMath.cos(year);
  }

  /** Kelvin between the coldest and the warmest hour of a clear day. */
  double dayRangeKelvin(double days) {
    double noonElevation = StrictMath.cos(latRadians - declination(days));
    return 2 + 10 * Math.max(0, noonElevation);
  }

  /**
   * The course of the day, from 0 at sunrise to 1 two hours after noon: a sine while the sun is up
   * and an exponential fall at night (Parton and Logan, A model for diurnal variation in soil and
   * air temperature, Agricultural Meteorology 23, 1981), the fall stretched to end at 0.
   */
  double dayShare(double days) {
    double dayHours = dayHours(days);
    double nightHours = 24 - dayHours;
    double clock = 24 * (days - Math.floor(days)) + lonHours;
    double sinceSunrise = modulo(clock - 12 + dayHours / 2, 24);
    double arc = Math.PI / (dayHours + 2 * NOON_LAG_HOURS);
    if (sinceSunrise < dayHours) {
      return StrictMath.sin(arc * sinceSunrise);
    }
    double atSunset = StrictMath.sin(arc * dayHours);
    double fall = StrictMath.exp(-NIGHT_DECAY * (sinceSunrise - dayHours) / nightHours);
    return atSunset * (fall - AT_NIGHTS_END) / (1 - AT_NIGHTS_END);
  }

  /** Hours between sunrise and sunset; never below two or above 22, so that each day has both. */
  private double dayHours(double days) {
    double cosine = -tanLat * StrictMath.tan(declination(days));
    double hours = StrictMath.toDegrees(StrictMath.acos(Math.clamp(cosine, -1, 1))) / 7.5;
    return Math.clamp(hours, 2, 22);
  }

  /** Latitude over which the sun stands, as a cosine through the year (Cooper 1969). */
  private static double declination(double days) {
    return -TILT_RADIANS * StrictMath.cos(2 * Math.PI * (days + SOLSTICE_DAYS) / DAYS_PER_YEAR);
  }

  private static double modulo(double value, double by) {
    return value - by * Math.floor(value / by);
  }
}
