package polder.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.node.session.TestSite.Reply;

/** What other sites can do to whoever is signed in: nothing. */
final class CrossSiteTest extends SessionScene {
  /** Behind these names stands whoever relays what a visitor signs for him. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example", "localhost", "localhost:1", "127.0.0.2", "polder.example.evil.example",
        "polder.example:8443", "user@localhost", "2130706433", "[::2]", ""
      })
  void nobodySignsInToANameThatIsNotTheNodes(String host) throws Exception {
    Reply nonce = site.send("GET", "/v1/session/nonce", "", "Host: " + host);
    assertThat(nonce.status()).isBetween(400, 421);
    Reply in = site.send("POST", "/v1/session", "{}", "Host: " + host, "X-Polder: 1");
    assertThat(in.status()).isBetween(400, 421);
    if (!host.isEmpty() && !host.contains("@")) {
      assertThat(nonce.reason()).isEqualTo("unknown_address");
      assertThat(in.reason()).isEqualTo("unknown_address");
    }
  }

  /** Neither a form, nor a script, nor an image of another site does anything for a visitor. */
  @ParameterizedTest
  @CsvSource({
    "X-Polder: 1,A: b",
    "X-Polder: 1,Origin: null",
    "X-Polder: 1,Origin: http://evil.example",
    "X-Polder: 1,Origin: https://HOST",
    "X-Polder: 1,Origin: http://localhost:1",
    "X-Polder: 0,Origin: http://HOST",
    "A: b,Origin: http://HOST",
  })
  void anotherSiteDoesNothingInTheNameOfTheVisitor(String mark, String origin) throws Exception {
    String cookie = "Cookie: " + site.signIn(WALLET).cookie();
    String host = "Host: " + site.host();
    String from = origin.replace("HOST", site.host());

    for (String path : new String[] {"/v1/other", "/v1/session"}) {
      Reply reply = site.send("POST", path, "{}", host, cookie, mark, from);
      assertThat(reply.status()).as(path).isEqualTo(403);
      assertThat(reply.reason()).isEqualTo("cross_site");
    }
    assertThat(site.send("DELETE", "/v1/session", "", host, cookie, mark, from).status())
        .isEqualTo(403);
    assertThat(site.page("GET", "/v1/session", "", cookie).status()).isEqualTo(200);
    assertThat(site.page("POST", "/v1/other", "{}", cookie).status()).isEqualTo(200);
  }

  @Test
  void aBrowserThatKnowsTheSiteIsBelieved() throws Exception {
    String cookie = "Cookie: " + site.signIn(WALLET).cookie();
    Reply reply =
        site.send(
            "POST",
            "/v1/other",
            "{}",
            cookie,
            "Host: " + site.host(),
            "Origin: " + site.origin(),
            "X-Polder: 1",
            "Sec-Fetch-Site: same-site");
    assertThat(reply.status()).isEqualTo(403);
  }

  /** Else it would see what the visitor then does there. */
  @Test
  void anotherSiteSignsNobodyIn() throws Exception {
    String message = site.message(WALLET.account());
    String body = SignInText.body(message, WALLET.sign(message));
    String host = "Host: " + site.host();

    for (String[] headers :
        new String[][] {
          {host},
          {host, "Origin: " + site.origin()},
          {host, "Origin: http://evil.example", "X-Polder: 1"},
          {host, "Origin: null", "X-Polder: 1"}
        }) {
      Reply reply = site.send("POST", "/v1/session", body, headers);
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.header("Set-Cookie")).isEmpty();
    }
    // Whoever is no browser is nobody's visitor.
    assertThat(site.send("POST", "/v1/session", body, host, "X-Polder: 1").status()).isEqualTo(200);
  }

  @Test
  void devicesAndFormsWithoutACookieAreLetThrough() throws Exception {
    String host = "Host: " + site.host();
    assertThat(site.send("POST", "/v1/other", "{}", host).status()).isEqualTo(200);
    String cookie = "Cookie: " + site.signIn(WALLET).cookie();
    assertThat(
            site.send("POST", "/v1/alerts/unsubscribe/a", "", host, cookie, "Origin: null")
                .status())
        .isEqualTo(200);
  }

  @Test
  void noOtherSiteIsAllowedToRead() throws Exception {
    Reply reply =
        site.send(
            "OPTIONS",
            "/v1/session",
            "",
            "Host: " + site.host(),
            "Origin: http://evil.example",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: x-polder");
    assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
    assertThat(site.signIn(WALLET).header("Cache-Control")).containsExactly("no-store");
  }
}
