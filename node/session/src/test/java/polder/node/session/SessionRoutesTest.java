package polder.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.node.session.TestSite.Reply;
import polder.ports.chain.ChainException;
import polder.ports.chain.ContractWallets;
import polder.protocol.Bytes;

/** Signing in, staying and leaving, as browsers, wallets and other sites do it. */
final class SessionRoutesTest {
  private static final Wallet WALLET = Wallet.of(7);

  private TestSite site = new TestSite(Optional.empty());

  @AfterEach
  void close() {
    site.close();
  }

  private void at(ContractWallets wallets) {
    site.close();
    site = new TestSite(Optional.of(wallets));
  }

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

  @Test
  void aMessageSignsInOnce() throws Exception {
    String message = site.message(WALLET.account());
    String body = SignInText.body(message, WALLET.sign(message));

    assertThat(site.page("POST", "/v1/session", body).status()).isEqualTo(200);
    Reply again = site.page("POST", "/v1/session", body);
    assertThat(again.status()).isEqualTo(401);
    assertThat(again.reason()).isEqualTo("used_nonce");
    assertThat(again.header("Set-Cookie")).isEmpty();
  }

  @Test
  void aNonceGetsOld() throws Exception {
    String message = site.message(WALLET.account());
    site.pass(Duration.ofMinutes(10).plusSeconds(1));

    assertThat(
            site.page("POST", "/v1/session", SignInText.body(message, WALLET.sign(message)))
                .reason())
        .isEqualTo("unknown_nonce");
  }

  @Test
  void aNonceIsOfTheNodeAndTheNameItWasGivenFor() throws Exception {
    try (TestSite other = new TestSite(Optional.empty())) {
      String elsewhere = other.message(WALLET.account()).replace(other.host(), site.host());
      assertThat(reason(elsewhere)).isEqualTo("unknown_nonce");
    }
    String ofOtherName =
        SignInText.of(
                site.send("GET", "/v1/session/nonce", "", "Host: polder.example").json(),
                WALLET.account(),
                site.now())
            .replace("https://polder.example", site.origin())
            .replace("polder.example", site.host());
    assertThat(reason(ofOtherName)).isEqualTo("unknown_nonce");
  }

  private String reason(String message) throws Exception {
    Reply reply = site.page("POST", "/v1/session", SignInText.body(message, WALLET.sign(message)));
    assertThat(reply.header("Set-Cookie")).isEmpty();
    return reply.reason();
  }

  @ParameterizedTest
  @CsvSource({
    "'HOST wants you','evil.example wants you',wrong_domain",
    "'HOST wants you','https://HOST wants you',wrong_domain",
    "'HOST wants you','user@HOST wants you',wrong_domain",
    "'URI: http://HOST','URI: http://evil.example/HOST',wrong_uri",
    "'URI: http://HOST','URI: https://HOST',wrong_uri",
    "'URI: http://HOST','URI: http://HOST@evil.example',wrong_uri",
    "'URI: http://HOST','URI: urn:HOST',wrong_uri",
    "'Chain ID: 31337','Chain ID: 1',wrong_chain",
    "'Version: 1','Version: 2',bad_message",
    "'Issued At: 2026-11-26T12:00:00Z','Issued At: 2026-11-26T12:00:00Z\n"
        + "Expiration Time: 2026-11-26T12:00:00Z',expired",
    "'Issued At: 2026-11-26T12:00:00Z','Issued At: 2026-11-26T12:00:00Z\n"
        + "Not Before: 2026-11-26T12:00:01Z',not_yet_valid",
  })
  void aMessageForSomethingElseIsRefused(String good, String bad, String reason) throws Exception {
    String message = site.message(WALLET.account());
    String from = good.replace("HOST", site.host());
    assertThat(message).contains(from);

    assertThat(reason(message.replace(from, bad.replace("HOST", site.host())))).isEqualTo(reason);
  }

  @Test
  void aPathOfThisNodeMayBeSignedInTo() throws Exception {
    String message =
        site.message(WALLET.account())
            .replace("URI: " + site.origin(), "URI: " + site.origin() + "/owner?tab=claim");
    assertThat(
            site.page("POST", "/v1/session", SignInText.body(message, WALLET.sign(message)))
                .status())
        .isEqualTo(200);
  }

  @Test
  void nobodySignsInAsAnother() throws Exception {
    String message = site.message(WALLET.account());

    Reply reply =
        site.page("POST", "/v1/session", SignInText.body(message, Wallet.of(8).sign(message)));
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.reason()).isEqualTo("bad_signature");
    // A message that was shown otherwise than it was signed.
    Bytes signature = WALLET.sign(message.replace("moves nothing", "moves all"));
    assertThat(site.page("POST", "/v1/session", SignInText.body(message, signature)).reason())
        .isEqualTo("bad_signature");
  }

  @Test
  void hardwareMayCountFromZero() throws Exception {
    String message = site.message(WALLET.account());
    byte[] signature = WALLET.sign(message).toArray();
    signature[64] = (byte) (signature[64] - 27);

    assertThat(
            site.page("POST", "/v1/session", SignInText.body(message, Bytes.wrap(signature)))
                .status())
        .isEqualTo(200);
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

  @Test
  void aContractSaysWhatItSigned() throws Exception {
    Wallet keeper = Wallet.of(9);
    Bytes word = Bytes.fromHex("0x5157");
    at((account, digest, signature) -> account.equals(WALLET.account()) && signature.equals(word));
    String message = site.message(WALLET.account());

    Reply in = site.page("POST", "/v1/session", SignInText.body(message, word));
    assertThat(in.status()).isEqualTo(200);
    assertThat(in.json().path("contract").asBoolean()).isTrue();
    String other = site.message(keeper.account());
    assertThat(site.page("POST", "/v1/session", SignInText.body(other, word)).reason())
        .isEqualTo("bad_signature");
    assertThat(site.signIn(keeper).json().path("contract").asBoolean()).isFalse();
  }

  @Test
  void aChainThatDoesNotAnswerIsNoRefusal() throws Exception {
    at((account, digest, signature) -> {
      throw new ChainException(ChainException.Kind.UNREACHABLE, "no node answers");
    });
    String message = site.message(WALLET.account());
    Bytes word = Bytes.fromHex("0x5157");

    Reply reply = site.page("POST", "/v1/session", SignInText.body(message, word));
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.reason()).isEqualTo("chain_unreachable");
    // A key needs no chain, and the nonce is not used up.
    assertThat(
            site.page("POST", "/v1/session", SignInText.body(message, WALLET.sign(message)))
                .status())
        .isEqualTo(200);
  }
}
