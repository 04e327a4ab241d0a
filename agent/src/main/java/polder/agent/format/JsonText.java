package polder.agent.format;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Values in a JSON object, however nested: {@code {"temperature": 21.3}}, {@code {"temperature":
 * {"value": 70.3, "unit": "°F"}}}, rtl_433's {@code {"temperature_C": 21.3}}, and Tasmota's {@code
 * {"Time": …, "BME280": {"Temperature": 21.3}, "TempUnit": "C"}}.
 */
final class JsonText {
  private static final int MAX_VALUES = 1000;

  /** The chip's own temperature, which Tasmota reports beside that of real sensors. */
  private static final String CHIP = "ESP32";

  private static final Pattern UNIT_IN_NAME = Pattern.compile("(.+)_(C|F|K|Pa|hPa|kPa)");

  private final JsonNode root;
  private final boolean tasmota;
  private final OptionalLong timeMillis;
  private final List<Measured> found = new ArrayList<>();

  private JsonText(JsonNode root, boolean tasmota) {
    this.root = root;
    this.tasmota = tasmota || root.has("TempUnit") || root.has("PressureUnit");
    this.timeMillis = time(root);
  }

  /** The document, if {@code text} is JSON within limits. */
  static Optional<JsonNode> read(String text) {
    try {
      return Optional.of(Json.MAPPER.readTree(text));
    } catch (JacksonException | NumberFormatException e) {
      // The latter where an exponent has more digits than an int.
      return Optional.empty();
    }
  }

  /**
   * The values in {@code root}, or in each object of it if it is an array.
   *
   * @param tasmota whether it came on a topic of Tasmota's, so that units have its defaults
   */
  static List<Measured> measured(JsonNode root, boolean tasmota) {
    if (root.isArray() && SenmlJson.isPack(root)) {
      return SenmlJson.measured(root);
    }
    List<Measured> all = new ArrayList<>();
    for (JsonNode object : root.isArray() ? root : List.of(root)) {
      if (object.isObject()) {
        JsonText text = new JsonText(object, tasmota);
        text.object(object, "");
        all.addAll(text.found);
      }
    }
    return all;
  }

  private static OptionalLong time(JsonNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (Times.isTime(field.getKey()) && field.getValue().isValueNode()) {
        return Times.parse(field.getValue().asString());
      }
    }
    return OptionalLong.empty();
  }

  private void object(JsonNode object, String path) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      boolean ignored = Times.isTime(name) || (tasmota && path.isEmpty() && name.equals(CHIP));
      if (ignored || found.size() >= MAX_VALUES) {
        continue;
      }
      String place = path.isEmpty() ? name : path + "." + name;
      Optional<BigDecimal> ofObject = number(value.path("value"));
      if (ofObject.isPresent()) {
        add(place, name, value.path("unit").asString(""), ofObject.get());
      } else if (value.isObject()) {
        object(value, place);
      } else {
        number(value).ifPresent(number -> leaf(place, name, number));
      }
    }
  }

  private void leaf(String place, String name, BigDecimal number) {
    Matcher unit = UNIT_IN_NAME.matcher(name);
    if (tasmota) {
      add(place, name, tasmotaUnit(name), number);
    } else if (unit.matches()) {
      add(place, unit.group(1), unit.group(2), number);
    } else {
      add(place, name, "", number);
    }
  }

  /** Tasmota says units once for the message; °C and hPa are what it means by silence. */
  private String tasmotaUnit(String name) {
    return switch (name) {
      case "Temperature", "DewPoint" -> root.path("TempUnit").asString("C");
      case "Pressure", "SeaPressure" -> root.path("PressureUnit").asString("hPa");
      case "Humidity" -> "%";
      case "Illuminance" -> "lx";
      default -> "";
    };
  }

  private void add(String place, String name, String unit, BigDecimal number) {
    found.add(new Measured(place, name, unit, number, timeMillis));
  }

  /** A number, or text that is one: templates of Home Assistant and shell scripts write such. */
  static Optional<BigDecimal> number(JsonNode node) {
    if (node.isNumber()) {
      return Numbers.bounded(node.decimalValue());
    }
    return node.isString() ? Numbers.parse(node.stringValue()) : Optional.empty();
  }
}
