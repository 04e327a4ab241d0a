package polder.adapters.push;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One POST over a {@link PinnedConnection}. Of the answer only the head is read. */
final class PinnedPost {
  private final PinnedConnection connection;

  /**
   * An answer.
   *
   * @param retryAfterMillis how long it asks to wait; 0 if it does not say
   */
  record Reply(int status, long retryAfterMillis) {}

  PinnedPost(PinnedConnection connection) {
    this.connection = connection;
  }

  PinnedConnection connection() {
    return connection;
  }

  /**
   * Posts.
   *
   * @throws IOException in one line why there is no answer
   */
  Reply post(URI uri, Map<String, String> headers, byte[] body) throws IOException {
    return connection.talk(uri, socket -> exchange(socket, uri, headers, body));
  }

  private static Reply exchange(Socket socket, URI uri, Map<String, String> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder("POST ").append(target(uri));
    headers.forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
    head.append("\r\nUser-Agent: Polder\r\nContent-Length: ").append(body.length);
    head.append("\r\nConnection: close\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
    AnswerHead reply = AnswerHead.read(socket.getInputStream());
    long wait =
        reply
            .header("retry-after")
            .filter(seconds -> seconds.matches("[0-9]{1,6}"))
            .map(seconds -> Long.parseLong(seconds) * 1_000)
            .orElse(0L);
    return new Reply(reply.status(), wait);
  }

  /** The rest of a request line, and the header that names the host. */
  static String target(URI uri) {
    URI ascii = URI.create(uri.toASCIIString());
    String path =
        ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
    String port = ascii.getPort() == -1 ? "" : ":" + ascii.getPort();
    return path + query + " HTTP/1.1\r\nHost: " + ascii.getHost() + port;
  }
}
