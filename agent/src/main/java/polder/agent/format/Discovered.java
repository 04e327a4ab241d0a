package polder.agent.format;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A sensor that announced itself by Home Assistant's MQTT discovery: {@code
 * homeassistant/sensor/NAME/config} or, as part of a device, {@code
 * homeassistant/device/NAME/config}. Long keys and their official abbreviations are understood, and
 * templates of the form {@code {{ value_json.a.b }}}.
 *
 * @param key where it was announced; ends in {@code #} and a name for a part of a device
 * @param name its device class or, without one, its name in the topic
 * @param unit as announced; empty where none was
 * @param stateTopic where its values appear
 * @param path where in a JSON value the number stands; empty where the value is the number
 */
record Discovered(String key, String name, String unit, String stateTopic, List<String> path) {

  private static final Pattern TEMPLATE =
      Pattern.compile(
          "\\{\\{\\s*(value|value_json)((?:\\.\\w+|\\[\\s*['\"][^'\"]+['\"]\\s*\\])*)"
              + "(?:\\s*\\|\\s*(?:float|round|is_defined|default)\\s*(?:\\([^()]*\\))?)*\\s*\\}\\}");
  private static final Pattern STEP =
      Pattern.compile("\\.(\\w+)|\\[\\s*['\"]([^'\"]+)['\"]\\s*\\]");

  /** The sensors that a message on {@code place}/config announces; none if it takes them back. */
  static List<Discovered> of(String place, String payload) {
    Optional<JsonNode> document = JsonText.read(payload).filter(JsonNode::isObject);
    if (document.isEmpty()) {
      return List.of();
    }
    JsonNode config = document.get();
    JsonNode components = either(config, "components", "cmps");
    List<Discovered> sensors = new ArrayList<>();
    if (!components.isObject()) {
      if (place.matches("(.*/)?sensor/.+")) {
        sensor(place, config, config).ifPresent(sensors::add);
      }
      return sensors;
    }
    for (Map.Entry<String, JsonNode> component : components.properties()) {
      if (text(component.getValue(), "platform", "p").equals("sensor")) {
        sensor(place + "#" + component.getKey(), component.getValue(), config)
            .ifPresent(sensors::add);
      }
    }
    return sensors;
  }

  private static Optional<Discovered> sensor(String key, JsonNode own, JsonNode shared) {
    String topic = text(own, "state_topic", "stat_t");
    if (topic.isEmpty()) {
      topic = text(shared, "state_topic", "stat_t");
    }
    String base = own.path("~").asString(shared.path("~").asString(""));
    topic = topic.replaceFirst("^~", Matcher.quoteReplacement(base));
    if (topic.endsWith("~")) {
      topic = topic.substring(0, topic.length() - 1) + base;
    }
    Optional<List<String>> path = path(text(own, "value_template", "val_tpl"));
    if (topic.isEmpty() || topic.indexOf('#') >= 0 || topic.indexOf('+') >= 0 || path.isEmpty()) {
      return Optional.empty();
    }
    String deviceClass = text(own, "device_class", "dev_cla");
    String last = key.substring(Math.max(key.lastIndexOf('/'), key.lastIndexOf('#')) + 1);
    return Optional.of(
        new Discovered(
            key,
            deviceClass.isEmpty() ? last : deviceClass,
            text(own, "unit_of_measurement", "unit_of_meas"),
            topic,
            path.get()));
  }

  /** The steps of a template; empty if it computes something. */
  private static Optional<List<String>> path(String template) {
    if (template.isBlank()) {
      return Optional.of(List.of());
    }
    Matcher matcher = TEMPLATE.matcher(template.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<String> steps = new ArrayList<>();
    Matcher step = STEP.matcher(matcher.group(2));
    while (step.find()) {
      steps.add(step.group(1) == null ? step.group(2) : step.group(1));
    }
    // value_json needs a step, and value has none.
    return steps.isEmpty() == matcher.group(1).equals("value")
        ? Optional.of(steps)
        : Optional.empty();
  }

  private static String text(JsonNode node, String key, String abbreviation) {
    return either(node, key, abbreviation).asString("");
  }

  private static JsonNode either(JsonNode node, String key, String abbreviation) {
    return node.has(key) ? node.path(key) : node.path(abbreviation);
  }

  /** The value in what the sensor published. */
  Optional<Measured> read(String payload) {
    Optional<BigDecimal> number =
        path.isEmpty() ? Numbers.parse(payload) : JsonText.read(payload).flatMap(this::atPath);
    return number.map(value -> new Measured(key, name, unit, value, OptionalLong.empty()));
  }

  private Optional<BigDecimal> atPath(JsonNode document) {
    JsonNode node = document;
    for (String step : path) {
      node = node.path(step);
    }
    return JsonText.number(node);
  }
}
