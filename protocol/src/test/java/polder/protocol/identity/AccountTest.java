package polder.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The addresses are the examples of EIP-55. */
class AccountTest {
  private static final String ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        ADDRESS,
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
      })
  void theChecksumIsThatOfEip55(String text) {
    assertThat(Account.parse(text)).hasToString(text);
    String digits = text.substring(2);
    assertThat(Account.parse("0x" + digits.toLowerCase(Locale.ROOT))).hasToString(text);
    assertThat(Account.parse("0x" + digits.toUpperCase(Locale.ROOT))).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beae",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
        "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x",
        ""
      })
  void aMistypedAccountIsRefused(String text) {
    assertThatThrownBy(() -> Account.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theIdentifierNamesTheChain() {
    assertThat(Account.parse(ADDRESS).did(31337)).isEqualTo("did:pkh:eip155:31337:" + ADDRESS);
  }
}
