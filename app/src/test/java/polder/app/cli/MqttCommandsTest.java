package polder.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.KeyFile;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;
import polder.protocol.senml.SenmlPack;

/** The commands around publishing over MQTT that need no node. */
class MqttCommandsTest {
  @TempDir Path folder;

  /** What a command printed, and how it ended. */
  private record Said(ExitCode code, String out, String err) {}

  private static Said say(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        PolderCommand.run(
            List.of(arguments),
            List.of(new UpCommand(), new DeviceCommand(), new MqttUserCommand()),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void signsWhatItIsTold() throws Exception {
    KeyFile.device(folder.resolve("station.key"));
    Said said =
        say(
            "device",
            "sign",
            "temperature=-12.5Cel",
            "humidity=40%RH",
            "--network",
            "air",
            "--key",
            path("station.key"),
            "--time",
            "1800000000000",
            "--sequence",
            "7",
            "--out",
            path("message.cbor"));
    assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.DONE);
    DeviceMessage message =
        (DeviceMessage) Message.decode(Files.readAllBytes(folder.resolve("message.cbor")));
    assertThat(message.isSignatureGood()).isTrue();
    assertThat(message.network()).isEqualTo("air");
    assertThat(message.sequence()).isEqualTo(7);
    assertThat(SenmlPack.decode(message.payload()))
        .extracting(record -> record.name() + " " + record.unit() + " " + record.timeMillis())
        .containsExactly("temperature Cel 1800000000000", "humidity %RH 1800000000000");
    assertThat(said.out()).contains(message.id().toString());
  }

  @Test
  void whatCannotBeSignedIsSaid() throws Exception {
    Said keyless =
        say("device", "sign", "a=1m", "--network", "n", "--key", path("k"), "--out", path("o"));
    assertThat(keyless.code()).isEqualTo(ExitCode.BAD_INPUT);
    KeyFile.device(folder.resolve("k"));
    Said unitless =
        say("device", "sign", "a=1", "--network", "n", "--key", path("k"), "--out", path("o"));
    assertThat(unitless.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(unitless.err()).contains("a=1 is not NAME=VALUEUNIT");
    assertThat(folder.resolve("o")).doesNotExist();
  }

  @Test
  void usersComeAndGo() throws Exception {
    Said added = say("mqtt-user", "add", "garden", "--data", folder.toString());
    assertThat(added.code()).as(added.err()).isEqualTo(ExitCode.DONE);
    String password = added.out().lines().skip(1).findFirst().orElseThrow().substring(9);
    assertThat(password).hasSize(32);
    assertThat(Files.readString(folder.resolve("mqtt-users")))
        .startsWith("garden ")
        .doesNotContain(password);
    assertThat(say("mqtt-user", "add", "two words", "--data", folder.toString()).code())
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(say("mqtt-user", "remove", "garden", "--data", folder.toString()).code())
        .isEqualTo(ExitCode.DONE);
    assertThat(say("mqtt-user", "remove", "garden", "--data", folder.toString()).code())
        .isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void tlsNeedsAllOfItsOptions() {
    Said said = say("up", "--data", folder.toString(), "--port", "0", "--mqtt-tls-port", "0");
    assertThat(said.code()).isEqualTo(ExitCode.USAGE);
    assertThat(said.err()).contains("belong together");
    said = say("up", "--data", folder.toString(), "--port", "0", "--mqtt-cert", "a.crt");
    assertThat(said.code()).isEqualTo(ExitCode.USAGE);
  }
}
