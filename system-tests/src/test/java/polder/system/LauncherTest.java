package polder.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The launcher against JDKs and a Maven that only say how they were called: which JDK it takes,
 * what it says where one is missing, when it builds. The cases are in {@code launcher-test.sh}.
 */
class LauncherTest {

  @Test
  void keepsItsPromisesInTheShellOfThisSystem() throws Exception {
    allCasesHoldIn("sh");
  }

  @Tag("full")
  @Test
  void keepsItsPromisesInBash() throws Exception {
    assumeTrue(
        new ProcessBuilder("sh", "-c", "command -v bash >/dev/null").start().waitFor() == 0,
        "this machine has no bash: its turn is skipped");
    allCasesHoldIn("bash");
  }

  private static void allCasesHoldIn(String shell) throws IOException, InterruptedException {
    Path root = repository();
    Path script = root.resolve("system-tests/src/test/sh/launcher-test.sh");
    Process process =
        new ProcessBuilder("sh", script.toString(), root.toString(), shell)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("ok ").doesNotContain("FAILED");
  }

  /** The folder that has the launcher, from wherever in the repository the tests were started. */
  private static Path repository() {
    Path here = Path.of("").toAbsolutePath();
    for (int up = 0; up <= here.getNameCount(); up++) {
      Path folder = here.resolve("../".repeat(up)).normalize();
      if (Files.exists(folder.resolve("polder")) && Files.exists(folder.resolve("pom.xml"))) {
        return folder;
      }
    }
    throw new AssertionError("no folder above " + here + " has ./polder");
  }
}
