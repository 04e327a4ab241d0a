package polder.networks.learning.train;

import com.code_intelligence.jazzer.junit.FuzzTest;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

/**
 * Updates and models that strangers send are refused, or have exactly these bytes. Runs over the
 * kept inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class UpdateFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void anUpdateThatIsReadIsWrittenTheSame(byte[] content) {
    Bytes input = Bytes.copyOf(content);
    Quantised read;
    try {
      read = Quantised.decode(input);
    } catch (CodecException refused) {
      return;
    }
    if (!read.encode().equals(input) || read.units().length != read.size()) {
      throw new AssertionError("read and written again the bytes differ");
    }
  }

  @FuzzTest(maxDuration = "1m")
  void aModelThatIsReadIsWrittenTheSame(byte[] content) {
    Bytes input = Bytes.copyOf(content);
    GlobalModel read;
    try {
      read = GlobalModel.decode(input);
    } catch (CodecException refused) {
      return;
    }
    if (!read.encode().equals(input)) {
      throw new AssertionError("read and written again the bytes differ");
    }
  }
}
