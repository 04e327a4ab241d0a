package polder.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SourcesTest {
  private static final long POLL = 5;

  @TempDir Path folder;

  private final Tray tray = new Tray();

  private static void append(Path file, String text) throws IOException {
    Files.writeString(
        file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void end(Thread source) throws InterruptedException {
    source.interrupt();
    source.join(30_000);
    assertThat(source.isAlive()).isFalse();
  }

  @Test
  void followsAFileOverRotationAndTruncation() throws Exception {
    Path file = folder.resolve("log.csv");
    append(file, "time,temperature\n1,1.0\n2,2.0\n");
    Thread source = tray.start(new FileSource(file, false, POLL));
    // Lines that were there before the first start may be of any age.
    while (!append(source, file, "3,3.0\n")) {}
    assertThat(tray.next()).isEqualTo("temperature=3.0");
    append(file, "4,4");
    append(file, ".5\n");
    assertThat(tray.next()).isEqualTo("temperature=4.5");

    append(file, "5,5.0\n");
    Files.move(file, folder.resolve("log.csv.1"));
    assertThat(tray.next()).isEqualTo("temperature=5.0");
    append(file, "temperature\n6.0\n");
    assertThat(tray.next()).isEqualTo("temperature=6.0");

    Files.writeString(file, "");
    append(file, "7.0\n");
    String next = tray.next();
    // Whether the shorter file was seen empty or already grown again, its header is gone.
    assertThat(next).isIn("value=7.0", "temperature=7.0");
    end(source);
    assertThat(tray.rest()).isEmpty();
  }

  /** Appends once the source has opened the file, which shows by its place or its thread's wait. */
  private static boolean append(Thread source, Path file, String text) throws IOException {
    if (source.getState() != Thread.State.TIMED_WAITING) {
      return false;
    }
    append(file, text);
    return true;
  }

  @Test
  void goesOnWhereItWasAfterARestart() throws Exception {
    Path file = folder.resolve("log.csv");
    append(file, "temperature,humidity\n1,2\n");
    new FileSource(file, true, POLL).run(tray);
    assertThat(tray.next()).isEqualTo("temperature=1");
    assertThat(tray.next()).isEqualTo("humidity=2");
    append(file, "3,4\n");
    // Another process: it knows only the place, and finds the header at the file's head.
    new FileSource(file, true, POLL).run(tray);
    assertThat(tray.next()).isEqualTo("temperature=3");
    assertThat(tray.next()).isEqualTo("humidity=4");
    new FileSource(file, true, POLL).run(tray);
    assertThat(tray.rest()).isEmpty();

    Files.delete(file);
    append(file, "temperature,humidity\n5,6\n5,6\n5,6\n5,6\n");
    new FileSource(file, true, POLL).run(tray);
    assertThat(tray.rest()).as("another file of the same name is read whole").hasSize(8);
  }

  @Test
  void readsALastLineWithoutAnEndAndSkipsOneThatIsTooLong() throws Exception {
    Path file = folder.resolve("log");
    append(file, "x".repeat(200_000) + "\ntemperature=1\ntemperature=2");
    new FileSource(file, true, POLL).run(tray);
    assertThat(tray.rest()).containsExactly("temperature=1", "temperature=2");
  }

  @Test
  void waitsForAFileThatIsNotThereYet() throws Exception {
    Path file = folder.resolve("later");
    assertThatThrownBy(() -> new FileSource(file, true, POLL).run(tray))
        .isInstanceOf(NoSuchFileException.class);
    Thread source = tray.start(new FileSource(file, false, POLL));
    tray.nextNotice("waiting for it");
    append(file, "temperature=1\n");
    assertThat(tray.next()).isEqualTo("temperature=1");
    end(source);
  }

  @Test
  void readsStandardInputToItsEnd() throws Exception {
    byte[] input =
        "temperature=1\n{\"humidity\":2}\ntemperature=3".getBytes(StandardCharsets.UTF_8);
    new StreamSource(new ByteArrayInputStream(input)).run(tray);
    assertThat(tray.rest()).containsExactly("temperature=1", "humidity=2", "temperature=3");
  }

  @Test
  void readsWhatACommandPrints() throws Exception {
    new CommandSource("printf '{\\n \"temperature\": 21.5\\n}\\n'", true, 1_000).run(tray);
    assertThat(tray.next()).isEqualTo("temperature=21.5");
    new CommandSource("echo temperature=1; exit 3", true, 1_000).run(tray);
    assertThat(tray.nextNotice("failed")).contains("exit 3");
    assertThat(tray.rest()).isEmpty();
    new CommandSource("no-such-command-here 2>/dev/null", true, 1_000).run(tray);
    tray.nextNotice("failed");
    new CommandSource("cat; echo temperature=2", true, 1_000).run(tray);
    assertThat(tray.next()).as("a command that reads gets nothing").isEqualTo("temperature=2");
  }

  @Test
  void runsACommandEachPeriodUntilItIsStopped() throws Exception {
    Path count = folder.resolve("count");
    Thread source =
        tray.start(
            new CommandSource(
                "echo x >>" + count + "; echo temperature=$(wc -l <" + count + ")", false, POLL));
    assertThat(tray.next()).isEqualTo("temperature=1");
    assertThat(tray.next()).isEqualTo("temperature=2");
    assertThat(tray.next()).isEqualTo("temperature=3");
    end(source);
  }

  /** With what it started, even if that was just now. */
  @RepeatedTest(20)
  void stopsACommandThatIsRunning() throws Exception {
    Path started = folder.resolve("started");
    Path slept = folder.resolve("slept");
    Thread source =
        tray.start(
            new CommandSource(
                "echo $$ >" + started + "; sh -c 'echo $$ >" + slept + "; exec sleep 600'",
                false,
                1_000));
    while (!Files.exists(started) || Files.size(started) == 0) {
      Thread.onSpinWait();
    }
    end(source);
    for (Path one : List.of(started, slept)) {
      // Ended before it could say who it is, it is gone as well.
      String pid = Files.exists(one) ? Files.readString(one).strip() : "";
      if (!pid.isEmpty()) {
        Optional<ProcessHandle> left = ProcessHandle.of(Long.parseLong(pid));
        left.ifPresent(process -> process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "file:",
        "http://x",
        "sensor",
        "serial:ttyUSB0",
        "serial:/dev/x?speed=1",
        "mqtt://broker",
        "mqtt://broker/",
        "mqtt://broker:0/t",
        "mqtt://broker:99999/t",
        "mqtt://broker/a#",
        "mqtt://broker/a+/b",
        "mqtt:///t",
        "command: "
      })
  void saysWhatASourceIsLike(String address) {
    assertThatThrownBy(
            () -> Sources.open(address, new Sources.Habit(false, 1_000, Optional.empty())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsBrokerAddressesAndNeverShowsThePassword() {
    MqttAddress address =
        MqttAddress.parse(
            "mqtts://me:se/cret@broker.local/tele/+/SENSOR".replace("/cret", "cret"),
            Optional.empty());
    assertThat(address.server()).isEqualTo("ssl://broker.local:8883");
    assertThat(address.user()).contains("me");
    assertThat(address.password()).contains("secret");
    assertThat(address.toString())
        .isEqualTo("mqtts://me@broker.local:8883/tele/+/SENSOR")
        .doesNotContain("secret");
    assertThat(MqttAddress.parse("mqtt://me@10.0.0.2:1884/#", Optional.of("hidden")).password())
        .contains("hidden");
    assertThat(MqttAddress.parse("mqtt://[::1]/a/b", Optional.empty()).server())
        .isEqualTo("tcp://[::1]:1883");
    assertThat(address.covers("tele/x/SENSOR")).isTrue();
    assertThat(address.covers("tele/x/y/SENSOR")).isFalse();
    assertThat(MqttAddress.parse("mqtt://b/a/#", Optional.empty()).covers("a/b/c")).isTrue();
  }

  @Test
  void waitsLongerEachTimeWithinBounds() {
    Backoff backoff = new Backoff(10, 50);
    assertThat(java.util.stream.LongStream.generate(backoff::nextMillis).limit(5).boxed().toList())
        .containsExactly(10L, 20L, 40L, 50L, 50L);
    backoff.reset();
    assertThat(backoff.nextMillis()).isEqualTo(10);
  }
}
