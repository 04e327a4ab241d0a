package polder.node.gateway.upload;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;

/**
 * Whatever a body holds, it is refused with a reason or gives readings that a message can carry.
 * Runs over the kept inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class AirRohrReportFuzzTest {
  private static final long TIME = 1_767_225_600_000L;

  @FuzzTest(maxDuration = "1m")
  void aBodyIsReadOrRefused(byte[] body) {
    List<SenmlRecord> records;
    try {
      records = AirRohrReport.read(Bytes.copyOf(body), AirRohrReport.units().keySet(), TIME);
    } catch (IllegalArgumentException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a reason", refused);
      }
      return;
    }
    if (!records.isEmpty() && !SenmlPack.decode(SenmlPack.encode(records)).equals(records)) {
      throw new AssertionError("a message does not carry what was read");
    }
  }
}
