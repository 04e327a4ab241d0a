package polder.node.gateway.upload;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Bodies that openSenseMap takes: {@code [{"sensor":…,"value":…,"createdAt":…}]}, {@code {sensor:
 * value}} or {@code {sensor: [value, createdAt]}}, lines {@code sensor,value,createdAt}, and for
 * one sensor {@code {"value":…,"createdAt":…}}. Where a device was is not read: it stands where it
 * was enrolled.
 */
final class OpenSenseMapReport {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]{1,9}(\\.[0-9]{0,9})?|\\.[0-9]{1,9})");
  private static final int MOST_VALUES = 100;
  private static final int MOST_COLUMNS = 6;

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

  private final OpenSenseMapBox box;
  private final long nowMillis;
  private final List<SenmlRecord> records = new ArrayList<>();
  private int values;

  /** For values of {@code box} that come at {@code nowMillis}. */
  OpenSenseMapReport(OpenSenseMapBox box, long nowMillis) {
    this.box = box;
    this.nowMillis = nowMillis;
  }

  /**
   * Values as JSON, of one sensor or of many.
   *
   * @param sensor the one that is called, if one is
   * @throws IllegalArgumentException saying what is wrong
   */
  List<SenmlRecord> json(Bytes body, Optional<String> sensor) {
    try {
      JsonNode node = JSON.readTree(body.unsafeArray());
      if (sensor.isPresent()) {
        add(sensor.get(), node.path("value"), node.path("createdAt"));
      } else if (node.isArray()) {
        for (JsonNode item : node.values()) {
          add(item.path("sensor").asString(""), item.path("value"), item.path("createdAt"));
        }
      } else if (node.isObject()) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          JsonNode value = entry.getValue();
          boolean timed = value.isArray();
          add(entry.getKey(), timed ? value.path(0) : value, value.path(1));
        }
      } else {
        throw new IllegalArgumentException("the body must be a JSON array or object");
      }
      return records;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the body is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private void add(String sensor, JsonNode value, JsonNode time) {
    String text = value.isNumber() ? value.decimalValue().toPlainString() : value.asString("");
    add(sensor, text, time.asString(""));
  }

  /**
   * Values as lines of text.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  List<SenmlRecord> csv(Bytes body) {
    String text = new String(body.unsafeArray(), StandardCharsets.UTF_8);
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(line -> {
          String[] columns = line.split(",");
          if (columns.length < 2 || columns.length > MOST_COLUMNS) {
            throw new IllegalArgumentException(
                "a line must be sensor,value or sensor,value,createdAt");
          }
          add(columns[0].strip(), columns[1].strip(), columns.length > 2 ? columns[2].strip() : "");
        });
    return records;
  }

  private void add(String sensorId, String value, String createdAt) {
    if (++values > MOST_VALUES) {
      throw new IllegalArgumentException("more than " + MOST_VALUES + " values at once");
    }
    OpenSenseMapBox.Sensor sensor =
        box.sensor(sensorId)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "this box has no such sensor; its sensors were told when it was enrolled"));
    long timeMillis = createdAt.isEmpty() ? nowMillis : millis(createdAt);
    // A sensor that failed says "nan"; then there is no such value.
    if (NUMBER.matcher(value).matches()) {
      BigDecimal number = new BigDecimal(value).movePointRight(sensor.shift());
      records.add(
          new SenmlRecord(
              sensor.quantity(), sensor.unit(), new SenmlValue.Number(number), timeMillis));
    }
  }

  private static long millis(String createdAt) {
    try {
      return OffsetDateTime.parse(createdAt).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "createdAt must be a time of RFC 3339, such as 2026-01-31T12:00:00Z", e);
    }
  }
}
