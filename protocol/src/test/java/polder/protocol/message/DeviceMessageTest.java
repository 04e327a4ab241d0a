package polder.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.protocol.message.MessageSamples.DEVICE;
import static polder.protocol.message.MessageSamples.P256_DEVICE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.cose.CoseSign1;
import polder.protocol.crypto.DeviceKey;

class DeviceMessageTest {
  @Test
  void messagesOfBothKindsOfKeySurviveTheWire() {
    for (DeviceKey key : List.of(DEVICE, P256_DEVICE)) {
      DeviceMessage message = MessageSamples.report(key, 9);

      assertThat(Message.decode(message.wire().toArray())).isEqualTo(message);
      assertThat(message.device()).isEqualTo(key.id());
      assertThat(message.sequence()).isEqualTo(9);
      assertThat(message.network()).isEqualTo("air");
      assertThat(message.payload()).isEqualTo(Bytes.fromHex("8101"));
      assertThat(message.isSignatureGood()).isTrue();
    }
  }

  @Test
  void viaIsSignedToo() {
    DeviceMessage plain = MessageSamples.report(DEVICE, 1);
    DeviceMessage via =
        new DeviceMessage.Draft("air", 1, Optional.of("airrohr"), 112, Bytes.fromHex("8101"))
            .sign(DEVICE);

    assertThat(DeviceMessage.decode(via.wire().toArray()).via()).contains("airrohr");
    assertThat(via.isSignatureGood()).isTrue();
    assertThat(via.id()).isNotEqualTo(plain.id());
  }

  @Test
  void whatWasSignedBeforeIsNamedInTheSignedHeader() {
    for (Optional<String> via : List.of(Optional.<String>empty(), Optional.of("airrohr"))) {
      DeviceMessage.Draft draft =
          new DeviceMessage.Draft("air", 9, via, 112, Bytes.fromHex("8101"));
      DeviceMessage message = draft.after(4).sign(DEVICE);

      assertThat(DeviceMessage.decode(message.wire())).isEqualTo(message);
      assertThat(message.previous()).contains(4L);
      assertThat(message.via()).isEqualTo(via);
      assertThat(message.isSignatureGood()).isTrue();
      assertThat(message.id()).isNotEqualTo(draft.sign(DEVICE).id());
      assertThat(draft.sign(DEVICE).previous()).isEmpty();
    }
  }

  /** For makers of firmware: what a message of a fixed key looks like, byte for byte. */
  @Test
  void theWireIsWhatItWas() {
    DeviceMessage message =
        new DeviceMessage.Draft("air", 9, Optional.of("airrohr"), 112, Bytes.fromHex("8101"))
            .after(4)
            .sign(DeviceKey.ed25519(new byte[32]));

    assertThat(message.envelope().protectedHeader().toHex())
        .isEqualTo(
            "a701270318700458"
                + "22ed013b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29"
                + "3a00011170636169723a00011171093a000111726761697272"
                + "6f68723a0001117304");
  }

  @Test
  void whatWasNotSignedIsNotGood() {
    DeviceMessage unsigned = MessageSamples.draft(1).unsigned(DEVICE.id());

    assertThat(unsigned.isSignatureGood()).isFalse();
    assertThat(unsigned.id()).isEqualTo(MessageSamples.report(DEVICE, 1).id());
  }

  @Test
  void everyFlippedBitIsRefusedOrSpoilsTheSignature() {
    byte[] wire = MessageSamples.report(DEVICE, 1).wire().toArray();
    for (int bit = 0; bit < wire.length * 8; bit++) {
      byte[] flipped = wire.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        Message message = Message.decode(flipped);
        assertThat(((DeviceMessage) message).isSignatureGood()).isFalse();
      } catch (CodecException refused) {
        assertThat(refused.reason()).isNotEmpty();
      }
    }
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] wire = MessageSamples.report(DEVICE, 1).wire().toArray();
    for (int length = 0; length < wire.length; length++) {
      byte[] cut = Arrays.copyOf(wire, length);
      assertThatThrownBy(() -> Message.decode(cut)).isInstanceOf(CodecException.class);
    }
  }

  @Test
  void headersThatAreNotAsAgreedAreRefused() {
    refused(header(5, -7, 112, DEVICE.id().multikey(), "air", 1), "does not fit the key");
    refused(header(5, -8, 112, Bytes.fromHex("ed01"), "air", 1), "multikey");
    refused(header(5, -8, 112, DEVICE.id().multikey(), "", 1), "network");
    refused(header(5, -8, 112, DEVICE.id().multikey(), "a".repeat(41), 1), "network");
    refused(header(5, -8, 112, DEVICE.id().multikey(), "air", 0), "sequence");
    refused(previous(9, -70_004, 9), "previous");
    refused(previous(9, -70_004, 0), "previous");
    refused(previous(9, -70_004, -1), "previous");
    refused(previous(9, -70_005, 1), "-70005");
    refused(new CborWriter().beginMap(1).integer(1).integer(-8).toBytes(), "must hold");
  }

  @Test
  void aSignatureOfAnotherLengthIsRefused() {
    CoseSign1 envelope = MessageSamples.report(DEVICE, 1).envelope();
    Bytes wire =
        new CoseSign1(envelope.protectedHeader(), envelope.payload(), Bytes.wrap(new byte[63]))
            .encode();

    assertThatThrownBy(() -> DeviceMessage.decode(wire.toArray()))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("64 bytes");
  }

  /** Whoever shuffles the messages, and whichever signature one of them carries. */
  @Test
  void theCanonicalOrderIsTotal() {
    List<Message> messages = new ArrayList<>();
    for (long sequence = 1; sequence <= 3; sequence++) {
      messages.add(MessageSamples.report(DEVICE, sequence));
      messages.add(MessageSamples.report(P256_DEVICE, sequence));
      messages.add(MessageSamples.draft(sequence).unsigned(DEVICE.id()));
      messages.add(MessageSamples.enrolment(DEVICE, sequence));
      AccountMessage enrolment = MessageSamples.enrolment(DEVICE, sequence);
      messages.add(
          new AccountMessage.Draft(enrolment.account(), sequence, enrolment.action())
              .with(Bytes.EMPTY));
    }
    messages.sort(CanonicalOrder.COMPARATOR);
    List<Message> expected = List.copyOf(messages);
    for (int seed = 0; seed < 50; seed++) {
      Collections.shuffle(messages, new Random(seed));
      messages.sort(CanonicalOrder.COMPARATOR);
      assertThat(messages).isEqualTo(expected);
    }
  }

  private static Bytes header(
      int entries, long algorithm, long content, Bytes key, String network, long sequence) {
    return begin(entries, algorithm, content, key, network, sequence).toBytes();
  }

  private static CborWriter begin(
      int entries, long algorithm, long content, Bytes key, String network, long sequence) {
    return new CborWriter()
        .beginMap(entries)
        .integer(1)
        .integer(algorithm)
        .integer(3)
        .integer(content)
        .integer(4)
        .bytes(key)
        .integer(-70_001)
        .text(network)
        .integer(-70_002)
        .integer(sequence);
  }

  private static Bytes previous(long sequence, long label, long previous) {
    return begin(6, -8, 112, DEVICE.id().multikey(), "air", sequence)
        .integer(label)
        .integer(previous)
        .toBytes();
  }

  private static void refused(Bytes header, String why) {
    byte[] wire = new CoseSign1(header, Bytes.EMPTY, Bytes.wrap(new byte[64])).encode().toArray();
    assertThatThrownBy(() -> DeviceMessage.decode(wire))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(why);
  }
}
