package polder.agent.format;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.agent.format.LinesTest.said;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {
  private static final long NOW = 1_767_268_800_000L;

  private final Topics topics = new Topics(origin -> origin.endsWith("/chosen"));

  private List<String> live(String topic, String payload) {
    return said(topics.read(topic, payload, false, NOW));
  }

  private List<String> retained(String topic, String payload) {
    return said(topics.read(topic, payload, true, NOW));
  }

  @Test
  void readsTasmotasTelemetry() {
    assertThat(
            live(
                "tele/garden/SENSOR",
                "{\"Time\":\"2026-01-01T12:00:00\",\"AM2301\":{\"Temperature\":4.7,\"Humidity\":93.7}}"))
        .containsExactly(
            "tele/garden/SENSOR:AM2301.Temperature=4.7C",
            "tele/garden/SENSOR:AM2301.Humidity=93.7%");
    assertThat(live("tele/garden/LWT", "Online")).isEmpty();
  }

  @Test
  void leavesOutValuesOfUnknownAge() {
    assertThat(retained("tele/garden/SENSOR", "{\"AM2301\":{\"Temperature\":4.7}}")).isEmpty();
    assertThat(retained("garden/temperature", "4.7")).isEmpty();
    assertThat(live("garden/temperature", "4.7")).containsExactly("garden/temperature=4.7");
  }

  @Test
  void readsHomeAssistantsDiscoveryInLongAndShortForm() {
    retained(
        "homeassistant/sensor/outdoor/config",
        "{\"name\":\"Outdoor\",\"unique_id\":\"o1\",\"device_class\":\"temperature\","
            + "\"state_topic\":\"zigbee2mqtt/outdoor\",\"unit_of_measurement\":\"°C\","
            + "\"value_template\":\"{{ value_json.temperature }}\"}");
    live(
        "homeassistant/sensor/node7/hum/config",
        "{\"~\":\"zigbee2mqtt\",\"dev_cla\":\"humidity\",\"stat_t\":\"~/outdoor\","
            + "\"unit_of_meas\":\"%\",\"val_tpl\":\"{{ value_json['humidity'] | float | round(1) }}\"}");

    assertThat(topics.wanted()).containsExactly("zigbee2mqtt/outdoor");
    List<Measured> measured =
        topics.read(
            "zigbee2mqtt/outdoor",
            "{\"battery\":100,\"humidity\":61.25,\"temperature\":-3.4,\"linkquality\":80}",
            false,
            NOW);
    assertThat(said(measured))
        .containsExactly(
            "homeassistant/sensor/node7/hum=61.25%", "homeassistant/sensor/outdoor=-3.4°C");
    assertThat(measured).extracting(Measured::name).containsExactly("humidity", "temperature");

    // An empty message takes a sensor back; then its topic is like any other.
    live("homeassistant/sensor/outdoor/config", "");
    live("homeassistant/sensor/node7/hum/config", "");
    assertThat(topics.wanted()).isEmpty();
  }

  @Test
  void readsPlainStatesOfDiscoveredSensors() {
    retained(
        "homeassistant/sensor/porch/config",
        "{\"device_class\":\"temperature\",\"state_topic\":\"homeassistant/sensor/porch/state\","
            + "\"unit_of_measurement\":\"°F\"}");
    assertThat(live("homeassistant/sensor/porch/state", "68.5"))
        .containsExactly("homeassistant/sensor/porch=68.5°F");
    assertThat(live("homeassistant/sensor/porch/state", "unavailable")).isEmpty();
  }

  @Test
  void readsSensorsOfADiscoveredDevice() {
    retained(
        "homeassistant/device/weather/config",
        "{\"dev\":{\"ids\":\"w1\"},\"o\":{\"name\":\"own\"},\"stat_t\":\"weather/state\",\"cmps\":{"
            + "\"t\":{\"p\":\"sensor\",\"dev_cla\":\"temperature\",\"unit_of_meas\":\"°C\","
            + "\"val_tpl\":\"{{ value_json.temp }}\"},"
            + "\"door\":{\"p\":\"binary_sensor\",\"val_tpl\":\"{{ value_json.door }}\"}}}");
    assertThat(live("weather/state", "{\"temp\":7.5,\"door\":1}"))
        .containsExactly("homeassistant/device/weather#t=7.5°C");
  }

  @Test
  void doesNotGuessWhatATemplateComputes() {
    retained(
        "homeassistant/sensor/odd/config",
        "{\"state_topic\":\"odd\",\"value_template\":\"{{ value_json.t * 1.8 + 32 }}\"}");
    assertThat(topics.wanted()).isEmpty();
    retained("homeassistant/sensor/wide/config", "{\"state_topic\":\"#\"}");
    assertThat(topics.wanted()).isEmpty();
  }

  @Test
  void readsStatestreamInWhicheverOrderItComes() {
    // As the integration publishes a change: state first, then each attribute as JSON.
    assertThat(live("homeassistant/sensor/outdoor_temperature/state", "21.3")).isEmpty();
    assertThat(
            live("homeassistant/sensor/outdoor_temperature/last_updated", "2026-01-01T12:00:00Z"))
        .isEmpty();
    assertThat(live("homeassistant/sensor/outdoor_temperature/unit_of_measurement", "\"\\u00b0C\""))
        .isEmpty();
    assertThat(live("homeassistant/sensor/outdoor_temperature/device_class", "\"temperature\""))
        .containsExactly("homeassistant/sensor/outdoor_temperature=21.3°C@" + NOW);
    // From then on both are known.
    assertThat(live("homeassistant/sensor/outdoor_temperature/state", "21.4"))
        .containsExactly("homeassistant/sensor/outdoor_temperature=21.4°C@" + NOW);
    assertThat(live("homeassistant/sensor/outdoor_temperature/friendly_name", "\"Outdoor\""))
        .isEmpty();
    assertThat(live("homeassistant/sensor/outdoor_temperature/state", "unknown")).isEmpty();
    assertThat(live("homeassistant/sensor/outdoor_temperature/device_class", "\"temperature\""))
        .isEmpty();
  }

  @Test
  void takesARetainedAttributeButNoRetainedState() {
    retained("base/sensor/t/state", "1");
    retained("base/sensor/t/unit_of_measurement", "\"°C\"");
    assertThat(retained("base/sensor/t/device_class", "\"temperature\"")).isEmpty();
    assertThat(live("base/sensor/t/state", "2")).containsExactly("base/sensor/t=2°C@" + NOW);
    // It asks for the attributes where the filter leaves them out.
    assertThat(topics.wanted())
        .containsExactly("base/sensor/t/device_class", "base/sensor/t/unit_of_measurement");
  }

  @Test
  void takesAChosenStateWithoutAttributes() {
    assertThat(live("ha/sensor/chosen/state", "5")).containsExactly("ha/sensor/chosen=5@" + NOW);
    assertThat(live("ha/sensor/other/state", "5")).isEmpty();
  }

  @Test
  void remembersABoundedNumberOfSensors() {
    for (int i = 0; i < 2_000; i++) {
      live("homeassistant/sensor/s" + i + "/config", "{\"state_topic\":\"t" + i + "\"}");
      live("base/sensor/s" + i + "/state", "1");
    }
    assertThat(topics.wanted()).hasSizeLessThanOrEqualTo(3 * Topics.MAX_SENSORS);
  }
}
