package polder.app;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import polder.adapters.mqtt.MqttDoor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Says where the doors of a running node are, for whoever is on the same machine. */
final class NodeFile {
  private NodeFile() {}

  static void write(Path file, URI address, Optional<MqttDoor> mqtt) throws IOException {
    StringBuilder text = new StringBuilder("{\"url\":\"").append(address).append('"');
    text.append(",\"pid\":").append(ProcessHandle.current().pid());
    add(text, "mqttPort", mqtt.map(MqttDoor::port).orElse(OptionalInt.empty()));
    add(text, "mqttTlsPort", mqtt.map(MqttDoor::tlsPort).orElse(OptionalInt.empty()));
    Files.writeString(file, text.append("}\n"), StandardCharsets.UTF_8);
  }

  /** A process that answers. */
  record Running(URI url, long pid) {}

  /** What {@code file} says; nothing if there is none, or it is half written. */
  static Optional<Running> read(Path file) {
    try {
      JsonNode said = JsonMapper.shared().readTree(Files.readString(file, StandardCharsets.UTF_8));
      return Optional.of(
          new Running(URI.create(said.path("url").asString("")), said.path("pid").asLong(0)));
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void add(StringBuilder text, String name, OptionalInt port) {
    port.ifPresent(its -> text.append(",\"").append(name).append("\":").append(its));
  }
}
