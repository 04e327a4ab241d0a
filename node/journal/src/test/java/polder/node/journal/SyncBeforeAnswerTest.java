package polder.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.Strace;

/**
 * An acknowledged message survives a power cut: between its write and its answer the log is synced.
 */
final class SyncBeforeAnswerTest {
  @TempDir Path temporary;

  @Test
  void everyMessageIsOnTheDiskBeforeItsAnswer() throws Exception {
    Strace.Traced traced =
        new Strace(temporary, "write,pwrite64,writev,pwritev,fdatasync,fsync")
            .trace(TracedNode.class, temporary.resolve("data").toString());
    int messages = TracedNode.BATCHES * TracedNode.EACH;
    assertThat(traced.said().stream().filter(line -> line.startsWith("acknowledged ")))
        .hasSize(messages);
    SyncTrace calls = new SyncTrace(traced.calls());
    for (int number = 0; number < messages; number++) {
      assertThat(calls.isSyncedBetween(JournalRules.mark(number), "acknowledged " + number + "\\n"))
          .as("message %d of %d calls", number, calls.size())
          .isTrue();
    }
  }

  private static final String WRITE = "7 write(52</d/000004.log>, \"..payload 0X..\", 99) = 99";
  private static final String SYNC = "7 fdatasync(52</d/000004.log>) = 0";
  private static final String ANSWER = "8 write(1<pipe:[1]>, \"acknowledged 0\\n\", 15) = 15";

  private static boolean isSynced(String... lines) {
    return new SyncTrace(List.of(lines)).isSyncedBetween("payload 0X", "acknowledged 0\\n");
  }

  @Test
  void wouldSeeAnAnswerThatComesTooEarly() {
    assertThat(isSynced(WRITE, SYNC, ANSWER)).isTrue();
    assertThat(isSynced(WRITE, ANSWER, SYNC)).isFalse();
    assertThat(isSynced(SYNC, WRITE, ANSWER)).isFalse();
    assertThat(isSynced(WRITE, ANSWER)).isFalse();
    assertThat(isSynced(SYNC, ANSWER)).isFalse();
    assertThat(isSynced(WRITE, SYNC)).isFalse();
    assertThat(isSynced(WRITE, SYNC.replace("= 0", "= -1 EIO (x)"), ANSWER)).isFalse();
    assertThat(isSynced(WRITE, SYNC.replace("000004", "000005"), ANSWER)).isFalse();
  }

  @Test
  void countsOnlySyncsThatHaveEnded() {
    String begun = "7 fdatasync(52</d/000004.log> <unfinished ...>";
    String ended = "7 <... fdatasync resumed>) = 0";
    assertThat(isSynced(WRITE, begun, ended, ANSWER)).isTrue();
    assertThat(isSynced(WRITE, begun, ANSWER, ended)).isFalse();
    assertThat(isSynced(begun, WRITE, ended, ANSWER)).isFalse();
  }
}
