package polder.adapters.push;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One GET over a {@link PinnedConnection}, whose answer has a bound. */
final class PinnedGet {
  /** Longest line before a chunk: its size and what may stand behind it. */
  private static final int MOST_LINE = 256;

  private final PinnedConnection connection;
  private final int mostBytes;

  PinnedGet(PinnedConnection connection, int mostBytes) {
    this.connection = connection;
    this.mostBytes = mostBytes;
  }

  /**
   * Gets what lies at {@code uri}.
   *
   * @throws IOException in one line why there is nothing: the address is not allowed, nobody
   *     answers, the answer is no 200 (redirects are not followed) or too long
   */
  byte[] get(URI uri) throws IOException {
    String objection = connection.rule().objection(uri.toString()).orElse("");
    if (!objection.isEmpty()) {
      throw new IOException(objection);
    }
    return connection.talk(uri, socket -> exchange(socket, uri));
  }

  private byte[] exchange(Socket socket, URI uri) throws IOException {
    String head =
        "GET "
            + PinnedPost.target(uri)
            + "\r\nUser-Agent: Polder\r\nAccept: application/json\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    InputStream in = socket.getInputStream();
    AnswerHead answer = AnswerHead.read(in);
    if (answer.status() != 200) {
      boolean elsewhere = answer.status() >= 300 && answer.status() < 400;
      throw new IOException(
          "it answered " + answer.status() + (elsewhere ? "; redirects are not followed" : ""));
    }
    if (answer.header("transfer-encoding").isPresent()) {
      return chunks(in);
    }
    long length = answer.header("content-length").map(PinnedGet::whole).orElse(-1L);
    if (length > mostBytes) {
      throw tooLong();
    }
    byte[] body = in.readNBytes(length < 0 ? mostBytes + 1 : (int) length);
    if (body.length < length) {
      throw new IOException("its answer was cut off");
    }
    if (body.length > mostBytes) {
      throw tooLong();
    }
    return body;
  }

  private static long whole(String text) {
    return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : Long.MAX_VALUE;
  }

  private IOException tooLong() {
    return new IOException("its answer is longer than " + mostBytes + " bytes");
  }

  /** A body in chunks (RFC 9112 §7.1). */
  private byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = line(in).split(";", 2)[0].strip();
      if (!line.matches("[0-9a-fA-F]{1,7}")) {
        throw new IOException("it did not answer as HTTP/1.1 does");
      }
      int size = Integer.parseInt(line, 16);
      if (size == 0) {
        return body.toByteArray();
      }
      if (size > mostBytes - body.size()) {
        throw tooLong();
      }
      byte[] chunk = in.readNBytes(size);
      if (chunk.length < size || !line(in).isEmpty()) {
        throw new IOException("its answer was cut off");
      }
      body.writeBytes(chunk);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() == MOST_LINE) {
        throw new IOException("its answer was cut off");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }
}
