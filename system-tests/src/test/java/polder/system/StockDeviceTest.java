package polder.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.app.DataDirectory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code device enroll --via} tells the owner of a stock device works as it is told. */
class StockDeviceTest {
  /** What each kind of device hears when its reading was taken. */
  private static final Map<String, String> GOOD =
      new TreeMap<>(
          Map.of(
              "airrohr", "\"verdict\":\"accepted\"",
              "wunderground", "success",
              "ecowitt", "\"errmsg\":\"ok\"",
              "opensensemap", "Measurements saved in box"));

  @TempDir Path folder;

  @Test
  void theLineThatIsToldWorks() throws Exception {
    assumeTrue(hasCurl(), "this machine has no curl");
    Path data = folder.resolve("data");
    ChildNode node = ChildNode.start(data, "--no-demo", "--epoch", "3s");
    try {
      URI address = node.address();
      run(ChildNode.command(List.of("keys", "new", "alice", "--data", data.toString())));
      List<String> secrets = new ArrayList<>();
      for (Map.Entry<String, String> kind : GOOD.entrySet()) {
        String told = enrols(data, kind.getKey());
        String line = told.lines().filter(it -> it.startsWith("  curl ")).findFirst().orElseThrow();
        assertThat(line).contains(address.toString());
        assertThat(run(List.of("bash", "-c", line)).out()).as(line).contains(kind.getValue());
        secrets.add(secret(told, kind.getKey()));
        assertThat(line).contains(secrets.getLast());
        // What nobody was given opens nothing, and what was tried is in no log.
        String guess = line.replace(secrets.getLast(), "guess2guess2gues");
        assertThat(run(List.of("bash", "-c", guess)).out())
            .doesNotContain(kind.getValue())
            .contains("wrong_secret");
        secrets.add("guess2guess2gues");
      }
      long before = ChildNode.latestEpoch(address);
      node.await("two epochs", () -> ChildNode.latestEpoch(address) > before + 1);
      assertThat(listed(data)).containsExactlyInAnyOrderElementsOf(GOOD.keySet());
      assertThat(node.said()).doesNotContain(secrets);
    } finally {
      node.close();
    }
  }

  private String enrols(Path data, String via) throws Exception {
    String owner = new DataDirectory(data).keys().resolve("alice.key").toString();
    List<String> words =
        List.of(
            "device",
            "enroll",
            "--via",
            via,
            "--name",
            via,
            "--network",
            "air-temperature",
            "--owner",
            owner,
            "--lat",
            "52.37",
            "--lon",
            "4.89",
            "--data",
            data.toString());
    Said said = run(ChildNode.command(words));
    assertThat(said.code()).as(said.err()).isZero();
    return said.out();
  }

  private static String secret(String told, String via) {
    String before =
        switch (via) {
          case "airrohr" -> "  Password: ";
          case "wunderground" -> "  Key:      ";
          case "ecowitt" -> "  Path:     /data/report/";
          default -> "  Token:    ";
        };
    String line = told.lines().filter(it -> it.startsWith(before)).findFirst().orElseThrow();
    return line.substring(before.length()).split(" ")[0];
  }

  private List<String> listed(Path data) throws Exception {
    Said said =
        run(ChildNode.command(List.of("device", "list", "--json", "--data", data.toString())));
    List<String> vias = new ArrayList<>();
    for (JsonNode row : JsonMapper.shared().readTree(said.out())) {
      vias.add(row.path("via").asString(""));
    }
    return vias;
  }

  private static boolean hasCurl() throws InterruptedException {
    try {
      return new ProcessBuilder("curl", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private record Said(int code, String out, String err) {}

  private Said run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "said", ".out");
    Path err = Files.createTempFile(folder, "said", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(command.getLast() + " does not end");
    }
    return new Said(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
