package polder.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.node.session.TestSite.Reply;

/** Signing in, staying and leaving, as browsers do it. */
final class SessionRoutesTest extends SessionScene {
  @Test
  void aWalletSignsInAndOut() throws Exception {
    Reply in = site.signIn(WALLET);

    assertThat(in.status()).isEqualTo(200);
    assertThat(in.json().path("account").asString()).isEqualTo(WALLET.account().toString());
    String cookie = in.cookie();
    Reply known = site.page("GET", "/v1/session", "", "Cookie: a=b; " + cookie);
    assertThat(known.status()).isEqualTo(200);
    assertThat(known.json().path("account").asString()).isEqualTo(WALLET.account().toString());

    Reply out = site.page("DELETE", "/v1/session", "", "Cookie: " + cookie);
    assertThat(out.status()).isEqualTo(200);
    assertThat(out.header("Set-Cookie").getFirst()).contains("Max-Age=0");
    assertThat(site.page("GET", "/v1/session", "", "Cookie: " + cookie).reason())
        .isEqualTo("not_signed_in");
  }

  @Test
  void theCookieIsForThisNodeAlone() throws Exception {
    String cookie = site.signIn(WALLET).header("Set-Cookie").getFirst();

    assertThat(Arrays.asList(cookie.split("; ")).subList(1, cookie.split("; ").length))
        .containsExactlyInAnyOrder("Path=/", "HttpOnly", "SameSite=Strict");
    String name = "polder_session_" + site.host().split(":")[1] + "=";
    assertThat(cookie).startsWith(name);
    // 256 random bits in Base64.
    assertThat(cookie.split(";")[0].substring(name.length())).hasSize(43);
  }

  @Test
  void byHttpsTheCookieIsSentByHttpsAlone() throws Exception {
    String host = "Host: " + TestSite.PUBLIC.getHost();
    String message =
        SignInText.of(
            site.send("GET", "/v1/session/nonce", "", host).json(), WALLET.account(), site.now());
    Reply in =
        site.send(
            "POST",
            "/v1/session",
            SignInText.body(message, WALLET.sign(message)),
            host,
            "Origin: " + TestSite.PUBLIC,
            "X-Polder: 1");

    assertThat(in.status()).as(in.body()).isEqualTo(200);
    assertThat(message).startsWith("polder.example wants").contains("URI: https://polder.example");
    assertThat(in.header("Set-Cookie").getFirst())
        .startsWith("__Host-polder_session=")
        .contains("; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/")
        .doesNotContain("Domain");
    assertThat(site.send("GET", "/v1/session", "", host, "Cookie: " + in.cookie()).status())
        .isEqualTo(200);
  }

  @Test
  void aProxyThatWasAskedByHttpsIsBelieved() throws Exception {
    // Here the proxy listens at the very port, so that the browser's name has it too.
    Reply nonce =
        site.send(
            "GET", "/v1/session/nonce", "", "Host: " + site.host(), "X-Forwarded-Proto: https");
    assertThat(nonce.json().path("uri").asString()).isEqualTo("https://" + site.host());
  }

  @Test
  void noSessionWithoutACookieOfOurs() throws Exception {
    String cookie = site.signIn(WALLET).cookie();
    String other = cookie.substring(0, cookie.length() - 1) + (cookie.endsWith("A") ? "B" : "A");

    for (String header :
        new String[] {"A: b", "Cookie: " + other, "Cookie: x" + cookie, "Cookie: ;=;"}) {
      Reply reply = site.page("GET", "/v1/session", "", header);
      assertThat(reply.status()).as(header).isEqualTo(401);
      assertThat(reply.reason()).isEqualTo("not_signed_in");
    }
  }

  @Test
  void aSessionEndsWhenNobodyUsesIt() throws Exception {
    String cookie = "Cookie: " + site.signIn(WALLET).cookie();

    site.pass(Duration.ofMinutes(29));
    Reply used = site.page("GET", "/v1/session", "", cookie);
    assertThat(used.json().path("expiresMillis").asLong())
        .isEqualTo(site.now().plus(Duration.ofMinutes(30)).toEpochMilli());
    site.pass(Duration.ofMinutes(29));
    assertThat(site.page("GET", "/v1/session", "", cookie).status()).isEqualTo(200);
    site.pass(Duration.ofMinutes(30));
    assertThat(site.page("GET", "/v1/session", "", cookie).status()).isEqualTo(401);
  }

  @Test
  void aSessionEndsAfterTwelveHoursHoweverItIsUsed() throws Exception {
    String cookie = "Cookie: " + site.signIn(WALLET).cookie();

    for (int i = 0; i < 12 * 3 - 1; i++) {
      site.pass(Duration.ofMinutes(20));
      assertThat(site.page("GET", "/v1/session", "", cookie).status()).isEqualTo(200);
    }
    site.pass(Duration.ofMinutes(20));
    assertThat(site.page("GET", "/v1/session", "", cookie).status()).isEqualTo(401);
  }

  /** Its expiration is that of the message: pages let it expire with the nonce. */
  @Test
  void aSessionOutlivesItsMessage() throws Exception {
    String message =
        site.message(WALLET.account())
            + "\nExpiration Time: "
            + site.now().plus(Duration.ofMinutes(5));
    Reply in = site.page("POST", "/v1/session", SignInText.body(message, WALLET.sign(message)));

    assertThat(in.status()).isEqualTo(200);
    site.pass(Duration.ofMinutes(6));
    assertThat(site.page("GET", "/v1/session", "", "Cookie: " + in.cookie()).status())
        .isEqualTo(200);
  }

  @Test
  void whoSignsInAgainLeavesNoSessionBehind() throws Exception {
    Reply first = site.signIn(WALLET);
    String message = site.message(WALLET.account());
    Reply second =
        site.page(
            "POST",
            "/v1/session",
            SignInText.body(message, WALLET.sign(message)),
            "Cookie: " + first.cookie());

    assertThat(second.cookie()).isNotEqualTo(first.cookie());
    assertThat(site.page("GET", "/v1/session", "", "Cookie: " + first.cookie()).status())
        .isEqualTo(401);
    assertThat(site.sessions.count()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"message\":1,\"signature\":\"0x\"}",
        "{\"message\":\"a\",\"signature\":\"1234\"}",
        "{\"message\":\"a\",\"signature\":\"0x1\"}",
        "{\"message\":\"\",\"signature\":\"0x\"}"
      })
  void nonsenseIsRefusedWithAReason(String body) throws Exception {
    Reply reply = site.page("POST", "/v1/session", body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("error").path("detail").asString("")).isNotEmpty();
  }

  @Test
  void largeBodiesAreNotRead() throws Exception {
    String body = "{\"message\":\"" + "a".repeat(20_000) + "\"}";
    assertThat(site.page("POST", "/v1/session", body).status()).isEqualTo(413);
  }
}
