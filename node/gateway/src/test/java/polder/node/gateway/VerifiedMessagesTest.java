package polder.node.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.merkle.MerkleTree;
import polder.protocol.message.DeviceMessage;

final class VerifiedMessagesTest {
  private static final DeviceKey DEVICE = DeviceKey.ed25519(new byte[32]);

  private static DeviceMessage.Draft draft(long sequence) {
    return new DeviceMessage.Draft(
        "air", sequence, Optional.empty(), DeviceMessage.SENML_CBOR, Bytes.EMPTY);
  }

  /** Not signed, so that only what is remembered makes it good: it shows what is checked. */
  private static DeviceMessage unsigned(long sequence) {
    return draft(sequence).unsigned(DEVICE.id());
  }

  private static boolean isGood(VerifiedMessages verified, DeviceMessage message) {
    return verified.isGood(message, MerkleTree.leafHash(message.wire()));
  }

  @Test
  void checksWhatItDoesNotRemember() {
    VerifiedMessages verified = new VerifiedMessages(10);
    assertThat(isGood(verified, draft(1).sign(DEVICE))).isTrue();
    assertThat(isGood(verified, unsigned(1))).isFalse();
  }

  @Test
  void doesNotCheckAgainWhatItRemembers() {
    VerifiedMessages verified = new VerifiedMessages(10);
    verified.add(unsigned(1));
    assertThat(isGood(verified, unsigned(1))).isTrue();
    assertThat(isGood(verified, unsigned(2))).isFalse();
  }

  /** Both have the same identity, which leaves the signature out. */
  @Test
  void doesNotTakeTheSameWordsWithAnotherSignature() {
    VerifiedMessages verified = new VerifiedMessages(10);
    DeviceMessage signed = draft(1).sign(DEVICE);
    assertThat(signed.id()).isEqualTo(unsigned(1).id());
    verified.add(signed);
    assertThat(isGood(verified, unsigned(1))).isFalse();
  }

  @Test
  void remembersAsManyAsAskedAndAtMostTwiceThat() {
    VerifiedMessages verified = new VerifiedMessages(10);
    for (int sequence = 1; sequence <= 100; sequence++) {
      verified.add(unsigned(sequence));
    }
    for (int sequence = 91; sequence <= 100; sequence++) {
      assertThat(isGood(verified, unsigned(sequence))).as("message %s", sequence).isTrue();
    }
    for (int sequence = 1; sequence <= 80; sequence++) {
      assertThat(isGood(verified, unsigned(sequence))).as("message %s", sequence).isFalse();
    }
  }
}
