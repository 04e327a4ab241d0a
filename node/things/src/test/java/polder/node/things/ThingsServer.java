package polder.node.things;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import polder.adapters.sqlite.SqliteReadings;
import polder.node.readings.CsvFormat;
import polder.node.readings.GeoJsonFormat;
import polder.ports.readings.EpochReadings;
import polder.ports.readings.ReadingSamples;
import polder.ports.readings.Visibility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service over ten hours of sample readings, as of the thirtieth hour. */
final class ThingsServer implements AutoCloseable {
  private final SqliteReadings store;
  private final WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  /** An answer. */
  record Answer(int status, String body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }
  }

  ThingsServer(Path folder) throws IOException {
    this.store = SqliteReadings.open(folder);
    for (EpochReadings epoch : ReadingSamples.hours(10)) {
      store.add(epoch, Long.MIN_VALUE);
    }
    long now = 30 * ReadingSamples.HOUR;
    Visibility visibility = Visibility.of(ReadingSamples.networks(1), now);
    Downloads downloads = new Downloads(store.model(), ThingsLimits.USUAL);
    this.server =
        WebServer.builder()
            .address(InetAddress.getLoopbackAddress())
            .routing(routing ->
                routing
                    .register(
                        new ThingsRoutes(
                            store.model(), () -> visibility, () -> now, ThingsLimits.USUAL))
                    .register(
                        new ExportRoutes(
                            downloads,
                            () -> visibility,
                            List.of(new CsvFormat(), new GeoJsonFormat())))
                    .register(new EarningsRoutes(downloads)))
            .build()
            .start();
  }

  String root() {
    return "http://127.0.0.1:" + server.port() + ThingsRoutes.ROOT;
  }

  /** Asks for a path below the root; options are a name and a value in turn. */
  Answer get(String path, String... options) throws IOException, InterruptedException {
    return send("GET", root() + "/" + path + query(options));
  }

  /** Asks for an export. */
  Answer export(String... parameters) throws IOException, InterruptedException {
    return send("GET", "http://127.0.0.1:" + server.port() + "/v1/export" + query(parameters));
  }

  /** Adds an epoch. */
  void add(EpochReadings epoch) throws IOException {
    store.add(epoch, Long.MIN_VALUE);
  }

  /** Asks what an account earned; where {@code account} has a slash it is the whole question. */
  Answer earnings(String account, String... parameters) throws IOException, InterruptedException {
    String path = account.contains("/") ? account : account + "/earnings" + query(parameters);
    return send("GET", "http://127.0.0.1:" + server.port() + "/v1/accounts/" + path);
  }

  private static String query(String... options) {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < options.length; i += 2) {
      query
          .append(i == 0 ? '?' : '&')
          .append(options[i])
          .append('=')
          .append(URLEncoder.encode(options[i + 1], StandardCharsets.UTF_8));
    }
    return query.toString();
  }

  Answer send(String method, String address) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(address))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body());
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.stop();
    store.close();
  }
}
