package polder.adapters.push;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One POST to an address that a stranger named. The name is looked up once, and the connection goes
 * to the very address that was found good: a client that looks it up again, as the JDK's does,
 * could be led to another one in between (DNS rebinding). Of the answer only the head is read.
 */
final class PinnedPost {
  private static final int MOST_HEAD_BYTES = 16_384;

  private final TargetRule rule;
  private final Resolver resolver;
  private final SSLSocketFactory tls;
  private final Duration timeout;

  /** Looks a name up. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * An answer.
   *
   * @param retryAfterMillis how long it asks to wait; 0 if it does not say
   */
  record Reply(int status, long retryAfterMillis) {}

  /**
   * @param timeout how long a post may take altogether, once the name is known
   */
  PinnedPost(TargetRule rule, Resolver resolver, SSLSocketFactory tls, Duration timeout) {
    this.rule = rule;
    this.resolver = resolver;
    this.tls = tls;
    this.timeout = timeout;
  }

  TargetRule rule() {
    return rule;
  }

  /** What is wrong with an address now, its name included. */
  Optional<String> objection(String target) {
    return rule.objection(target)
        .or(() -> {
          try {
            addresses(URI.create(target));
            return Optional.empty();
          } catch (UnknownHostException e) {
            return Optional.of(notPublic());
          }
        });
  }

  private static String notPublic() {
    return "its host has no address on the public internet; check its name";
  }

  private List<InetAddress> addresses(URI uri) throws UnknownHostException {
    String host = uri.getHost();
    return rule.allowed(
        resolver.resolve(host.startsWith("[") ? host.substring(1, host.length() - 1) : host));
  }

  /**
   * Posts.
   *
   * @throws IOException in one line why there is no answer
   */
  Reply post(URI uri, Map<String, String> headers, byte[] body) throws IOException {
    List<InetAddress> addresses;
    try {
      addresses = addresses(uri);
    } catch (UnknownHostException e) {
      throw new IOException(notPublic(), e);
    }
    try (Socket socket = new Socket()) {
      CompletableFuture<Void> over = new CompletableFuture<>();
      // Closing the socket ends whatever waits for it, be it a byte a minute.
      over.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(late -> {
            close(socket);
            return null;
          });
      try {
        connect(socket, addresses, TargetRule.port(uri));
        Socket speaking = uri.getScheme().equals("https") ? secure(socket, uri) : socket;
        return exchange(speaking, uri, headers, body);
      } catch (IOException e) {
        throw over.isDone()
            ? new SocketTimeoutException("it took longer than " + timeout.toSeconds() + " s")
            : e;
      } finally {
        over.complete(null);
      }
    }
  }

  /** To one of them by chance: a later try may find another one, if this one is down. */
  private void connect(Socket socket, List<InetAddress> addresses, int port) throws IOException {
    InetAddress address = addresses.get(ThreadLocalRandom.current().nextInt(addresses.size()));
    socket.setSoTimeout((int) timeout.toMillis());
    socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is as good as closed.
    }
  }

  private Socket secure(Socket socket, URI uri) throws IOException {
    SSLSocket secure =
        (SSLSocket) tls.createSocket(socket, uri.getHost(), TargetRule.port(uri), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private static Reply exchange(Socket socket, URI uri, Map<String, String> headers, byte[] body)
      throws IOException {
    URI ascii = URI.create(uri.toASCIIString());
    String path =
        ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    StringBuilder head = new StringBuilder("POST ").append(path);
    if (ascii.getRawQuery() != null) {
      head.append('?').append(ascii.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(ascii.getHost());
    if (ascii.getPort() != -1) {
      head.append(':').append(ascii.getPort());
    }
    headers.forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
    head.append("\r\nUser-Agent: Polder\r\nContent-Length: ").append(body.length);
    head.append("\r\nConnection: close\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
    InputStream in = socket.getInputStream();
    Reply reply = reply(in);
    while (reply.status() >= 100 && reply.status() < 200) {
      reply = reply(in);
    }
    return reply;
  }

  private static Reply reply(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    // Ends with an empty line: four bytes, of which each is looked at as it comes.
    while (last != 0x0d0a0d0a) {
      int next = in.read();
      if (next < 0 || head.size() >= MOST_HEAD_BYTES) {
        throw new IOException("it did not answer as HTTP/1.1 does");
      }
      head.write(next);
      last = last << 8 | next;
    }
    String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n");
    if (!lines[0].matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      throw new IOException("it did not answer as HTTP/1.1 does");
    }
    int status = Integer.parseInt(lines[0].substring(9, 12));
    long wait = 0;
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.matches("retry-after: *[0-9]{1,6} *")) {
        wait = Long.parseLong(lower.substring(lower.indexOf(':') + 1).strip()) * 1_000;
      }
    }
    return new Reply(status, wait);
  }
}
