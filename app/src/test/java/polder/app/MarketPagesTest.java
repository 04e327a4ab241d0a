package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Hash;

/**
 * The pages of a market, in a real browser, while real machines bid for a program, work it out and
 * are paid. Pictures stay in {@code target/pages}.
 */
final class MarketPagesTest {
  private static final long TOKEN = MarketScene.TOKEN;
  private static final Path WEB = Path.of("..", "web").toAbsolutePath().normalize();
  private static final Path SCRIPT = WEB.resolve("src/test/browser/market.mjs");
  private static final long SECONDS = 240;

  /** As {@code web/src/test/browser/browser.mjs} looks for it. */
  private static final List<Path> CHROMIUM =
      List.of(
          Path.of("/usr/bin/chromium"),
          Path.of("/usr/bin/chromium-browser"),
          Path.of("/usr/bin/google-chrome"),
          Path.of("/usr/bin/google-chrome-stable"));

  @TempDir Path folder;

  @BeforeEach
  void needsABrowser() {
    Assumptions.assumeTrue(
        Files.isDirectory(WEB.resolve("node_modules/playwright-core")),
        "the pages' packages are missing: install Node.js 20.19 or newer with npm, and run web/build");
    Assumptions.assumeTrue(
        CHROMIUM.stream().anyMatch(Files::isExecutable) || System.getenv("POLDER_CHROMIUM") != null,
        "there is no Chromium: install the package chromium, or set POLDER_CHROMIUM to one");
  }

  @Test
  void anOrderIsFollowedInABrowserToItsEnd() throws Exception {
    try (MarketScene scene = MarketScene.start(folder, "2s")) {
      scene.machine(1, TOKEN / 4);
      scene.machine(2, TOKEN / 2);
      scene.awaitBonds(2);
      Hash program = scene.put(MarketScene.HELLO);
      Process browser = watch(scene);
      StringBuilder said = new StringBuilder();
      try (BufferedReader reader = browser.inputReader(StandardCharsets.UTF_8)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          said.append(line).append('\n');
          if (line.equals("READY")) {
            scene.order(1, program);
          }
        }
        assertThat(browser.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(browser.exitValue()).as(said.toString()).isZero();
      } finally {
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly();
      }
    }
  }

  private static Process watch(MarketScene scene) throws IOException {
    return new ProcessBuilder(
            "node",
            SCRIPT.toString(),
            scene.node.address().toString(),
            Path.of("target", "pages", "market").toAbsolutePath().toString(),
            MarketScene.NETWORK,
            scene.renter().toString())
        .redirectErrorStream(true)
        .start();
  }
}
