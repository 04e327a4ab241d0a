package polder.node.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SignInMessageTest {
  private static final String WHOLE =
      """
      https://polder.example:8443 wants you to sign in with your Ethereum account:
      0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2

      Sign in (this moves nothing).

      URI: https://polder.example:8443/join?network=air#place
      Version: 1
      Chain ID: 31337
      Nonce: 0123456789abcdef
      Issued At: 2026-11-26T15:00:00.123+01:00
      Expiration Time: 2026-11-26T16:00:00Z
      Not Before: 2026-11-26T13:00:00Z
      Request ID: a%20b
      Resources:
      - ipfs://Qme7ss3ARVgxv6rXqVPiikMJ8u2NLgmgszg13pYrDKEoiu
      - urn:example:a\
      """;

  @Test
  void readsEveryLine() {
    SignInMessage message = SignInMessage.parse(WHOLE);

    assertThat(message.scheme()).contains("https");
    assertThat(message.domain()).isEqualTo("polder.example:8443");
    assertThat(message.statement()).contains("Sign in (this moves nothing).");
    assertThat(message.chainId()).isEqualTo(31_337);
    assertThat(message.issuedAt()).isEqualTo(Instant.parse("2026-11-26T14:00:00.123Z"));
    assertThat(message.expirationTime()).contains(Instant.parse("2026-11-26T16:00:00Z"));
    assertThat(message.notBefore()).contains(Instant.parse("2026-11-26T13:00:00Z"));
    assertThat(message.requestId()).contains("a%20b");
    assertThat(message.resources()).hasSize(2).last().isEqualTo("urn:example:a");
  }

  /** What others let through, and what a wallet may show otherwise than it is read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Nonce: 0123456789abcdef|Nonce: 0123-56789abcdef|line 9",
        "Chain ID: 31337|Chain ID: 0x7a69|line 8",
        "Chain ID: 31337|Chain ID: 9999999999999999999|line 8",
        "Version: 1|version: 1|line 7",
        "moves nothing|moves \"nothing\"|line 4",
        "moves nothing|moves néant|printable ASCII",
        "2026-11-26T16:00:00Z|2026-11-31T16:00:00Z|no such day",
        "2026-11-26T16:00:00Z|2026-11-26T24:00:00Z|no such day",
        "2026-11-26T16:00:00Z|2026-11-26 16:00:00Z|line 11",
        "a%20b|a%2|line 13",
        "a%20b|a b|line 13",
        "- urn:example:a|-urn:example:a|line 16",
        "- urn:example:a|- //example.org|line 16",
        "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2|0xc02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2|line"
            + " 2",
        "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2|0xC02AAA39B223FE8D0A0E5C4F27EAD9083C756CC2|line"
            + " 2",
        "https://polder.example:8443 wants|://polder.example wants|line 1",
        "https://polder.example:8443 wants|polder.example:port wants|line 1",
        "https://polder.example:8443 wants|polder.example/ wants|line 1",
        "https://polder.example:8443 wants|[::1::2] wants|line 1",
        "https://polder.example:8443 wants|[1:2:3:4:5:6:7:8:9] wants|line 1",
        "https://polder.example:8443 wants|[::300.1.1.1] wants|line 1",
      })
  void refusesWhatTheGrammarDoes(String good, String bad, String where) {
    assertThat(WHOLE).contains(good);
    assertThatThrownBy(() -> SignInMessage.parse(WHOLE.replace(good, bad)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(where);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\t", "\nResources:", " x"})
  void refusesWhatComesAfterTheEnd(String more) {
    assertThatThrownBy(() -> SignInMessage.parse(WHOLE + more))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]", "[2001:db8::7]:443", "[::ffff:192.0.2.1]", "[v7.a:b]", "a%41"})
  void takesEveryKindOfHost(String domain) {
    assertThat(
            SignInMessage.parse(
                    WHOLE.replace("https://polder.example:8443 wants", domain + " wants"))
                .domain())
        .isEqualTo(domain);
  }

  @Test
  void everyMessageHasABound() {
    String long1 = WHOLE.replace("nothing", "n".repeat(SignInMessage.MOST_LETTERS));
    assertThatThrownBy(() -> SignInMessage.parse(long1)).hasMessageContaining("at most 4096");
    String many = WHOLE + "\n- a:".repeat(SignInMessage.MOST_RESOURCES);
    assertThatThrownBy(() -> SignInMessage.parse(many)).hasMessageContaining("too many resources");
    assertThat(List.of(WHOLE.split("\n"))).hasSize(16);
  }
}
