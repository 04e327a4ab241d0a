package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.node.view.Site.StaticFile;

/** What a browser gets that opens a page. */
class PageRoutesTest {
  private static final String SCRIPT = "assets/main-ab12.js";
  private static final Site SITE =
      new Site(
          Map.of(
              "index.html",
              new StaticFile(
                  "text/html; charset=UTF-8",
                  "W/\"d1\"",
                  bytes("<!doctype html>"),
                  Optional.of(bytes("document by brotli")),
                  Optional.of(bytes("document by gzip"))),
              SCRIPT,
              new StaticFile(
                  "text/javascript; charset=UTF-8",
                  "W/\"s1\"",
                  bytes("run()"),
                  Optional.empty(),
                  Optional.empty())));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/networks/air-temperature",
        "/networks/market/orders",
        "/networks/market/orders/order-4c2e4c2e4c2e4c2e4c2e4c2e4c2e4c2e",
        "/networks/market/machines",
        "/networks/learning/tasks",
        "/networks/learning/tasks/task-4c2e4c2e4c2e4c2e4c2e4c2e4c2e4c2e",
        "/devices/did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "/owners",
        "/owners/0x00000000000000000000000000000000000000aa",
        "/epochs/12",
        "/join"
      })
  void everyPageIsTheOneDocument(String path) throws Exception {
    try (Server server = new Server(SITE)) {
      HttpResponse<String> response = server.get(path);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("<!doctype html>");
      assertThat(response.headers().firstValue("Content-Type"))
          .contains("text/html; charset=UTF-8");
      // A node that was updated serves a new document at once.
      assertThat(response.headers().firstValue("Cache-Control")).contains("no-cache");
      assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("script-src 'self'", "frame-ancestors 'none'");
    }
  }

  @Test
  void whatIsNoPageIsNotFound() throws Exception {
    try (Server server = new Server(SITE)) {
      assertThat(server.get("/networks/a/b").statusCode()).isEqualTo(404);
      assertThat(server.get("/assets/other.js").statusCode()).isEqualTo(404);
      assertThat(server.get("/assets/..%2findex.html").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aFileNamedByItsContentIsKept() throws Exception {
    try (Server server = new Server(SITE)) {
      HttpResponse<String> response = server.get("/" + SCRIPT, "Accept-Encoding", "gzip, br");
      assertThat(response.body()).isEqualTo("run()");
      assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
      assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
    }
  }

  @Test
  void theShortestFormThatTheBrowserReadsIsSent() throws Exception {
    try (Server server = new Server(SITE)) {
      HttpResponse<String> both = server.get("/", "Accept-Encoding", "gzip, deflate, br, zstd");
      assertThat(both.body()).isEqualTo("document by brotli");
      assertThat(both.headers().firstValue("Content-Encoding")).contains("br");
      assertThat(both.headers().firstValue("Vary")).contains("Accept-Encoding");
      assertThat(server.get("/", "Accept-Encoding", "gzip").body()).isEqualTo("document by gzip");
      assertThat(server.get("/", "Accept-Encoding", "br;q=0").body()).isEqualTo("<!doctype html>");
      assertThat(server.get("/", "Accept-Encoding", "br;q=0, GZIP;q=0.5").body())
          .isEqualTo("document by gzip");
    }
  }

  @Test
  void whoHasItAlreadyGetsNothing() throws Exception {
    try (Server server = new Server(SITE)) {
      String tag = server.get("/").headers().firstValue("ETag").orElseThrow();
      assertThat(server.get("/", "If-None-Match", tag).statusCode()).isEqualTo(304);
      assertThat(server.get("/", "If-None-Match", "\"x\", " + tag).statusCode()).isEqualTo(304);
      assertThat(server.get("/", "If-None-Match", "*").statusCode()).isEqualTo(304);
      assertThat(server.get("/", "If-None-Match", "W/\"old\"").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void withoutADashboardAPlainPageLeadsToTheApi() throws Exception {
    try (Server server = new Server(new Site(Map.of()))) {
      assertThat(server.get("/").body()).contains("/v1/networks", "/v1/openapi.json", "audit");
      assertThat(server.get("/join").statusCode()).isEqualTo(404);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final class Server implements AutoCloseable {
    private final WebServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    Server(Site site) {
      server =
          WebServer.builder()
              .host("127.0.0.1")
              .port(0)
              .routing(routing -> routing.register(new PageRoutes(site)))
              .build()
              .start();
    }

    HttpResponse<String> get(String path, String... headers)
        throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
      client.close();
      server.stop();
    }
  }
}
