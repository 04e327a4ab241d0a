package polder.adapters.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.Bytes;

/** With {@code mosquitto_pub} and {@code mosquitto_sub}, as people have them at hand. */
@Timeout(120)
class MosquittoTest {
  @TempDir Path folder;

  private Path message = Path.of("none");

  /** How a program ended, and what it printed. */
  private record Ended(int code, String said) {}

  @BeforeEach
  void needsTheClients() throws IOException {
    assumeTrue(
        find("mosquitto_pub").isPresent(),
        "mosquitto_pub is needed: apt-get install mosquitto-clients");
    message = Files.write(folder.resolve("message.cbor"), new byte[] {1});
  }

  private static Optional<Path> find(String name) {
    return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Ended run(String program, int port, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(find(program).orElseThrow().toString());
    command.addAll(List.of("-h", "localhost", "-p", Integer.toString(port), "-i", "station"));
    command.addAll(List.of(more));
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
    return new Ended(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
  }

  private Ended publish(int port, String version, String quality, String... more)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-V",
                version,
                "-q",
                quality,
                "-t",
                OpenDoor.TOPIC,
                "-f",
                message.toString(),
                "-d"));
    arguments.addAll(List.of(more));
    return run("mosquitto_pub", port, arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "mqttv31,1",
    "mqttv311,0",
    "mqttv311,1",
    "mqttv311,2",
    "mqttv5,0",
    "mqttv5,1",
    "mqttv5,2"
  })
  void publishes(String version, String quality) throws Exception {
    try (OpenDoor door = new OpenDoor(folder.resolve("users"), Optional.empty())) {
      Ended ended = publish(door.port(), version, quality);
      assertThat(ended.code()).as(ended.said()).isZero();
      assertThat(door.taken()).isEqualTo(Bytes.wrap(new byte[] {1}));
      switch (quality) {
        case "1" -> assertThat(ended.said()).contains("received PUBACK");
        case "2" -> assertThat(ended.said()).contains("received PUBREC", "received PUBCOMP");
        default -> {}
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void hearsTheReasonCodeInVersionFive(String quality) throws Exception {
    Files.write(message, new byte[] {2});
    try (OpenDoor door = new OpenDoor(folder.resolve("users"), Optional.empty())) {
      Ended ended = publish(door.port(), "mqttv5", quality);
      assertThat(ended.said()).containsIgnoringCase("not authorized");
    }
  }

  @Test
  void aSubscriptionIsDenied() throws Exception {
    try (OpenDoor door = new OpenDoor(folder.resolve("users"), Optional.empty())) {
      for (String version : List.of("mqttv311", "mqttv5")) {
        Ended ended =
            run("mosquitto_sub", door.port(), "-V", version, "-t", "polder/#", "-q", "1", "-E");
        assertThat(ended.said()).contains("denied");
      }
    }
  }

  @Test
  void logsInOverTls() throws Exception {
    Path users = folder.resolve("users");
    String password = new MqttUsers(users).add("garden");
    Certificate certificate = Certificate.in(folder);
    try (OpenDoor door = new OpenDoor(users, Optional.of(certificate.tls()))) {
      String[] right = {
        "--cafile", certificate.certificate().toString(), "-u", "garden", "-P", password
      };
      for (String version : List.of("mqttv311", "mqttv5")) {
        Ended ended = publish(door.tlsPort(), version, "2", right);
        assertThat(ended.code()).as(ended.said()).isZero();
        assertThat(door.taken()).isEqualTo(Bytes.wrap(new byte[] {1}));
        right[5] = "guess";
        ended = publish(door.tlsPort(), version, "2", right);
        assertThat(ended.code()).as(ended.said()).isNotZero();
        assertThat(ended.said()).containsPattern("(?i)bad user ?name or password");
        right[5] = password;
      }
      Ended stranger = publish(door.tlsPort(), "mqttv311", "1", "-u", "garden", "-P", password);
      assertThat(stranger.code()).as("does not speak TLS").isNotZero();
    }
  }
}
