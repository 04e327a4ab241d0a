package polder.app.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import polder.adapters.mqtt.MqttDoor;
import polder.adapters.mqtt.MqttTls;

/** Where a node listens for MQTT: nowhere, unless it is told to. */
final class MqttOptions {
  @Option(
      names = "--mqtt-port",
      paramLabel = "N",
      description = "Take messages over MQTT at this port too, usually 1883; 0 for any free one.")
  private @Nullable Integer port;

  @Option(
      names = "--mqtt-tls-port",
      paramLabel = "N",
      description = "Take messages over MQTT with TLS at this port, usually 8883.")
  private @Nullable Integer tlsPort;

  @Option(
      names = "--mqtt-cert",
      paramLabel = "FILE",
      description = "Certificate of the port with TLS and those up to its root, PEM.")
  private @Nullable Path certificate;

  @Option(
      names = "--mqtt-key",
      paramLabel = "FILE",
      description = "Its private key, PEM (PKCS #8).")
  private @Nullable Path key;

  /** What is wrong with the options together. */
  Optional<String> wrong() {
    boolean files = certificate != null && key != null;
    boolean noFiles = certificate == null && key == null;
    if (tlsPort != null ? files : noFiles) {
      return Optional.empty();
    }
    return Optional.of("--mqtt-tls-port, --mqtt-cert and --mqtt-key belong together");
  }

  Optional<MqttDoor.Address> address(String host) {
    if (port == null && tlsPort == null) {
      return Optional.empty();
    }
    Optional<MqttTls> tls =
        certificate == null || key == null
            ? Optional.empty()
            : Optional.of(new MqttTls(certificate, key));
    return Optional.of(new MqttDoor.Address(host, number(port), number(tlsPort), tls));
  }

  private static OptionalInt number(@Nullable Integer option) {
    return option == null ? OptionalInt.empty() : OptionalInt.of(option);
  }
}
