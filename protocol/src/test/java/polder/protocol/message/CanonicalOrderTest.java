package polder.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;

class CanonicalOrderTest {
  private static final int MESSAGES = 70_000;

  private static Message message(String network, byte[] key, long sequence) {
    Bytes multikey = Bytes.fromHex("ed01").concat(Bytes.wrap(key));
    return new DeviceMessage.Draft(
            network, sequence, Optional.empty(), DeviceMessage.SENML_CBOR, Bytes.EMPTY)
        .unsigned(new DeviceId(multikey));
  }

  private static List<Message> messages(SplittableRandom random, int networks) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      byte[] key = new byte[32];
      // Some differ early, some late, some not at all.
      key[random.nextInt(2) * 31] = (byte) random.nextInt();
      String network = "n" + (networks == MESSAGES ? i : random.nextInt(networks));
      messages.add(message(network, key, 1 + random.nextInt(3)));
    }
    return messages;
  }

  @Test
  void sortsAsItCompares() {
    for (int networks : List.of(1, 3)) {
      List<Message> messages = messages(new SplittableRandom(networks), networks);
      List<Message> expected = new ArrayList<>(messages);
      expected.sort(CanonicalOrder.COMPARATOR);

      CanonicalOrder.sort(messages, Function.identity());

      assertThat(messages).isEqualTo(expected);
    }
  }

  @Test
  void sortsMoreNetworksThanHaveNumbers() {
    List<Message> messages = messages(new SplittableRandom(7), MESSAGES);

    CanonicalOrder.sort(messages, Function.identity());

    assertThat(messages).isSortedAccordingTo(CanonicalOrder.COMPARATOR);
  }
}
