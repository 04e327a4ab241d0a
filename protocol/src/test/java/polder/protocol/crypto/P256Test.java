package polder.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.Bytes;
import polder.protocol.Vectors;
import tools.jackson.databind.JsonNode;

class P256Test {
  private static final BigInteger N =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  /** The key of RFC 6979 section A.2.5. */
  private static final byte[] SECRET =
      Bytes.fromHex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721").toArray();

  private static final byte[] SAMPLE = "sample".getBytes(StandardCharsets.US_ASCII);

  private static final List<SignaturePool> LIBRARIES = libraries();

  private static List<SignaturePool> libraries() {
    List<SignaturePool> all = new ArrayList<>();
    all.add(P256.pool(Optional.empty()));
    Corretto.provider().ifPresent(provider -> all.add(P256.pool(Optional.of(provider))));
    return all;
  }

  /** The verdict of every library, which must be one. */
  private static boolean verdict(Bytes key, byte[] message, byte[] signature) {
    boolean verdict = P256.verify(key, message, signature);
    for (SignaturePool library : LIBRARIES) {
      assertThat(P256.verify(library, key, message, signature)).isEqualTo(verdict);
    }
    return verdict;
  }

  @ParameterizedTest
  @CsvSource({
    "sample,efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    "test,f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
        + "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
  })
  void signsAsInTheExamplesOfRfc6979(String message, String signature) {
    byte[] text = message.getBytes(StandardCharsets.US_ASCII);
    assertThat(P256.sign(SECRET, text)).isEqualTo(Bytes.fromHex(signature).toArray());
    assertThat(P256.publicKey(SECRET))
        .isEqualTo(
            Bytes.fromHex("0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"));
    assertThat(verdict(P256.publicKey(SECRET), text, P256.sign(SECRET, text))).isTrue();
  }

  @Test
  void agreesWithWycheproof() {
    int asked = 0;
    int refusedByEncoding = 0;
    JsonNode file = Vectors.json("wycheproof/ecdsa_secp256r1_sha256_test.json");
    for (JsonNode group : file.get("testGroups")) {
      Bytes point = Bytes.fromHex(group.get("publicKey").get("uncompressed").asString());
      byte parity = (byte) (2 + (point.get(64) & 1));
      Bytes key = Bytes.copyOf(new byte[] {parity}).concat(Bytes.copyOf(point.toArray(), 1, 32));
      assertThat(P256.isEnrollable(key)).isTrue();
      for (JsonNode test : group.get("tests")) {
        byte[] message = Bytes.fromHex(test.get("msg").asString()).toArray();
        Optional<byte[]> raw =
            DerSignature.toRaw(Bytes.fromHex(test.get("sig").asString()).toArray());
        boolean valid = raw.isPresent() && verdict(key, message, raw.get());
        assertThat(valid)
            .as("tcId %s: %s", test.get("tcId"), test.get("comment"))
            .isEqualTo("valid".equals(test.get("result").asString()));
        asked += raw.isPresent() ? 1 : 0;
        refusedByEncoding += raw.isPresent() ? 0 : 1;
      }
    }
    assertThat(asked + refusedByEncoding).isEqualTo(484);
    // These have no form r ‖ s: not DER, a negative number, or one of more than 256 bits.
    assertThat(refusedByEncoding).isEqualTo(235);
  }

  @Test
  void takesBothFormsOfSButNoNumberOutsideTheOrder() {
    Bytes key = P256.publicKey(SECRET);
    byte[] signature = P256.sign(SECRET, SAMPLE);
    BigInteger r = new BigInteger(1, signature, 0, 32);
    BigInteger s = new BigInteger(1, signature, 32, 32);
    assertThat(verdict(key, SAMPLE, join(r, s))).isTrue();
    assertThat(verdict(key, SAMPLE, join(r, N.subtract(s)))).isTrue();
    assertThat(verdict(key, SAMPLE, join(BigInteger.ZERO, s))).isFalse();
    assertThat(verdict(key, SAMPLE, join(r, BigInteger.ZERO))).isFalse();
    assertThat(verdict(key, SAMPLE, join(N, s))).isFalse();
    assertThat(verdict(key, SAMPLE, join(r, N))).isFalse();
    assertThat(verdict(key, "another".getBytes(StandardCharsets.US_ASCII), signature)).isFalse();
    assertThat(verdict(key, SAMPLE, new byte[63])).isFalse();
    assertThat(verdict(key, SAMPLE, new byte[65])).isFalse();
  }

  private static byte[] join(BigInteger r, BigInteger s) {
    return Bytes.wrap(BigEndian.unsigned(r, 32))
        .concat(Bytes.wrap(BigEndian.unsigned(s, 32)))
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        // the point without coordinates, padded
        "000000000000000000000000000000000000000000000000000000000000000000",
        // an uncompressed or hybrid prefix
        "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
        "0660fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
        // an x without a point
        "020000000000000000000000000000000000000000000000000000000000000001",
        // x = p, whose reduction 0 has a point
        "02ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        "0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29f",
        "0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb600"
      })
  void enrolsNoKeyThatIsNoCompressedPoint(String hex) {
    Bytes key = Bytes.fromHex(hex);
    assertThat(P256.isEnrollable(key)).isFalse();
    assertThat(verdict(key, SAMPLE, P256.sign(SECRET, SAMPLE))).isFalse();
  }

  @Test
  void aSecretOutsideTheOrderIsRefused() {
    for (byte[] secret :
        List.of(new byte[32], BigEndian.unsigned(N, 32), new byte[31], new byte[0])) {
      assertThatThrownBy(() -> P256.publicKey(secret)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> P256.sign(secret, SAMPLE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
