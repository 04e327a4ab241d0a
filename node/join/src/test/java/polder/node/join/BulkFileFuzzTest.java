package polder.node.join;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import polder.protocol.message.Site;

/**
 * Whatever a file holds, it is refused with a reason or gives devices with places or none. Runs
 * over the kept inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class BulkFileFuzzTest {
  private static final int MOST = 3;

  @FuzzTest(maxDuration = "1m")
  void aFileIsReadOrRefused(byte[] file) {
    try {
      List<BulkFile.Row> rows = BulkFile.parse(new String(file, StandardCharsets.UTF_8), MOST);
      if (rows.isEmpty() || rows.size() > MOST) {
        throw new AssertionError("there are " + rows.size() + " devices");
      }
      rows.forEach(row -> Site.nearest(row.latitude(), row.longitude(), row.height(), 1_000));
    } catch (IllegalArgumentException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a reason", refused);
      }
    }
  }
}
