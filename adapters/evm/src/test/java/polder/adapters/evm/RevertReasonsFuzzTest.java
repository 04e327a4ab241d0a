package polder.adapters.evm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import polder.protocol.Bytes;

/** Whatever a contract reverts with: one line comes of it. */
class RevertReasonsFuzzTest {
  private static final RevertReasons REASONS = new RevertReasons(List.of(Tally.ABI));

  @FuzzTest(maxDuration = "1m")
  void anyReasonIsOneShortLine(byte[] data) {
    String line = REASONS.explain(Bytes.copyOf(data));
    if (line.contains("\n") || line.length() > 400) {
      throw new AssertionError(line);
    }
  }
}
