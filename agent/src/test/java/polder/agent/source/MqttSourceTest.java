package polder.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a real broker, and payloads as Tasmota, Zigbee2MQTT and Home Assistant publish them. */
@Timeout(120)
class MqttSourceTest {
  @TempDir Path folder;

  private final Tray tray = new Tray();
  private int port;
  private Optional<Process> broker = Optional.empty();

  @BeforeEach
  void needsABroker() throws IOException {
    assumeTrue(
        Programs.find("mosquitto").isPresent(),
        "a real broker is needed: apt-get install mosquitto");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  private void startBroker() throws IOException {
    Path configuration =
        Files.writeString(
            folder.resolve("mosquitto.conf"),
            "listener " + port + " 127.0.0.1\nallow_anonymous true\npersistence false\n",
            StandardCharsets.UTF_8);
    Process process =
        new ProcessBuilder(
                Programs.find("mosquitto").orElseThrow().toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    broker = Optional.of(process);
    while (!listens()) {
      assertThat(process.isAlive()).as("mosquitto runs").isTrue();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stopBroker() throws InterruptedException {
    if (broker.isPresent()) {
      broker.get().destroy();
      broker.get().waitFor();
    }
  }

  private void publish(String topic, String payload, boolean retained) throws MqttException {
    try (MqttClient client =
        new MqttClient("tcp://127.0.0.1:" + port, "test", new MemoryPersistence())) {
      MqttConnectOptions options = new MqttConnectOptions();
      client.connect(options);
      client.publish(topic, payload.getBytes(StandardCharsets.UTF_8), 1, retained);
      client.disconnect();
    }
  }

  private Thread listen(String filter) {
    return tray.start(
        new MqttSource(
            MqttAddress.parse("mqtt://127.0.0.1:" + port + "/" + filter, Optional.empty()),
            new Backoff(5, 50)));
  }

  @Test
  void readsTasmotaAndComesBackWithTheBroker() throws Exception {
    Thread source = listen("tele/+/SENSOR");
    tray.nextNotice("is away");
    startBroker();
    tray.nextNotice("listening");
    publish(
        "tele/garden/SENSOR",
        "{\"Time\":\"2026-01-01T12:00:00\",\"BME280\":{\"Temperature\":21.3,\"Humidity\":40.1,"
            + "\"DewPoint\":7.2,\"Pressure\":1013.2},\"PressureUnit\":\"hPa\",\"TempUnit\":\"C\"}",
        false);
    assertThat(tray.next()).isEqualTo("tele/garden/SENSOR:BME280.Temperature=21.3C");
    assertThat(tray.next()).isEqualTo("tele/garden/SENSOR:BME280.Humidity=40.1%");
    assertThat(tray.next()).isEqualTo("tele/garden/SENSOR:BME280.DewPoint=7.2C");
    assertThat(tray.next()).isEqualTo("tele/garden/SENSOR:BME280.Pressure=1013.2hPa");

    stopBroker();
    tray.nextNotice("is away");
    startBroker();
    tray.nextNotice("listening");
    publish("tele/garden/SENSOR", "{\"AM2301\":{\"Temperature\":4.7},\"TempUnit\":\"C\"}", false);
    assertThat(tray.next()).isEqualTo("tele/garden/SENSOR:AM2301.Temperature=4.7C");
    source.interrupt();
    source.join(30_000);
    assertThat(source.isAlive()).isFalse();
  }

  @Test
  void findsTheTopicThatHomeAssistantsDiscoveryNames() throws Exception {
    startBroker();
    // Retained, as devices announce themselves; its values are on another branch of topics.
    publish(
        "homeassistant/sensor/0x00158d_temperature/config",
        "{\"device_class\":\"temperature\",\"state_topic\":\"zigbee2mqtt/porch\","
            + "\"unit_of_measurement\":\"°C\",\"value_template\":\"{{ value_json.temperature }}\"}",
        true);
    publish("zigbee2mqtt/porch", "{\"temperature\":99.9}", true);
    Thread source = listen("homeassistant/sensor/0x00158d_temperature/#");
    tray.nextNotice("listening");
    String value = "";
    // Until the second subscription stands, messages pass by.
    for (int i = 0; value.isEmpty(); i++) {
      assertThat(i).isLessThan(1_000);
      publish("zigbee2mqtt/porch", "{\"battery\":97,\"temperature\":4.25}", false);
      value = tray.rest().isEmpty() ? "" : tray.next();
    }
    assertThat(value).isEqualTo("homeassistant/sensor/0x00158d_temperature=4.25°C");
    source.interrupt();
    source.join(30_000);
  }

  @Test
  void readsHomeAssistantsStatestream() throws Exception {
    startBroker();
    publish("homeassistant/sensor/outdoor/state", "19.0", true);
    Thread source = listen("homeassistant/sensor/outdoor/#");
    tray.nextNotice("listening");
    publish("homeassistant/sensor/outdoor/state", "21.3", true);
    publish("homeassistant/sensor/outdoor/last_updated", "2026-01-01T12:00:00+00:00", true);
    publish("homeassistant/sensor/outdoor/unit_of_measurement", "\"\\u00b0F\"", true);
    publish("homeassistant/sensor/outdoor/device_class", "\"temperature\"", true);
    assertThat(tray.next()).isEqualTo("homeassistant/sensor/outdoor=21.3°F");
    // A picture is no reading, and no trouble.
    publish("homeassistant/sensor/outdoor/entity_picture", "\u0000\u0001", false);
    publish("homeassistant/sensor/outdoor/state", "21.4", true);
    assertThat(tray.next()).isEqualTo("homeassistant/sensor/outdoor=21.4°F");
    source.interrupt();
    source.join(30_000);
    assertThat(tray.rest()).isEmpty();
  }
}
