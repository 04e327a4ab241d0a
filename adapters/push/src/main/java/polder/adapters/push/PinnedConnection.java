package polder.adapters.push;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connections to addresses that a stranger named. The name is looked up once, and the connection
 * goes to the very address that was found good: a client that looks it up again, as the JDK's does,
 * could be led to another one in between (DNS rebinding).
 */
final class PinnedConnection {
  private final TargetRule rule;
  private final Resolver resolver;
  private final SSLSocketFactory tls;
  private final Duration timeout;

  /** Looks a name up. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** What is said over a connection. */
  interface Talk<T> {
    T over(Socket socket) throws IOException;
  }

  /**
   * @param timeout how long a talk may take altogether, once the name is known
   */
  PinnedConnection(TargetRule rule, Resolver resolver, SSLSocketFactory tls, Duration timeout) {
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
   * Connects and talks.
   *
   * @throws IOException in one line why there is no answer
   */
  <T> T talk(URI uri, Talk<T> talk) throws IOException {
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
        return talk.over(uri.getScheme().equals("https") ? secure(socket, uri) : socket);
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
}
