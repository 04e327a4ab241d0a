package polder.epoch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

/**
 * Hostile lines and headers are refused, or have one encoding. Runs over the kept inputs; with
 * {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class OutcomeCodecFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void aLineIsWrittenAsItIsRead(byte[] content) {
    OutcomeLeaf line;
    try {
      line = OutcomeCodec.decode(Bytes.copyOf(content));
    } catch (CodecException refused) {
      return;
    }
    if (!OutcomeCodec.encode(line).equals(Bytes.copyOf(content))) {
      throw new AssertionError("encoded again the line differs");
    }
  }

  @FuzzTest(maxDuration = "1m")
  void aHeaderIsWrittenAsItIsRead(byte[] content) {
    EpochHeader header;
    try {
      header = EpochHeader.decode(Bytes.copyOf(content));
    } catch (CodecException refused) {
      return;
    }
    if (!header.encode().equals(Bytes.copyOf(content))) {
      throw new AssertionError("encoded again the header differs");
    }
  }
}
