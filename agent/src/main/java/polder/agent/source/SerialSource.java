package polder.agent.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import polder.agent.format.Lines;

/**
 * Reads lines from a serial line. The system's {@code stty} sets it up and it is then read like a
 * file: no native library, so it runs wherever there is a POSIX system.
 */
final class SerialSource implements ReadingSource {
  private static final int STTY_SECONDS = 10;
  private static final long IDLE_MILLIS = 200;

  private final Path device;
  private final int baud;
  private final Backoff backoff;

  SerialSource(Path device, int baud, Backoff backoff) {
    this.backoff = backoff;
    this.device = device;
    this.baud = baud;
  }

  @Override
  public String name() {
    return "serial:" + device + "?baud=" + baud;
  }

  @Override
  public boolean ends() {
    return false;
  }

  @Override
  public void run(Intake intake) throws InterruptedException {
    while (true) {
      try {
        setUp();
        try (InputStream in = Files.newInputStream(device)) {
          intake.notice("reading " + device + " at " + baud + " baud");
          read(in, intake);
        }
      } catch (IOException e) {
        intake.notice("the serial line is away: " + e.getMessage() + "; trying again");
      }
      Thread.sleep(backoff.nextMillis());
    }
  }

  /** Raw lines; a read returns after half a second without a byte, so that stopping is possible. */
  private void setUp() throws IOException, InterruptedException {
    if (!Files.exists(device)) {
      throw new IOException("there is no " + device);
    }
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    Process stty =
        new ProcessBuilder(
                List.of(
                    "stty",
                    system.startsWith("mac") ? "-f" : "-F",
                    device.toString(),
                    Integer.toString(baud),
                    "raw",
                    "-echo",
                    "clocal",
                    "cs8",
                    "-parenb",
                    "-cstopb",
                    "min",
                    "0",
                    "time",
                    "5"))
            .redirectErrorStream(true)
            .start();
    try {
      if (!stty.waitFor(STTY_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("stty hangs on " + device);
      }
      if (stty.exitValue() != 0) {
        String said = new String(stty.getInputStream().readNBytes(300), StandardCharsets.UTF_8);
        throw new IOException(said.strip().replaceAll("\\s+", " "));
      }
    } finally {
      stty.destroyForcibly();
    }
  }

  private void read(InputStream in, Intake intake) throws IOException, InterruptedException {
    Lines lines = new Lines();
    byte[] chunk = new byte[4096];
    StringBuilder line = new StringBuilder();
    // The first line may have begun before we listened: half a number looks like a number.
    boolean whole = false;
    while (true) {
      int length = in.read(chunk);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (length <= 0) {
        if (!Files.exists(device)) {
          throw new IOException(device + " is gone");
        }
        // A line that was hung up returns at once; never spin on it.
        Thread.sleep(IDLE_MILLIS);
        continue;
      }
      backoff.reset();
      for (int i = 0; i < length; i++) {
        if (chunk[i] == '\n' || chunk[i] == '\r') {
          if (whole) {
            intake.take(lines.parse(line.toString()), Optional.empty());
          }
          whole = true;
          line.setLength(0);
        } else if (line.length() <= Lines.MAX_LINE) {
          line.append((char) (chunk[i] & 0xff));
        }
      }
    }
  }
}
