package polder.protocol.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

/**
 * Hostile requests about alerts are refused, or are what they say in their one form. Runs over the
 * kept inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class AlertRequestFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void whatIsReadIsCanonical(byte[] content) {
    AlertRequest request;
    try {
      request = AlertRequest.decode(Bytes.copyOf(content));
    } catch (CodecException refused) {
      return;
    }
    // Whatever the answer, asking must not fail.
    request.isSignatureGood(MessageSamples.DEPLOYMENT);
    if (!request.wire().equals(Bytes.copyOf(content))) {
      throw new AssertionError("a request differs from what was read");
    }
  }
}
