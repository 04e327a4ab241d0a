package polder.agent.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pseudo-terminal stands for the serial line; what is written to socat comes out of it. */
@Timeout(60)
class SerialSourceTest {
  @TempDir Path folder;

  private final Tray tray = new Tray();
  private Optional<Process> socat = Optional.empty();

  @BeforeEach
  void needsPrograms() {
    assumeTrue(
        Programs.find("socat").isPresent() && Programs.find("stty").isPresent(),
        "socat and stty stand for a serial line: apt-get install socat");
  }

  private OutputStream plug(Path device) throws IOException {
    Process process =
        new ProcessBuilder("socat", "-u", "STDIN", "PTY,raw,echo=0,link=" + device)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    socat = Optional.of(process);
    while (!Files.exists(device)) {
      assertThat(process.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    return process.getOutputStream();
  }

  @AfterEach
  void unplug() throws InterruptedException {
    if (socat.isPresent()) {
      socat.get().destroy();
      socat.get().waitFor();
    }
  }

  private static void write(OutputStream line, String text) throws IOException {
    line.write(text.getBytes(StandardCharsets.UTF_8));
    line.flush();
  }

  @Test
  void readsWholeLinesAndComesBackWhenTheDeviceDoes() throws Exception {
    Path device = folder.resolve("tty");
    Thread source = tray.start(new SerialSource(device, 115_200, new Backoff(5, 20)));
    tray.nextNotice("is away");

    OutputStream line = plug(device);
    tray.nextNotice("115200 baud");
    // What comes first may be the end of a line that began before.
    write(line, "1.3\ntemperature=21.5\r\n{\"humidity\":40}\n");
    assertThat(tray.next()).isEqualTo("temperature=21.5");
    assertThat(tray.next()).isEqualTo("humidity=40");
    write(line, "temperature=");
    write(line, "22\n");
    assertThat(tray.next()).isEqualTo("temperature=22");

    unplug();
    tray.nextNotice("is away");
    line = plug(device);
    tray.nextNotice("115200 baud");
    write(line, "\ntemperature=23\n");
    assertThat(tray.next()).isEqualTo("temperature=23");

    source.interrupt();
    source.join(30_000);
    assertThat(source.isAlive()).isFalse();
    assertThat(tray.rest()).isEmpty();
  }
}
