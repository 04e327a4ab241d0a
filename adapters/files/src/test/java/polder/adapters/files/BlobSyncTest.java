package polder.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.Strace;
import polder.protocol.Hash;

/**
 * A stored blob survives a power cut: its file is synced before it gets its name, and its folder
 * after that and before the answer.
 */
final class BlobSyncTest {
  @TempDir Path temporary;

  @Test
  void fileAndFolderAreOnTheDiskBeforeTheAnswer() throws Exception {
    Strace.Traced traced =
        new Strace(temporary, "write,rename,renameat,renameat2,fdatasync,fsync")
            .trace(TracedBlobs.class, temporary.resolve("blobs").toString());
    assertThat(traced.said()).hasSize(2 * TracedBlobs.BLOBS);
    for (int number = 0; number < TracedBlobs.BLOBS; number++) {
      String hash = Hash.sha256(TracedBlobs.content(number)).toHex();
      assertThat(isDurable(traced.calls(), hash, "stored " + hash)).as("blob %s", hash).isTrue();
      assertThat(isDurable(traced.calls(), hash + ".note", "noted " + hash))
          .as("its note")
          .isTrue();
    }
  }

  /**
   * Whether a file was synced, then renamed to {@code name}, then the folder of that name synced,
   * and only then {@code answer} written. One thread does all of it, so the lines are in order.
   */
  private static boolean isDurable(List<String> calls, String name, String answer) {
    Pattern rename =
        Pattern.compile(
            "rename\\w*\\(.*\"([^\"]*incoming/[0-9]+\\.part)\".*\"([^\"]*)/" + name + "\".*= 0");
    int renamed = -1;
    String part = "";
    String folder = "";
    for (int at = 0; at < calls.size() && renamed < 0; at++) {
      Matcher matcher = rename.matcher(calls.get(at));
      if (matcher.find()) {
        renamed = at;
        part = matcher.group(1);
        folder = matcher.group(2);
      }
    }
    return renamed >= 0
        && isSynced(calls.subList(0, renamed), part)
        && isAnsweredAfterSync(calls.subList(renamed, calls.size()), folder, answer);
  }

  private static boolean isSynced(List<String> calls, String path) {
    return calls.stream().anyMatch(call -> isSync(call, path));
  }

  private static boolean isSync(String call, String path) {
    return call.matches(".*\\bf(data)?sync\\([0-9]+<" + Pattern.quote(path) + ">\\) += 0.*");
  }

  private static boolean isAnsweredAfterSync(List<String> calls, String folder, String answer) {
    for (String call : calls) {
      if (isSync(call, folder)) {
        return calls.stream()
            .skip(calls.indexOf(call))
            .anyMatch(its -> its.contains("write(1<") && its.contains(answer));
      }
      if (call.contains("write(1<") && call.contains(answer)) {
        return false;
      }
    }
    return false;
  }

  private static final String SYNC = "7 fsync(5</b/incoming/0.part>) = 0";
  private static final String RENAME = "7 rename(\"/b/incoming/0.part\", \"/b/ab/abc\") = 0";
  private static final String FOLDER = "7 fsync(5</b/ab>) = 0";
  private static final String ANSWER = "7 write(1<pipe:[1]>, \"stored abc\", 10) = 10";

  private static boolean isDurable(String... calls) {
    return isDurable(List.of(calls), "abc", "stored abc");
  }

  @Test
  void wouldSeeAnAnswerThatComesTooEarly() {
    assertThat(isDurable(SYNC, RENAME, FOLDER, ANSWER)).isTrue();
    assertThat(isDurable(RENAME, SYNC, FOLDER, ANSWER)).isFalse();
    assertThat(isDurable(SYNC, RENAME, ANSWER, FOLDER)).isFalse();
    assertThat(isDurable(SYNC, FOLDER, RENAME, ANSWER)).isFalse();
    assertThat(isDurable(SYNC, RENAME, FOLDER)).isFalse();
    assertThat(isDurable(SYNC.replace("= 0", "= -1 EIO (x)"), RENAME, FOLDER, ANSWER)).isFalse();
    assertThat(isDurable(SYNC, RENAME, FOLDER.replace("/ab>", "/cd>"), ANSWER)).isFalse();
  }
}
