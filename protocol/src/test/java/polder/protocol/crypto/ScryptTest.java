package polder.protocol.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;

class ScryptTest {
  private static String derive(String password, String salt, int n, int r, int p) {
    byte[] key = Scrypt.derive(password.getBytes(US_ASCII), salt.getBytes(US_ASCII), n, r, p, 64);
    return HexFormat.of().formatHex(key);
  }

  /** RFC 7914, section 12. */
  @Test
  void givesTheStandardsVectors() {
    assertThat(derive("", "", 16, 1, 1))
        .isEqualTo(
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
    assertThat(derive("password", "NaCl", 1024, 8, 16))
        .isEqualTo(
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
  }

  @Test
  void agreesWithBouncyCastle() {
    for (int r = 1; r <= 9; r++) {
      for (int p = 1; p <= 3; p++) {
        byte[] password = {(byte) r, (byte) p};
        byte[] salt = {(byte) p, 1};
        assertThat(Scrypt.derive(password, salt, 1 << r, r, p, 40))
            .isEqualTo(SCrypt.generate(password, salt, 1 << r, r, p, 40));
      }
    }
  }

  @Test
  void refusesToTakeAllMemory() {
    assertThatThrownBy(() -> derive("a", "b", 1 << 30, 8, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes of memory");
    assertThatThrownBy(() -> derive("a", "b", 3, 8, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
