package polder.system;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.system.Payments.json;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * A running network with a real chain, in a real browser. Pictures of all pages stay in {@code
 * target/pages}, in a folder of the test's name.
 */
class BrowserTest {
  private static final long MINUTES = 8;
  private static final Path PAGES = Path.of("target", "pages").toAbsolutePath();

  @TempDir Path folder;
  private final List<ChildNode> nodes = new ArrayList<>();
  private Path data;
  private Path pictures;

  @BeforeEach
  void needsABrowser(TestInfo test) throws IOException {
    Repository.assumeBrowser();
    Repository.assumeAnvil();
    data = folder.resolve("data");
    pictures = PAGES.resolve(test.getTestMethod().orElseThrow().getName());
    Files.createDirectories(pictures);
    // No picture of an earlier run may be taken for one of this.
    try (Stream<Path> earlier = Files.list(pictures)) {
      for (Path picture : earlier.toList()) {
        Files.delete(picture);
      }
    }
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    for (ChildNode node : nodes) {
      node.anvil().ifPresent(ProcessHandle::destroy);
      node.close();
    }
  }

  @Test
  void everyPageCanBeReadByEverybody() throws Exception {
    URI address = paying();
    run("look.mjs", address.toString(), pictures.toString());
    assertThat(pictures.resolve("network-phone-dark.png")).isNotEmptyFile();
  }

  @Test
  @Tag("full")
  void everyPageCanBeReadInEveryWay() throws Exception {
    URI address = paying();
    run("look.mjs", address.toString(), pictures.toString(), "all");
    assertThat(pictures.resolve("network-phone-light.png")).isNotEmptyFile();
  }

  @Test
  void aPersonJoinsEarnsClaimsStakesAndVotes() throws Exception {
    URI address = paying();
    run("journey.mjs", address.toString(), pictures.toString(), data.toString());
    assertThat(pictures.resolve("journey-voted.png")).isNotEmptyFile();
  }

  /** A node whose devices' earnings can be claimed already. */
  private URI paying() throws Exception {
    new Payments(data).shortenProbation();
    ChildNode node = ChildNode.startWithChain(data, "--epoch", "3s");
    nodes.add(node);
    URI address = node.address();
    node.await(
        "somebody to have something to claim",
        () -> json(address, "/v1/claims").path("claims").size() > 0);
    return address;
  }

  /** Runs a script of the front end's tests; what it prints is in the failure. */
  private void run(String script, String... arguments) throws IOException, InterruptedException {
    Path log = folder.resolve("browser.log");
    List<String> command = new ArrayList<>(List.of("node"));
    command.add(Repository.root().resolve("web/src/test/browser").resolve(script).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder
        .environment()
        .put("POLDER", JsonMapper.shared().writeValueAsString(ChildNode.command(List.of())));
    Process process = builder.start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String said = Files.readString(log, StandardCharsets.UTF_8);
    assertThat(ended).as(script + " is not done after " + MINUTES + " minutes:\n" + said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
