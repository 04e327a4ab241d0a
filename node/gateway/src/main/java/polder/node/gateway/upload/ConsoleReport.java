package polder.node.gateway.upload;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.protocol.identity.DeviceId;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/**
 * The fields of a weather station's console, which the protocols of Weather Underground, Ecowitt
 * and Ambient Weather name almost alike. Only what was measured outdoors at the station is read:
 * pressure reduced to sea level, which each console does in its own way, is not taken for the
 * station's own, nor is the rain of the past hour for a rate.
 */
final class ConsoleReport {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]{1,7}(\\.[0-9]{0,9})?|\\.[0-9]{1,9})");
  private static final Pattern TIME =
      Pattern.compile(
          "([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})[ T]+([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})Z?");
  // Consoles that were never set begin at 1970 or 2000; SenML has no times before 1978.
  private static final int LEAST_YEAR = 2000;
  // What is missing is said as -9999, -999.9 or the like; no console measures so little.
  private static final BigDecimal MISSING = BigDecimal.valueOf(-900);

  // Of each console its recent weather; as many as there are files of devices.
  private final Map<DeviceId, RecentWeather> recent = new ConcurrentHashMap<>();

  /**
   * Reads a report.
   *
   * @param device which console
   * @param nowMillis when it came, which is its time unless it says another
   * @throws IllegalArgumentException if its time cannot be read
   */
  List<SenmlRecord> read(DeviceId device, Form form, Quantities wanted, long nowMillis) {
    long timeMillis = timeMillis(form, nowMillis);
    Records records = new Records(wanted, timeMillis);
    records.add("temperature", "Cel", number(form, "tempf").map(Imperial::celsius));
    records.add("humidity", "%RH", number(form, "humidity"));
    records.add("pressure", "Pa", number(form, "baromabsin", "absbaromin").map(Imperial::pascals));
    records.add("pm25", "ug/m3", number(form, "AqPM2.5", "pm25_ch1", "pm25"));
    records.add("pm10", "ug/m3", number(form, "AqPM10"));
    records.add("wind_direction", "deg", number(form, "winddir_avg10m", "winddir"));
    RecentWeather.Weather weather =
        recent
            .computeIfAbsent(device, _ -> new RecentWeather())
            .take(
                timeMillis,
                new RecentWeather.Said(
                    number(form, "windspeedmph").map(Imperial::metresASecond),
                    number(form, "windgustmph").map(Imperial::metresASecond),
                    number(form, "dailyrainin", "drain_piezo").map(Imperial::millimetres)));
    // Where the console itself averages ten minutes, it has seen more than its reports say.
    records.add("wind_speed", "m/s", own(form, "windspdmph_avg10m").or(weather::wind));
    records.add("wind_gust", "m/s", own(form, "windgustmph_10m").or(weather::gust));
    records.add("rain", "mm/h", weather.rain());
    return records.all;
  }

  private static Optional<BigDecimal> own(Form form, String field) {
    return number(form, field)
        .map(mph -> Imperial.metresASecond(mph).setScale(2, RoundingMode.HALF_EVEN));
  }

  /** The first of {@code fields} that holds a number; what a failed sensor says is none. */
  private static Optional<BigDecimal> number(Form form, String... fields) {
    for (String field : fields) {
      Optional<BigDecimal> value =
          form.text(field)
              .filter(text -> NUMBER.matcher(text).matches())
              .map(BigDecimal::new)
              .filter(number -> number.compareTo(MISSING) > 0);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  /** {@code dateutc}, which is {@code now} or as in {@code 2019-12-25 05:11:31}. */
  private static long timeMillis(Form form, long nowMillis) {
    Optional<String> said = form.text("dateutc").filter(text -> !text.equalsIgnoreCase("now"));
    if (said.isEmpty()) {
      return nowMillis;
    }
    Matcher time = TIME.matcher(said.get());
    if (!time.matches()) {
      throw new IllegalArgumentException("dateutc must be 'now' or as '2019-12-25 05:11:31'");
    }
    int[] parts = new int[6];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Integer.parseInt(time.group(i + 1));
    }
    if (parts[0] < LEAST_YEAR) {
      throw new IllegalArgumentException("dateutc is long past: set the clock of the console");
    }
    try {
      return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
          .toInstant(ZoneOffset.UTC)
          .toEpochMilli();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("dateutc is no time: " + e.getMessage(), e);
    }
  }

  /** Records of one time, as far as they are wanted. */
  private static final class Records {
    private final Quantities wanted;
    private final long timeMillis;
    private final List<SenmlRecord> all = new ArrayList<>();

    Records(Quantities wanted, long timeMillis) {
      this.wanted = wanted;
      this.timeMillis = timeMillis;
    }

    void add(String name, String unit, Optional<BigDecimal> value) {
      if (wanted.want(name, unit)) {
        value.ifPresent(number ->
            all.add(new SenmlRecord(name, unit, new SenmlValue.Number(number), timeMillis)));
      }
    }
  }
}
