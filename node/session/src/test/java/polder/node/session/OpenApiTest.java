package polder.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.node.gateway.Described;
import polder.node.gateway.Description;
import polder.node.gateway.HeardRoutes;
import polder.node.gateway.HttpLimits;

/** The description that programs are written against: complete, true, and changed on purpose. */
final class OpenApiTest {
  private final Described described = Described.of(Description.beside(SessionRoutes.class).json());

  @Test
  void describesEveryRouteAndNoOther() {
    InstantSource clock = InstantSource.system();
    SessionRoutes routes =
        new SessionRoutes(
            new SignIn(1, Optional.empty(), clock, SessionLimits.USUAL),
            new Sessions(clock, SessionLimits.USUAL),
            new Addresses(List.of()),
            HttpLimits.USUAL);
    assertThat(described.routes()).isEqualTo(HeardRoutes.of(List.of(routes)));
  }

  /** The node's own description has it, of which this one is a part. */
  @Test
  void leavesNothingButErrorsToOthers() {
    assertThat(described.strangers()).containsExactly("#/components/schemas/Error");
  }

  @Test
  void describesWhatComes() throws Exception {
    Wallet wallet = Wallet.of(3);
    List<String> wrong = new ArrayList<>();
    try (TestSite site = new TestSite(Optional.empty());
        HttpClient client = HttpClient.newHttpClient()) {
      String message = site.message(wallet.account());
      HttpRequest.Builder in =
          ask(site, "/v1/session")
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(SignInText.body(message, wallet.sign(message))));
      HttpResponse<String> opened = client.send(in.build(), text());
      wrong.addAll(described.wrong("post /v1/session", opened));
      String cookie = opened.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
      for (String path : List.of("/v1/session", "/v1/session/nonce")) {
        HttpRequest get = ask(site, path).header("Cookie", cookie).build();
        HttpResponse<String> response = client.send(get, text());
        assertThat(response.statusCode()).isEqualTo(200);
        wrong.addAll(described.wrong("get " + path, response));
      }
      HttpRequest end = ask(site, "/v1/session").header("Cookie", cookie).DELETE().build();
      HttpResponse<String> ended = client.send(end, text());
      assertThat(ended.statusCode()).isEqualTo(200);
      wrong.addAll(described.wrong("delete /v1/session", ended));
    }
    assertThat(wrong).isEmpty();
  }

  private static HttpRequest.Builder ask(TestSite site, String path) {
    return HttpRequest.newBuilder(URI.create(site.origin() + path))
        .header("Origin", site.origin())
        .header("X-Polder", "1");
  }

  private static HttpResponse.BodyHandler<String> text() {
    return BodyHandlers.ofString();
  }

  @Test
  void isLocked() throws Exception {
    Described.requireLocked(SessionRoutes.class);
  }
}
