package polder.node.view;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import polder.node.gateway.Description;

/** {@code GET /} and {@code /v1/openapi.json}: what this is and how to speak to it. */
final class StartRoutes implements HttpService {
  private final byte[] page = resource("index.html");
  private final byte[] description;

  /** A start whose description has what {@code others} say of further routes. */
  StartRoutes(List<Description> others) {
    Description all = Description.beside(StartRoutes.class);
    for (Description other : others) {
      all = all.with(other);
    }
    this.description = all.json();
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/", (request, response) -> send(response, "text/html; charset=UTF-8", page));
    rules.get(
        "/v1/openapi.json", (request, response) -> send(response, "application/json", description));
  }

  private static void send(ServerResponse response, String type, byte[] content) {
    response
        .status(Status.OK_200)
        .header(HeaderNames.CONTENT_TYPE, type)
        .header(HeaderNames.CACHE_CONTROL, "no-cache")
        .header(HeaderNames.create("Content-Security-Policy"), "default-src 'none'")
        .send(content);
  }

  private static byte[] resource(String name) {
    try (InputStream input = StartRoutes.class.getResourceAsStream(name)) {
      if (input == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      return input.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
