package polder.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.node.session.TestSite.Reply;
import polder.ports.chain.ChainException;
import polder.ports.chain.ContractWallets;
import polder.protocol.Bytes;

/** What wallets and contracts may sign in with, and what they may not. */
final class SignInRoutesTest extends SessionScene {
  private void at(ContractWallets wallets) {
    site.close();
    site = new TestSite(Optional.of(wallets));
  }

  private String reason(String message) throws Exception {
    Reply reply = site.page("POST", "/v1/session", SignInText.body(message, WALLET.sign(message)));
    assertThat(reply.header("Set-Cookie")).isEmpty();
    return reply.reason();
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
