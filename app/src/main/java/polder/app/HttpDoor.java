package polder.app;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.LargeBodies;

/** A port with routes behind it. */
final class HttpDoor implements AutoCloseable {
  private final WebServer server;
  private final String host;

  private HttpDoor(WebServer server, String host) {
    this.server = server;
    this.host = host;
  }

  /**
   * Opens it.
   *
   * @param port 0 for any free one
   * @throws IOException if the port cannot be opened
   */
  static HttpDoor open(String host, int port, List<HttpService> routes) throws IOException {
    return open(host, port, routes, LargeBodies.NONE);
  }

  /** The same, but for {@code large} bodies. */
  static HttpDoor open(String host, int port, List<HttpService> routes, LargeBodies large)
      throws IOException {
    WebServerConfig.Builder builder =
        WebServer.builder().address(InetAddress.getByName(host)).port(port).shutdownHook(false);
    HttpLimits.USUAL.configure(builder, routes, large);
    WebServer server = builder.build().start();
    // A server that cannot open its port only logs so, and is then one without a port.
    if (!server.isRunning() || server.port() <= 0) {
      server.stop();
      throw new IOException(
          "port "
              + port
              + " of "
              + host
              + " cannot be opened: stop what listens there, or name another with --port");
    }
    return new HttpDoor(server, host);
  }

  /** Where it is reached from this machine. */
  URI address() {
    String name = host.equals("0.0.0.0") ? "127.0.0.1" : host;
    return URI.create("http://" + name + ":" + server.port());
  }

  @Override
  public void close() {
    server.stop();
  }
}
