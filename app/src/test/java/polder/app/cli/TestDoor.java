package polder.app.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The door of a machine, which says what a test says of every lease. */
final class TestDoor implements AutoCloseable {
  private final HttpServer server;
  private volatile String says =
      """
      {"running": false, "endpoints": [], "services": []}\
      """;

  private TestDoor(HttpServer server) {
    this.server = server;
  }

  static TestDoor open() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    TestDoor door = new TestDoor(server);
    server.createContext(
        "/v1/leases/",
        exchange -> {
          byte[] body = door.says.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return door;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A service runs, and is reached. */
  void runs(String service, int port, int hostPort) {
    says =
        """
        {"running": true,
         "endpoints": [{"service": "%s", "port": %d, "protocol": "tcp", "hostPort": %d}],
         "services": [{"service": "%s", "number": 0, "state": "running"}]}\
        """
            .formatted(service, port, hostPort, service);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
