package polder.protocol.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

/**
 * Hostile messages are refused, or are what they say in their one form. Runs over the kept inputs;
 * with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class MessageFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void whatIsReadIsCanonical(byte[] content) {
    Message message;
    try {
      message = Message.decode(content);
    } catch (CodecException refused) {
      return;
    }
    // Whatever the answer, asking must not fail.
    switch (message) {
      case DeviceMessage device -> device.isSignatureGood();
      case AccountMessage account -> {
        account.isSignatureGood(MessageSamples.DEPLOYMENT);
        account.isPossessionProven(MessageSamples.DEPLOYMENT);
      }
    }
    if (message.sequence() < 1
        || !message.wire().equals(Bytes.copyOf(content))
        || !message.equals(Message.decode(content))) {
      throw new AssertionError("a message differs from what was read");
    }
  }
}
