package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.DirectoryArchive;
import polder.app.DataDirectory;
import polder.epoch.OutcomeLeaf;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What somebody who tries Polder for the first time does, with the program as it is started. */
class TourTest {
  private static final long FIRST_EPOCH_SECONDS = 60;

  @TempDir Path folder;
  private final List<ChildNode> nodes = new ArrayList<>();

  @AfterEach
  void end() throws IOException, InterruptedException {
    for (ChildNode node : nodes) {
      node.close();
    }
  }

  @Test
  void fromTheFirstEpochToTheRestart() throws Exception {
    long begunNanos = System.nanoTime();
    Path data = folder.resolve("data");
    ChildNode node = start(data, "--epoch", "3s");
    URI address = node.address();
    node.await("the first epoch", () -> ChildNode.latestEpoch(address) >= 0);
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begunNanos))
        .isLessThan(FIRST_EPOCH_SECONDS);
    node.await("somebody to be paid", () -> paid(data).isPresent());
    OutcomeLeaf.Reward reward = paid(data).orElseThrow();
    String device = reward.device().did();
    String epoch = Long.toString(latest(data).epoch());

    Said audit = polder(data, "audit", "latest");
    assertThat(audit.out).as(audit.err).contains("same roots");
    assertThat(polder(data, "audit", "latest", "--archive", address + "/v1/archive").out)
        .contains("same roots");
    JsonNode devices = polder(data, "device", "list", "--json").json();
    assertThat(devices.valueStream().map(row -> row.path("device").asString())).contains(device);
    String before = polder(data, "explain", device, epoch).out;
    assertThat(before).contains(device);

    proves(data, device);
    String mine = enrolls(data);
    transfers(data, mine);
    node.await("the transfer to be sealed", () -> owner(data, mine).contains(account(data, "bob")));

    assertThat(polder(data, "explain", device, epoch).out).isEqualTo(before);
    long last = ChildNode.latestEpoch(address);
    node.stop();

    ChildNode again = start(data);
    URI back = again.address();
    again.await("the epoch after the restart", () -> ChildNode.latestEpoch(back) > last);
    assertThat(polder(data, "audit", "0..latest", "--from-genesis").out).contains("same roots");
  }

  private void proves(Path data, String device) throws Exception {
    Path proof = folder.resolve("proof.json");
    Said made =
        polder(data, "prove", "reward", device, paidEpoch(data, device), "--out", proof.toString());
    assertThat(made.code).as(made.err).isZero();
    assertThat(polder(data, "prove", "--check", proof.toString()).out).contains("proven: ");
    String text = Files.readString(proof, StandardCharsets.UTF_8);
    // The last digit of the proven line.
    int at = text.indexOf('"', text.indexOf('"', text.indexOf("\"bytes\"") + 7) + 1) - 1;
    char other = text.charAt(at) == '0' ? '1' : '0';
    Files.writeString(proof, text.substring(0, at) + other + text.substring(at + 1));
    assertThat(run("prove", "--check", proof.toString()).code).isEqualTo(1);
  }

  private String enrolls(Path data) throws Exception {
    for (String name : List.of("alice", "bob")) {
      assertThat(polder(data, "keys", "new", name).code).isZero();
    }
    Said enrolled =
        polder(
            data,
            "device",
            "enroll",
            "--network",
            "air-temperature",
            "--key",
            key(data, "station"),
            "--owner",
            key(data, "alice"),
            "--lat",
            "52.3731",
            "--lon",
            "4.8922");
    assertThat(enrolled.code).as(enrolled.err).isZero();
    String said = enrolled.out;
    return said.substring(said.indexOf("did:key:"), said.indexOf(" is enrolled"));
  }

  private void transfers(Path data, String device) throws Exception {
    String to = account(data, "bob");
    String[] words = {"device", "transfer", device, "--network", "air-temperature", "--to", to};
    Said notHis = polder(data, with(words, "--owner", key(data, "bob")));
    assertThat(notHis.code).as(notHis.out).isEqualTo(1);
    Said his = polder(data, with(words, "--owner", key(data, "alice")));
    assertThat(his.code).as(his.err).isZero();
  }

  private static String owner(Path data, String device) throws IOException, InterruptedException {
    for (JsonNode row : polder(data, "device", "list", "--json").json()) {
      if (row.path("device").asString("").equals(device)) {
        return row.path("owner").asString("");
      }
    }
    return "";
  }

  private static String account(Path data, String name) throws IOException, InterruptedException {
    return polder(data, "keys", "new", name, "--json").json().path("id").asString("");
  }

  private static String key(Path data, String name) {
    return new DataDirectory(data).keys().resolve(name + ".key").toString();
  }

  private static Position latest(Path data) throws IOException {
    return archive(data).latest().orElseThrow();
  }

  private static EpochArchive archive(Path data) {
    return new EpochArchive(new DirectoryArchive(new DataDirectory(data).archive()));
  }

  /** A reward above zero in the latest epoch. */
  private static Optional<OutcomeLeaf.Reward> paid(Path data) throws IOException {
    EpochArchive archive = archive(data);
    return archive.outcome(archive.header(latest(data)).header()).stream()
        .filter(leaf -> leaf instanceof OutcomeLeaf.Reward reward && reward.amountNano() > 0)
        .map(OutcomeLeaf.Reward.class::cast)
        .findFirst();
  }

  /** The latest epoch that paid a device. */
  private static String paidEpoch(Path data, String device) throws IOException {
    EpochArchive archive = archive(data);
    for (long epoch = latest(data).epoch(); epoch >= 0; epoch--) {
      for (OutcomeLeaf leaf : archive.outcome(archive.header(new Position(epoch, 0)).header())) {
        if (leaf instanceof OutcomeLeaf.Reward reward
            && reward.device().did().equals(device)
            && reward.amountNano() > 0) {
          return Long.toString(epoch);
        }
      }
    }
    throw new AssertionError(device + " was never paid");
  }

  @Test
  void wrongWordsEndWithTwo() throws Exception {
    Said said = run("up", "--prot", "7777");
    assertThat(said.code).isEqualTo(2);
    assertThat(said.err).contains("--prot");
    assertThat(run("audit", "--data", folder.resolve("none").toString()).code).isEqualTo(3);
  }

  @Test
  void aSecondNodeOnTheSameDataIsToldSo() throws Exception {
    Path data = folder.resolve("data");
    start(data, "--no-demo").address();

    Said second = run("up", "--no-chain", "--no-demo", "--port", "0", "--data", data.toString());

    assertThat(second.code).as(second.err).isEqualTo(69);
    assertThat(second.err).contains(data.toString()).doesNotContain("\tat ");
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    int port = start(folder.resolve("data"), "--no-demo").address().getPort();

    Said second =
        run(
            "up",
            "--no-chain",
            "--no-demo",
            "--port",
            Integer.toString(port),
            "--data",
            folder.resolve("other").toString());

    assertThat(second.code).as(second.err).isEqualTo(69);
    assertThat(second.err).contains("port " + port, "--port").doesNotContain("\tat ");
  }

  private ChildNode start(Path data, String... more) throws IOException {
    ChildNode node = ChildNode.start(data, more);
    nodes.add(node);
    return node;
  }

  private record Said(int code, String out, String err) {
    JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }
  }

  private static Said polder(Path data, String... words) throws IOException, InterruptedException {
    return run(with(words, "--data", data.toString()));
  }

  private static String[] with(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Runs a command as a person would, in a process of its own. */
  private static Said run(String... words) throws IOException, InterruptedException {
    Path out = Files.createTempFile("polder", ".out");
    Path err = Files.createTempFile("polder", ".err");
    Process process =
        new ProcessBuilder(ChildNode.command(List.of(words)))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        throw new AssertionError(String.join(" ", words) + " does not end:\n" + text(err));
      }
      return new Said(process.exitValue(), text(out), text(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
