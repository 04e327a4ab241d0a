package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.node.gateway.Described;
import polder.node.gateway.Description;
import polder.node.gateway.HeardRoutes;

/** The description that programs are written against: complete, true, and changed on purpose. */
final class OpenApiTest {
  private static final String ADDRESS = "/v1/openapi.json";

  @TempDir Path directory;

  @Test
  void describesEveryRouteAndNoOther() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      Described described = new Described(node.json(ADDRESS));
      assertThat(described.routes()).isEqualTo(HeardRoutes.of(node.routes()));
      assertThat(described.strangers()).isEmpty();
    }
  }

  /** Every GET answers with a status, a content type and properties that the description has. */
  @Test
  void describesWhatComes() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      node.closeEpoch();
      Described described = new Described(node.json(ADDRESS));
      List<String> wrong = new ArrayList<>();
      for (String route : described.routes()) {
        if (!route.startsWith("get ") || route.equals("get /v1/events")) {
          continue;
        }
        String address =
            route
                .substring("get ".length())
                .replace("{did}", sender.did())
                .replace("{network}", TestRules.AIR)
                .replace("/prospect", "/prospect?lat=52&lon=4.8")
                .replace("{code}", "old_sequence")
                .replace("{epoch}", "latest")
                .replace("{file}", "header.cose")
                .replace("archive/{path}", "archive/latest.cbor")
                .replace("v1.1/{path}", "v1.1/Observations")
                .replace("{address}", sender.owner.toString());
        if (address.contains("{")) {
          continue; // A door for stock devices; UploadsTest knocks at it.
        }
        HttpResponse<String> response = node.get(address);
        if (response.statusCode() != 200) {
          wrong.add(address + " answered " + response.statusCode());
        }
        wrong.addAll(described.wrong(route, response));
      }
      assertThat(wrong).isEmpty();
    }
  }

  /** As on a node that settles on a chain. */
  @Test
  void hasWhatOtherRoomsDescribe() throws Exception {
    Description other =
        Description.parse(
            """
            {"paths": {"/v1/other": {"get": {}}}, "components": {"schemas": {"Other": {}}}}
            """
                .getBytes(StandardCharsets.UTF_8));
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .routing(routing -> routing.register(new DescriptionRoutes(List.of(other))))
            .build()
            .start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + server.port() + ADDRESS);
      HttpResponse<byte[]> response =
          client.send(
              HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
      Described described = Described.of(response.body());
      assertThat(described.routes()).contains("get /v1/other", "get " + ADDRESS);
      assertThat(described.document().path("components").path("schemas").has("Other")).isTrue();
      assertThat(described.document().path("openapi").asString()).isEqualTo("3.1.0");
    } finally {
      server.stop();
    }
  }

  @Test
  void isLocked() throws Exception {
    Described.requireLocked(View.class);
  }
}
