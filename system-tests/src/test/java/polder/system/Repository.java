package polder.system;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import polder.adapters.evm.AnvilBinary;

/** Where the sources lie, from wherever in the repository the tests were started. */
final class Repository {
  /** As {@code web/src/test/browser/browser.mjs} looks for it. */
  private static final List<Path> CHROMIUM =
      List.of(
          Path.of("/usr/bin/chromium"),
          Path.of("/usr/bin/chromium-browser"),
          Path.of("/usr/bin/google-chrome"),
          Path.of("/usr/bin/google-chrome-stable"));

  private Repository() {}

  /** The folder that has the launcher. */
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    for (int up = 0; up <= here.getNameCount(); up++) {
      Path folder = here.resolve("../".repeat(up)).normalize();
      if (Files.exists(folder.resolve("polder")) && Files.exists(folder.resolve("pom.xml"))) {
        return folder;
      }
    }
    throw new AssertionError("no folder above " + here + " has ./polder");
  }

  /** A folder of data that lies beside the repository and not in it; skips a test without it. */
  static Path data(String name) {
    Path data = root().resolve("../shared/data").resolve(name).normalize();
    Assumptions.assumeTrue(
        Files.isDirectory(data),
        "recorded data are not here: put " + name + " into ../shared/data");
    return data;
  }

  /** Skips a test, saying what is missing, where no browser can be driven. */
  static void assumeBrowser() {
    Assumptions.assumeTrue(
        Files.isDirectory(root().resolve("web/node_modules/playwright-core")),
        "the pages' packages are missing: install Node.js 20.19 or newer with npm, and run web/build");
    Assumptions.assumeTrue(
        CHROMIUM.stream().anyMatch(Files::isExecutable) || System.getenv("POLDER_CHROMIUM") != null,
        "there is no Chromium: install the package chromium, or set POLDER_CHROMIUM to one");
  }

  /** Skips a test, saying what is missing, where there is no anvil. */
  static void assumeAnvil() {
    Assumptions.assumeTrue(
        AnvilBinary.find(System.getenv(), root()).isPresent(), AnvilBinary.MISSING);
  }
}
