package polder.adapters.push;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The head of an answer (RFC 9112): its status and its header lines.
 *
 * @param lines all lines, the first of them the status line
 */
record AnswerHead(List<String> lines) {
  private static final int MOST_BYTES = 16_384;

  /** Reads the head that is no provisional one (1xx). */
  static AnswerHead read(InputStream in) throws IOException {
    AnswerHead head = one(in);
    while (head.status() < 200) {
      head = one(in);
    }
    return head;
  }

  private static AnswerHead one(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    // Ends with an empty line: four bytes, of which each is looked at as it comes.
    while (last != 0x0d0a0d0a) {
      int next = in.read();
      if (next < 0 || head.size() >= MOST_BYTES) {
        throw new IOException("it did not answer as HTTP/1.1 does");
      }
      head.write(next);
      last = last << 8 | next;
    }
    List<String> lines = List.of(head.toString(StandardCharsets.ISO_8859_1).split("\r\n"));
    if (lines.isEmpty() || !lines.getFirst().matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      throw new IOException("it did not answer as HTTP/1.1 does");
    }
    return new AnswerHead(lines);
  }

  int status() {
    return Integer.parseInt(lines.getFirst().substring(9, 12));
  }

  /** The value of the first header {@code name}, in lower case. */
  Optional<String> header(String name) {
    String start = name + ":";
    return lines.stream()
        .map(line -> line.toLowerCase(Locale.ROOT))
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst();
  }
}
