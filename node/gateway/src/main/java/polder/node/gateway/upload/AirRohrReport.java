package polder.node.gateway.upload;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import polder.protocol.Bytes;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an airRohr (sensor.community) sends to an "own API": {@code {"esp8266id":"…",
 * "software_version":"…","sensordatavalues":[{"value_type":"BME280_temperature","value":"12.31"},…]}},
 * as the firmware NRZ-2024 writes it. Gives the quantities that networks know.
 */
final class AirRohrReport {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}(\\.[0-9]{1,9})?");
  private static final int MOST_VALUES = 100;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxStringLength(256)
                          .maxNameLength(64)
                          .maxNumberLength(64)
                          .build())
                  .build())
          .build();

  /** A quantity with its SenML unit, and where it comes from: the best sensor first. */
  private record Quantity(String unit, List<String> types) {}

  private static final Map<String, Quantity> QUANTITIES = quantities();

  private AirRohrReport() {}

  private static Map<String, Quantity> quantities() {
    Map<String, Quantity> all = new LinkedHashMap<>();
    all.put(
        "temperature",
        new Quantity(
            "Cel",
            List.of(
                "BME280_temperature",
                "SHT3X_temperature",
                "HTU21D_temperature",
                "DS18B20_temperature",
                "temperature",
                "BMP280_temperature",
                "BMP_temperature",
                "SCD30_temperature")));
    all.put(
        "humidity",
        new Quantity(
            "%RH",
            List.of(
                "BME280_humidity",
                "SHT3X_humidity",
                "HTU21D_humidity",
                "humidity",
                "SCD30_humidity")));
    all.put(
        "pressure",
        new Quantity("Pa", List.of("BME280_pressure", "BMP280_pressure", "BMP_pressure")));
    all.put("pm10", new Quantity("ug/m3", particles("P1")));
    all.put("pm25", new Quantity("ug/m3", particles("P2")));
    return all;
  }

  /** In every sensor's name P1 is PM10 and P2 is PM2.5. */
  private static List<String> particles(String which) {
    return List.of(
        "SDS_" + which,
        "SPS30_" + which,
        "NPM_" + which,
        "IPS_" + which,
        "PMS_" + which,
        "HPM_" + which);
  }

  /** The unit that a quantity of this name is sent in, by name of the quantity. */
  static Map<String, String> units() {
    Map<String, String> units = new TreeMap<>();
    QUANTITIES.forEach((name, quantity) -> units.put(name, quantity.unit()));
    return units;
  }

  /**
   * Reads a report.
   *
   * @param wanted the quantities to look for
   * @param timeMillis when it came: the device has no clock of its own
   * @return what was measured; empty if none of it is wanted
   * @throws IllegalArgumentException saying what is wrong with the body
   */
  static List<SenmlRecord> read(Bytes body, Set<String> wanted, long timeMillis) {
    Map<String, BigDecimal> values = values(body);
    List<SenmlRecord> records = new ArrayList<>();
    QUANTITIES.forEach((name, quantity) -> {
      if (wanted.contains(name)) {
        quantity.types().stream()
            .filter(values::containsKey)
            .findFirst()
            .map(values::get)
            .ifPresent(value ->
                records.add(
                    new SenmlRecord(
                        name, quantity.unit(), new SenmlValue.Number(value), timeMillis)));
      }
    });
    return records;
  }

  private static Map<String, BigDecimal> values(Bytes body) {
    JsonNode report;
    try {
      report = JSON.readTree(body.unsafeArray());
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the body is no JSON: " + e.getOriginalMessage(), e);
    }
    JsonNode list = report.path("sensordatavalues");
    if (!list.isArray() || list.size() > MOST_VALUES) {
      throw new IllegalArgumentException(
          "sensordatavalues must be a list of at most " + MOST_VALUES + " values");
    }
    Map<String, BigDecimal> values = new TreeMap<>();
    for (JsonNode item : list.values()) {
      String type = item.path("value_type").asString("");
      String value = item.path("value").asString("");
      // A sensor that failed says "nan"; then there is no such value.
      if (NUMBER.matcher(value).matches()) {
        values.putIfAbsent(type, new BigDecimal(value));
      }
    }
    return values;
  }
}
