package polder.node.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A killed process keeps what it wrote in the system's cache, so no killing shows that an
 * acknowledged message survives a power cut. The list of system calls does: between the write of a
 * message and its answer the log is synced.
 */
final class SyncBeforeAnswerTest {
  @TempDir Path temporary;

  @Test
  void everyMessageIsOnTheDiskBeforeItsAnswer() throws Exception {
    assumeTrue(
        canTrace(), "skipped: strace is not installed, or may not trace here; it shows the syncs");
    Path trace = temporary.resolve("trace");
    List<String> command = strace(trace);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            TracedNode.class.getName(),
            temporary.resolve("data").toString()));
    int messages = TracedNode.BATCHES * TracedNode.EACH;
    assertThat(run(command).lines().filter(line -> line.startsWith("acknowledged ")))
        .hasSize(messages);
    SyncTrace calls = new SyncTrace(Files.readAllLines(trace, ISO_8859_1));
    for (int number = 0; number < messages; number++) {
      assertThat(calls.isSyncedBetween(JournalRules.mark(number), "acknowledged " + number + "\\n"))
          .as("message %d of %d calls", number, calls.size())
          .isTrue();
    }
  }

  private static List<String> strace(Path trace) {
    return new ArrayList<>(
        List.of(
            "strace",
            "-f",
            "-y",
            "-s",
            "100000",
            "-e",
            "trace=write,pwrite64,writev,pwritev,fdatasync,fsync",
            "-o",
            trace.toString()));
  }

  private boolean canTrace() throws InterruptedException {
    try {
      List<String> command = strace(temporary.resolve("probe"));
      command.add("true");
      run(command);
      return Files.size(temporary.resolve("probe")) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    process.waitFor();
    return out;
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
