package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.KeyFile;
import polder.agent.NodeClient;
import polder.app.DataDirectory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An agent's folder is copied and both copies run: neither earns, and the explanation says why. The
 * owner gives one of them a new key: it earns again, as the same device, and the other is refused.
 */
@Tag("full")
class ClonedDeviceTest {
  private static final String NETWORK = "fast";

  @TempDir Path folder;

  private final List<ChildNode> children = new ArrayList<>();
  private Path data = Path.of("");
  private URI address = URI.create("http://127.0.0.1");

  @AfterEach
  void end() throws IOException, InterruptedException {
    for (ChildNode child : children) {
      child.close();
    }
  }

  @Test
  void neitherCopyEarnsUntilOneHasANewKey() throws Exception {
    data = folder.resolve("data");
    said("keys", "new", "alice", "--data", data.toString());
    said("init", NETWORK, "--from", "demo", "--epoch", "2s", "--data", data.toString());
    ChildNode node = child(ChildNode.start(data, "--no-demo"));
    address = node.address();
    Path one = Files.createDirectories(folder.resolve("one"));
    Path key = one.resolve("agent.key");
    enrol(key);
    String device = KeyFile.device(key).id().did();

    ChildNode first = agent(one, key, "11.5");
    node.await("the device to earn", () -> weightSince(device, 0) > 0);
    first.stop();

    Path other = folder.resolve("other");
    copy(one, other);
    ChildNode again = agent(one, key, "11.5");
    ChildNode copy = agent(other, other.resolve("agent.key"), "11.6");
    node.await("the clone to be seen", () -> status(device).equals("cloned"));
    long seen = standing(device).path("statusSinceEpoch").asLong();
    node.await("two more epochs", () -> ChildNode.latestEpoch(address) >= seen + 2);

    for (long epoch = seen; epoch <= seen + 2; epoch++) {
      JsonNode explained = json("explain", device, Long.toString(epoch));
      assertThat(explained.path("amountNano").asLong()).as("epoch %d", epoch).isZero();
      assertThat(explained.path("rewards").findValuesAsString("code"))
          .as("epoch %d: %s", epoch, explained)
          .containsOnly("cloned");
    }
    assertThat(said("explain", device, Long.toString(seen), "--data", data.toString()))
        .contains("cloned: its key signs in two places")
        .contains("polder device rotate")
        .contains("does not know of");
    again.await("the agent to say it", () -> again.hasSaid("cloned"));
    copy.await("the copy to say it", () -> copy.hasSaid("cloned"));

    again.stop();
    Path newKey = one.resolve("new.key");
    List<String> rotate = new ArrayList<>(List.of("device", "rotate", "--network", NETWORK));
    rotate.addAll(List.of("--key", key.toString(), "--new-key", newKey.toString()));
    rotate.addAll(List.of("--owner", alice(), "--data", data.toString()));
    assertThat(said(rotate.toArray(String[]::new))).contains("accepted: the device signs with");
    long rotated = ChildNode.latestEpoch(address) + 1;
    ChildNode renewed = agent(one, newKey, "11.5");
    node.await("the device to earn again", () -> weightSince(device, rotated + 1) > 0);

    assertThat(status(device)).isEqualTo("active");
    String next = KeyFile.device(newKey).id().did();
    assertThat(standing(next).path("device").asString()).isEqualTo(device);
    assertThat(standing(device).path("key").asString()).isEqualTo(next);
    copy.await("the copy to be refused", () -> copy.hasSaid("key_replaced"));
    long latest = ChildNode.latestEpoch(address);
    JsonNode explained = json("explain", next, Long.toString(latest));
    assertThat(explained.path("device").asString()).isEqualTo(device);
    assertThat(explained.path("rewards").path(0).path("weightPpm").asLong()).isPositive();
    assertThat(explained.path("evidence").valueStream())
        .isNotEmpty()
        .allSatisfy(evidence -> assertThat(evidence.path("proven").asBoolean()).isTrue());
    assertThat(renewed.hasSaid("cloned")).isFalse();
    assertThat(said("audit", "0..latest", "--from-genesis", "--data", data.toString()))
        .contains("same roots");
  }

  private ChildNode child(ChildNode child) {
    children.add(child);
    return child;
  }

  private String alice() {
    return new DataDirectory(data).keys().resolve("alice.key").toString();
  }

  private void enrol(Path key) throws Exception {
    List<String> words = new ArrayList<>(List.of("device", "enroll", "--network", NETWORK));
    words.addAll(List.of("--key", key.toString(), "--owner", alice()));
    words.addAll(List.of("--lat", "52.37", "--lon", "4.89", "--data", data.toString()));
    assertThat(said(words.toArray(String[]::new))).contains("is enrolled");
  }

  private ChildNode agent(Path state, Path key, String celsius) throws IOException {
    List<String> words = new ArrayList<>(List.of("agent", "--node", address.toString()));
    words.addAll(List.of("--network", NETWORK, "--key", key.toString()));
    words.addAll(List.of("--state", state.toString(), "--period", "1s", "--batch", "1s"));
    words.addAll(List.of("--from", "command:echo temperature=" + celsius));
    return child(ChildNode.run(state, words));
  }

  /** What the node knows of the device in the network. */
  private JsonNode standing(String did) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(address)) {
      return JsonMapper.shared()
          .readTree(client.get("/v1/devices/" + did).toArray())
          .path("networks")
          .path(0);
    }
  }

  private String status(String did) throws IOException, InterruptedException {
    return standing(did).path("status").asString("");
  }

  /** The largest weight that an epoch from {@code epoch} on gave the device. */
  private long weightSince(String did, long epoch) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(address)) {
      long most = 0;
      for (JsonNode reward :
          JsonMapper.shared()
              .readTree(client.get("/v1/devices/" + did + "/rewards").toArray())
              .path("rewards")) {
        if (reward.path("epoch").asLong(-1) >= epoch) {
          most = Math.max(most, reward.path("weightPpm").asLong(0));
        }
      }
      return most;
    }
  }

  private JsonNode json(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--json", "--data", data.toString()));
    return JsonMapper.shared().readTree(said(all.toArray(String[]::new)));
  }

  /** What a command says that must succeed. */
  private String said(String... words) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "said", ".out");
    Path err = Files.createTempFile(folder, "said", ".err");
    Process process =
        new ProcessBuilder(ChildNode.command(List.of(words)))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return Files.readString(out, StandardCharsets.UTF_8);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
