package polder.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Optional;
import polder.node.session.SignInText;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A page of a node in a browser: sends its origin, its mark and the cookie it was given. */
final class Page implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI node;
  private Optional<String> cookie = Optional.empty();

  Page(URI node) {
    this.node = node;
  }

  static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  static String reason(HttpResponse<String> response) {
    return json(response).path("error").path("reason").asString("");
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(node.resolve(path)).GET());
  }

  HttpResponse<String> post(String path, Object body) throws IOException, InterruptedException {
    return post(path, "application/json", JSON.writeValueAsString(body));
  }

  HttpResponse<String> post(String path, String type, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(node.resolve(path))
            .header("Content-Type", type)
            .header("Origin", node.toString())
            .header("X-Polder", "1")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    cookie.ifPresent(its -> request.header("Cookie", its));
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> signIn(PageWallet wallet) throws IOException, InterruptedException {
    JsonNode given = json(get("/v1/session/nonce"));
    String message = SignInText.of(given, wallet.account(), Instant.now());
    String body = SignInText.body(message, wallet.wallet().sign(message));
    HttpResponse<String> response = post("/v1/session", "application/json", body);
    cookie = response.headers().firstValue("Set-Cookie").map(its -> its.split(";")[0]);
    return response;
  }

  @Override
  public void close() {
    client.close();
  }
}
