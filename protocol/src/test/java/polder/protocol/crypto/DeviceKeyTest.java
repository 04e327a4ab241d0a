package polder.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;

class DeviceKeyTest {
  private static final byte[] SECRET =
      Bytes.fromHex("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318").toArray();
  private static final byte[] MESSAGE = "3.2 V".getBytes(StandardCharsets.UTF_8);

  @Test
  void everyKindOfKeySignsWhatItsDeviceIsVerifiedBy() {
    List<DeviceKey> keys = List.of(DeviceKey.ed25519(SECRET), DeviceKey.p256(SECRET));
    for (DeviceKey key : keys) {
      byte[] signature = key.sign(MESSAGE);
      assertThat(DeviceSignatures.isEnrollable(key.id())).isTrue();
      assertThat(DeviceSignatures.verify(key.id(), MESSAGE, signature)).isTrue();
      assertThat(DeviceSignatures.verify(key.id(), new byte[0], signature)).isFalse();
      signature[40] ^= 1;
      assertThat(DeviceSignatures.verify(key.id(), MESSAGE, signature)).isFalse();
    }
    assertThat(DeviceSignatures.verify(keys.get(1).id(), MESSAGE, keys.get(0).sign(MESSAGE)))
        .isFalse();
  }

  @Test
  void aKeyNeverPrintsItsSecret() {
    for (DeviceKey key : List.of(DeviceKey.ed25519(SECRET), DeviceKey.p256(SECRET))) {
      assertThat(key.toString()).contains(key.id().did()).doesNotContain("4c0883");
    }
  }

  @Test
  void aKeyKeepsItsOwnCopyOfTheSecret() {
    byte[] secret = SECRET.clone();
    DeviceKey key = DeviceKey.ed25519(secret);
    secret[0]++;
    assertThat(DeviceSignatures.verify(key.id(), MESSAGE, key.sign(MESSAGE))).isTrue();
  }
}
