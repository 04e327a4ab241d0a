package polder.protocol.cose;

import com.code_intelligence.jazzer.junit.FuzzTest;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

/**
 * Hostile envelopes are refused or have exactly one encoding. Runs over the kept inputs; with
 * {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class CoseSign1FuzzTest {
  @FuzzTest(maxDuration = "1m")
  void whatIsReadIsWrittenTheSame(byte[] content) {
    CoseSign1 envelope;
    try {
      envelope = CoseSign1.decode(content);
    } catch (CodecException refused) {
      return;
    }
    if (!envelope.encode().equals(Bytes.copyOf(content))) {
      throw new AssertionError("read and written again the bytes differ");
    }
  }
}
