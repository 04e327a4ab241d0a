package polder.adapters.blender;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Blender says beside its answers: how many samples are done, and at the end what was wrong. A
 * scene may make it say as much as it likes, so that little of it is kept.
 */
final class BlenderLog {
  /** How many samples are done, of how many. */
  record Samples(int done, int of) {}

  private static final int MOST_LINES = 8;
  private static final int MOST_LINE = 400;
  private static final Pattern SAMPLES = Pattern.compile("Sample ([0-9]{1,6})/([0-9]{1,6})");

  private final Deque<String> last = new ArrayDeque<>();
  private final Consumer<Samples> sampled;

  BlenderLog(Consumer<Samples> sampled) {
    this.sampled = sampled;
  }

  /** Reads to the end of the stream. */
  void read(InputStream stream) {
    try (InputStream in = new BufferedInputStream(stream)) {
      byte[] line = new byte[MOST_LINE];
      int length = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          take(new String(line, 0, length, StandardCharsets.UTF_8).strip());
          length = 0;
        } else if (length < MOST_LINE) {
          line[length++] = (byte) next;
        }
      }
      take(new String(line, 0, length, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      take("what Blender said further could not be read: " + e.getMessage());
    }
  }

  private void take(String line) {
    Matcher samples = SAMPLES.matcher(line);
    if (samples.find()) {
      sampled.accept(
          new Samples(Integer.parseInt(samples.group(1)), Integer.parseInt(samples.group(2))));
      return;
    }
    // Lines about progress.
    if (line.isEmpty() || line.startsWith("Fra:")) {
      return;
    }
    synchronized (last) {
      if (last.size() == MOST_LINES) {
        last.removeFirst();
      }
      last.addLast(line);
    }
  }

  /** Its last lines, as one. */
  String tail() {
    synchronized (last) {
      return last.isEmpty() ? "it said nothing" : String.join(" | ", last);
    }
  }
}
