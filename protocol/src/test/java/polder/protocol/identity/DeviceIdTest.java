package polder.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.Bytes;

/** The examples are those of the did:key specification. */
class DeviceIdTest {
  private static final String ED25519 = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
  private static final String P256 = "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169";

  @ParameterizedTest
  @ValueSource(
      strings = {
        ED25519,
        "did:key:z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG",
        "did:key:z6MknGc3ocHs3zdPiJbnaaqDi58NGb4pk1Sp9WxWufuXSdxf",
        P256,
        "did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv"
      })
  void aDidReadIsTheDidWritten(String did) {
    DeviceId device = DeviceId.parse(did);
    assertThat(device.did()).isEqualTo(did);
    assertThat(device).hasToString(did).isEqualTo(DeviceId.of(device.type(), device.publicKey()));
  }

  @Test
  void theKeyIsTheOneOfTheSpecification() {
    DeviceId ed25519 = DeviceId.parse(ED25519);
    assertThat(ed25519.type()).isEqualTo(KeyType.ED25519);
    assertThat(ed25519.publicKey().toArray())
        .isEqualTo(Base64.getUrlDecoder().decode("O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik"));
    DeviceId p256 = DeviceId.parse(P256);
    assertThat(p256.type()).isEqualTo(KeyType.P256);
    // The y coordinate of this key is odd, hence 03.
    assertThat(p256.publicKey().get(0)).isEqualTo((byte) 3);
    assertThat(Bytes.copyOf(p256.publicKey().toArray(), 1, 32).toArray())
        .isEqualTo(Base64.getUrlDecoder().decode("fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "did:key:",
        "did:key:z",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWpp",
        "did:key:z16MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW0",
        " did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        "DID:KEY:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
        "did:web:example.org"
      })
  void whatIsNotAnEd25519OrP256KeyIsRefused(String did) {
    assertThatThrownBy(() -> DeviceId.parse(did)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hugeTextIsRefusedUndecoded() {
    String huge = "did:key:z" + "2".repeat(5_000_000);
    assertThatThrownBy(() -> DeviceId.parse(huge)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'',''",
    "00,1",
    "0000,11",
    "61,2g",
    "ff,5Q",
    "48656c6c6f20576f726c6421,2NEpo7TZRRrLZSi2U",
    "0000287fb4cd,11233QC4"
  })
  void base58FollowsItsDraft(String hex, String text) {
    byte[] bytes = Bytes.fromHex(hex).toArray();
    assertThat(Base58.encode(bytes)).isEqualTo(text);
    assertThat(Base58.decode(text)).isEqualTo(bytes);
  }

  @Test
  void base58HasRoomForTheLongestOfEachSide() {
    byte[] longest = new byte[Base58.MAXIMUM_BYTES];
    Arrays.fill(longest, (byte) 0xff);
    assertThat(Base58.decode(Base58.encode(longest))).isEqualTo(longest);
    byte[] zeros = new byte[Base58.MAXIMUM_BYTES];
    assertThat(Base58.decode(Base58.encode(zeros))).isEqualTo(zeros);
    assertThatThrownBy(() -> Base58.encode(new byte[Base58.MAXIMUM_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Base58.decode("1".repeat(Base58.MAXIMUM_DIGITS + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void devicesAreOrderedByTheirBytes() {
    assertThat(DeviceId.parse(P256)).isLessThan(DeviceId.parse(ED25519));
  }
}
