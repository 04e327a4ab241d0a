package polder.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PageHeadersTest {
  @Test
  void aPageRunsNoScriptButItsNodesAndIsInNobodysFrame() throws Exception {
    Map<String, String> policy = policy(page());

    assertThat(policy)
        .containsEntry("default-src", "'none'")
        .containsEntry("script-src", "'self'")
        .containsEntry("style-src", "'self'")
        .containsEntry("connect-src", "'self'")
        .containsEntry("frame-ancestors", "'none'")
        .containsEntry("base-uri", "'none'")
        .containsEntry("form-action", "'self'")
        .containsEntry("worker-src", "'self'");
    assertThat(policy.values())
        .noneMatch(sources -> sources.contains("unsafe") || sources.contains("*"));
  }

  @Test
  void aBrowserNeitherGuessesTypesNorTellsOthersTheAddress() throws Exception {
    HttpHeaders headers = page();

    assertThat(headers.allValues("X-Content-Type-Options")).isEqualTo(List.of("nosniff"));
    assertThat(headers.allValues("X-Frame-Options")).isEqualTo(List.of("DENY"));
    assertThat(headers.allValues("Referrer-Policy")).isEqualTo(List.of("same-origin"));
    assertThat(headers.firstValue("Permissions-Policy").orElseThrow())
        .contains("camera=()", "microphone=()", "geolocation=(self)");
  }

  private static Map<String, String> policy(HttpHeaders headers) {
    List<String> policies = headers.allValues("Content-Security-Policy");
    assertThat(policies).hasSize(1);
    return Arrays.stream(policies.getFirst().split("; "))
        .map(directive -> directive.split(" ", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  private static HttpHeaders page() throws Exception {
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .shutdownHook(false)
            .routing(routing ->
                routing.get(
                    "/",
                    (request, response) -> {
                      PageHeaders.put(response);
                      response.send("<!doctype html>");
                    }))
            .build()
            .start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + server.port() + "/");
      return client
          .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
          .headers();
    } finally {
      server.stop();
    }
  }
}
