package polder.protocol.senml;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;

/**
 * Hostile packs are refused, or give records that have one encoding. Runs over the kept inputs;
 * with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class SenmlPackFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void recordsOfAPackSurviveEncoding(byte[] content) {
    List<SenmlRecord> records;
    try {
      records = SenmlPack.decode(Bytes.copyOf(content));
    } catch (CodecException refused) {
      return;
    }
    Bytes encoded = SenmlPack.encode(records);
    if (!SenmlPack.decode(encoded).equals(records)) {
      throw new AssertionError("encoded and decoded again the records differ");
    }
  }
}
