package polder.protocol.cose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

class CoseSign1Test {
  /** RFC 9052 Appendix C.2.1: signed with the key "11" of Appendix C.7.2, kid unprotected. */
  private static final String PUBLISHED =
      "d28443a10126a10442313154546869732069732074686520636f6e74656e742e5840"
          + "8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e"
          + "2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36";

  private static final String KEY_11_X =
      "bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff";
  private static final String KEY_11_Y =
      "20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e";

  private static final CoseSign1 EXAMPLE =
      new CoseSign1(
          Bytes.fromHex("a10126"),
          Bytes.copyOf("This is the content.".getBytes(StandardCharsets.UTF_8)),
          Bytes.fromHex(PUBLISHED.substring(PUBLISHED.length() - 128)));

  @Test
  void whatIsSignedIsThatOfTheRfc() throws GeneralSecurityException {
    // ToBeSign_hex of the working group's example for Appendix C.2.1.
    assertThat(EXAMPLE.toBeSigned().toHex())
        .isEqualTo("846a5369676e61747572653143a101264054546869732069732074686520636f6e74656e742e");
    Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(key11());
    verifier.update(EXAMPLE.toBeSigned().toArray());
    assertThat(verifier.verify(EXAMPLE.signature().toArray())).isTrue();
  }

  @Test
  void anEmptyProtectedHeaderIsSignedAsAnEmptyString() {
    // ToBeSign_hex of the working group's sign-pass-01.
    CoseSign1 bare = new CoseSign1(Bytes.EMPTY, EXAMPLE.payload(), EXAMPLE.signature());
    assertThat(bare.toBeSigned().toHex())
        .isEqualTo("846a5369676e617475726531404054546869732069732074686520636f6e74656e742e");
    assertThat(CoseSign1.decode(bare.encode())).isEqualTo(bare);
  }

  @Test
  void withoutTheUnprotectedHeaderTheExampleGoesBothWays() {
    String hex = PUBLISHED.replace("a104423131", "a0");
    assertThat(EXAMPLE.encode().toHex()).isEqualTo(hex);
    assertThat(CoseSign1.decode(Bytes.fromHex(hex).toArray())).isEqualTo(EXAMPLE);
  }

  @Test
  void everyTruncationAndEveryExtensionIsRefused() {
    byte[] whole = EXAMPLE.encode().toArray();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Bytes.copyOf(whole, 0, length).toArray();
      assertThatThrownBy(() -> CoseSign1.decode(cut)).isInstanceOf(CodecException.class);
    }
    byte[] longer = EXAMPLE.encode().concat(Bytes.fromHex("00")).toArray();
    assertThatThrownBy(() -> CoseSign1.decode(longer)).hasMessageStartingWith("1 bytes remain");
  }

  @ParameterizedTest
  @CsvSource({
    PUBLISHED + ", the unprotected header must be empty at byte 6",
    "8443a10126a041014102, a signed message starts with tag 18 at byte 0",
    "d18443a10126a041014102, a signed message starts with tag 18 at byte 0",
    "d903e68443a10126a041014102, a signed message starts with tag 18 at byte 0",
    "d28343a10126a04101, a signed message has 4 fields at byte 1",
    "d28543a10126a04101410200, a signed message has 4 fields at byte 1",
    "d28443a10126a0f64102, the payload is detached at byte 7",
    "d28441a0a041014102, protected header: an empty map is an empty string at byte 2",
    "d2844180a041014102, protected header: not a map at byte 3",
    "d28444a1180126a041014102, "
        + "protected header: integer or length is not in its shortest form at byte 4",
    "d28444a1012600a041014102, protected header: 1 bytes remain after the end at byte 6",
    "d284a10126a041014102, expected a byte string but found a map at byte 2",
    "d28443a10126a061614102, expected a byte string but found a text at byte 7",
    "d28443a10126a04101f6, expected a byte string but found null at byte 9",
    "d28443a10126a05801014102, integer or length is not in its shortest form at byte 7"
  })
  void whatTheSignatureWouldNotCoverIsRefused(String hex, String message) {
    assertThatThrownBy(() -> CoseSign1.decode(Bytes.fromHex(hex)))
        .isInstanceOf(CodecException.class)
        .hasMessage(message);
  }

  private static PublicKey key11() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point = new ECPoint(new BigInteger(KEY_11_X, 16), new BigInteger(KEY_11_Y, 16));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
  }
}
