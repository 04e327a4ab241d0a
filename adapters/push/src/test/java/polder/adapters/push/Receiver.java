package polder.adapters.push;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;

/** A real HTTP server on this machine that writes down what comes. */
final class Receiver implements AutoCloseable {
  record Came(Headers headers, byte[] body) {}

  final List<Came> came = new CopyOnWriteArrayList<>();
  volatile int status = 204;
  volatile String header = "X-Nothing: 0";
  private final HttpServer server;

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          came.add(
              new Came(exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
          String[] more = header.split(": ", 2);
          exchange.getResponseHeaders().add(more[0], more[1]);
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url(String host) {
    return "http://" + host + ":" + port() + "/hook?a=b";
  }

  static PinnedPost post(TargetRule rule, PinnedConnection.Resolver resolver) {
    return new PinnedPost(
        new PinnedConnection(
            rule,
            resolver,
            (SSLSocketFactory) SSLSocketFactory.getDefault(),
            Duration.ofSeconds(10)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
