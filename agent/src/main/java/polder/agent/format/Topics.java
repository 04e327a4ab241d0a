package polder.agent.format;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Messages of an MQTT broker: Home Assistant's discovery and statestream, Tasmota's telemetry, and
 * the plain forms of {@link Lines}. Remembers what Home Assistant said about a sensor, which may
 * come before or after its first value.
 */
public final class Topics {
  /** Most sensors that are remembered, discovered or streamed. */
  static final int MAX_SENSORS = 256;

  private static final Pattern STREAM = Pattern.compile("(.+)/([^/]+)/([^/]+)");
  private static final Set<String> NO_STATE = Set.of("unavailable", "unknown", "");

  private final SortedMap<String, Discovered> discovered = new TreeMap<>();
  private final SortedMap<String, Streamed> streamed = new TreeMap<>();
  private final Predicate<String> chosen;

  /**
   * A reader of topics.
   *
   * @param chosen whether the person named this origin, so that its value is taken without knowing
   *     what kind of sensor it is
   */
  public Topics(Predicate<String> chosen) {
    this.chosen = chosen;
  }

  /** What statestream said of an entity so far; the value is one that still waits for the rest. */
  private static final class Streamed {
    private Optional<String> unit = Optional.empty();
    private Optional<String> deviceClass = Optional.empty();
    private Optional<Waiting> waiting = Optional.empty();
  }

  private record Waiting(BigDecimal value, long timeMillis) {}

  /**
   * The values in a message.
   *
   * @param retained whether the broker had kept it: then its values are of unknown age and are left
   *     out, but what it says about sensors counts
   * @param nowMillis when it came
   */
  public List<Measured> read(String topic, String payload, boolean retained, long nowMillis) {
    if (topic.endsWith("/config")) {
      discover(topic, payload);
      return List.of();
    }
    List<Measured> measured = values(topic, payload, retained, nowMillis);
    return retained ? List.of() : measured;
  }

  /**
   * Further topics that are needed: where discovered sensors publish, and attributes of streamed.
   */
  public Set<String> wanted() {
    Set<String> topics = new TreeSet<>();
    discovered.values().forEach(sensor -> topics.add(sensor.stateTopic()));
    for (String place : streamed.keySet()) {
      topics.add(place + "/unit_of_measurement");
      topics.add(place + "/device_class");
    }
    return topics;
  }

  private List<Measured> values(String topic, String payload, boolean retained, long nowMillis) {
    List<Discovered> here =
        discovered.values().stream().filter(sensor -> sensor.stateTopic().equals(topic)).toList();
    if (!here.isEmpty()) {
      List<Measured> measured = new ArrayList<>();
      here.forEach(sensor -> sensor.read(payload).ifPresent(measured::add));
      return measured;
    }
    Matcher stream = STREAM.matcher(topic);
    if (stream.matches() && stream.group(1).matches("(.*/)?sensor")) {
      return stream(stream, payload, retained, nowMillis);
    }
    return plain(topic, payload);
  }

  private void discover(String topic, String payload) {
    String place = topic.substring(0, topic.length() - "/config".length());
    discovered.keySet().removeIf(key -> key.equals(place) || key.startsWith(place + "#"));
    for (Discovered sensor : Discovered.of(place, payload)) {
      if (discovered.size() < MAX_SENSORS) {
        discovered.put(sensor.key(), sensor);
      }
    }
  }

  /** {@code BASE/sensor/NAME/state} and, beside it, its attributes, each as JSON. */
  private List<Measured> stream(Matcher topic, String payload, boolean retained, long nowMillis) {
    String place = topic.group(1) + "/" + topic.group(2);
    if (!streamed.containsKey(place) && streamed.size() >= MAX_SENSORS) {
      return List.of();
    }
    Streamed sensor = streamed.computeIfAbsent(place, key -> new Streamed());
    switch (topic.group(3)) {
      case "unit_of_measurement" -> sensor.unit = attribute(payload);
      case "device_class" -> sensor.deviceClass = attribute(payload);
      case "state" -> {
        sensor.waiting = Optional.empty();
        if (!retained && !NO_STATE.contains(payload.strip())) {
          sensor.waiting = Numbers.parse(payload).map(number -> new Waiting(number, nowMillis));
        }
      }
      default -> {
        return List.of();
      }
    }
    boolean known = sensor.unit.isPresent() && sensor.deviceClass.isPresent();
    if (sensor.waiting.isEmpty() || !(known || chosen.test(place))) {
      return List.of();
    }
    Waiting waiting = sensor.waiting.get();
    sensor.waiting = Optional.empty();
    return List.of(
        new Measured(
            place,
            sensor.deviceClass.orElse(topic.group(2)),
            sensor.unit.orElse(""),
            waiting.value(),
            OptionalLong.of(waiting.timeMillis())));
  }

  private static Optional<String> attribute(String payload) {
    return JsonText.read(payload).filter(JsonNode::isString).map(JsonNode::stringValue);
  }

  private static List<Measured> plain(String topic, String payload) {
    String last = topic.substring(topic.lastIndexOf('/') + 1);
    String text = payload.strip();
    Optional<BigDecimal> number = Numbers.parse(text);
    if (number.isPresent()) {
      return List.of(new Measured(topic, last, "", number.get(), OptionalLong.empty()));
    }
    List<Measured> measured =
        text.startsWith("{") || text.startsWith("[")
            ? JsonText.read(text)
                .map(root -> JsonText.measured(root, last.equals("SENSOR")))
                .orElse(List.of())
            : new Lines().parse(text);
    return measured.stream().map(value -> value.under(topic)).toList();
  }
}
