package polder.adapters.runc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Takes conmon's frame off what a container said: {@code TIME STREAM TAG TEXT}, where the tag says
 * whether the line ends here (F) or goes on in the next (P).
 */
final class LogLines {
  private static final int FIELDS = 3;
  private static final int MOST_FRAME = 128;

  private final byte[] prefix;
  private final ByteArrayOutputStream frame = new ByteArrayOutputStream();
  private int spaces;
  private boolean atStart = true;

  LogLines(String prefix) {
    this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
  }

  /** Hands on what is in the first {@code length} of these bytes. */
  void write(byte[] bytes, int length, OutputStream to) throws IOException {
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (spaces < FIELDS) {
        from = i + 1;
        frame(bytes[i], to);
      } else if (bytes[i] == '\n') {
        to.write(bytes, from, i - from);
        end(to);
      }
    }
    if (spaces == FIELDS && from < length) {
      to.write(bytes, from, length - from);
    }
  }

  private void frame(byte next, OutputStream to) throws IOException {
    if (next == '\n') { // no frame at all: not conmon's, so nobody's
      begin();
      return;
    }
    if (next == ' ') {
      spaces++;
      if (spaces == FIELDS && atStart) {
        to.write(prefix);
      }
    }
    if (frame.size() < MOST_FRAME) {
      frame.write(next);
    }
  }

  private void end(OutputStream to) throws IOException {
    String text = frame.toString(StandardCharsets.US_ASCII);
    atStart = text.endsWith(" F ");
    if (atStart) {
      to.write('\n');
    }
    begin();
  }

  private void begin() {
    frame.reset();
    spaces = 0;
  }
}
