package polder.app;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import polder.adapters.mqtt.MqttDoor;

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

  private static void add(StringBuilder text, String name, OptionalInt port) {
    port.ifPresent(its -> text.append(",\"").append(name).append("\":").append(its));
  }
}
