package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.DirectoryArchive;
import polder.agent.NodeClient;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeLeaf;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What cannot become final is closed again under the next attempt, on a real chain. */
@Tag("full")
class AttemptTest {
  private static final BigInteger WEI_PER_NANO = BigInteger.TEN.pow(9);

  /** More than an epoch's block lies behind the newest, so that some lose theirs. */
  private static final int DEPTH = 12;

  @TempDir Path folder;
  private final List<ChildNode> nodes = new ArrayList<>();
  private Path data;

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
    data = folder.resolve("data");
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    for (ChildNode node : nodes) {
      node.anvil().ifPresent(ProcessHandle::destroy);
      node.close();
    }
  }

  @Test
  void epochsWhoseBlockAReorganisationTookAreClosedAgainAndPaidOnce() throws Exception {
    Path manifests = new DataDirectory(data).manifests();
    Files.createDirectories(manifests);
    Files.writeString(
        manifests.resolve("demo.yaml"),
        template().replaceFirst("(?m)^(\\s*probation:) .*$", "$1 2s"));
    ChildNode first = start("--epoch", "1s");
    URI address = first.address();
    first.await("something to claim", () -> json(address, "/v1/claims").path("claims").size() > 0);
    Account owner =
        Account.parse(
            json(address, "/v1/claims").path("claims").get(0).path("account").asString(""));

    reorganise(URI.create(status(address).path("rpc").asString("")));
    first.await("the attempt to be raised", () -> attempt(latest()) >= 1);

    // Killed in the midst of it, or shortly after: the next start goes on.
    first.kill();
    ChildNode second = start("--no-demo");
    URI back = second.address();
    long sealed = latest().epoch();
    second.await("all to be final", () -> status(back).path("final").asLong() > sealed);
    second.await("all to be released", () -> status(back).path("released").asLong() > sealed);
    assertThat(status(back).path("attempt").asLong()).isPositive();

    EpochArchive archive = archive();
    List<EpochHeader> twice = new ArrayList<>();
    for (long epoch = 0; epoch <= sealed; epoch++) {
      EpochHeader counting = archive.header(archive.counting(epoch).orElseThrow()).header();
      if (archive.attempts(epoch).size() > 1) {
        twice.add(counting);
        EpochHeader old = archive.header(new Position(epoch, 0)).header();
        assertThat(counting.attempt()).isPositive();
        assertThat(counting.inputsRoot()).as("the same messages").isEqualTo(old.inputsRoot());
        assertThat(counting.chain().blockHash()).isNotEqualTo(old.chain().blockHash());
        assertThat(archive.outcome(old)).as("the evidence stays").hasSize((int) old.outcomeCount());
      }
    }
    assertThat(twice).isNotEmpty();
    second.await("the audit of all", () -> run(0, "audit", "0.." + sealed).contains("same"));

    JsonNode proof = json(back, "/v1/accounts/" + owner + "/claim");
    BigInteger all = listed(owner, proof.path("epoch").asLong());
    assertThat(wei(proof, "cumulativeWei")).isEqualTo(all);
    JsonNode paid = claim(owner);
    assertThat(wei(paid, "afterWei")).isEqualTo(all);
    assertThat(wei(claim(owner), "paidWei")).isZero();
    assertThat(status(back).has("trouble")).as(status(back).toString()).isFalse();
  }

  /** Takes the newest blocks away and puts empty ones in their place. */
  private static void reorganise(URI rpc) throws IOException, InterruptedException {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"anvil_reorg\",\"params\":[" + DEPTH + ",[]]}";
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(rpc)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).doesNotContain("\"error\"");
    }
  }

  private ChildNode start(String... more) throws IOException {
    ChildNode node = ChildNode.startWithChain(data, more);
    nodes.add(node);
    return node;
  }

  private static String template() throws IOException {
    try (InputStream stream =
        ManifestFolder.class.getResourceAsStream("/polder/manifests/demo.yaml")) {
      assertThat(stream).isNotNull();
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static JsonNode json(URI node, String path) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(node)) {
      return JsonMapper.shared().readTree(client.get(path).toArray());
    }
  }

  private static JsonNode status(URI node) throws IOException, InterruptedException {
    return json(node, "/v1/settlement");
  }

  private static BigInteger wei(JsonNode node, String name) {
    return new BigInteger(node.path(name).asString(""));
  }

  private JsonNode claim(Account account) throws IOException, InterruptedException {
    return JsonMapper.shared()
        .readTree(run(0, "claim", "--json", "--account", account.toString()))
        .path(0);
  }

  /** What a command on the data directory says. */
  private String run(int code, String... words) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "said", ".txt");
    Path err = Files.createTempFile(folder, "said", ".err");
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(List.of("--data", data.toString()));
    Process process =
        new ProcessBuilder(ChildNode.command(arguments))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(code);
    return Files.readString(out);
  }

  private EpochArchive archive() {
    return new EpochArchive(new DirectoryArchive(new DataDirectory(data).archive()));
  }

  private Position latest() throws IOException {
    return archive().latest().orElseThrow();
  }

  private static long attempt(Position position) {
    return position.attempt();
  }

  /** What the lines of the attempts that count, up to {@code epoch}, pay the account. */
  private BigInteger listed(Account account, long epoch) throws IOException {
    EpochArchive archive = archive();
    long nano = 0;
    for (long at = 0; at <= epoch; at++) {
      Position counting = archive.counting(at).orElseThrow();
      for (OutcomeLeaf leaf : archive.outcome(archive.header(counting).header())) {
        nano +=
            switch (leaf) {
              case OutcomeLeaf.Reward reward
                  when reward.owner().equals(account) && !reward.held() ->
                  reward.amountNano();
              case OutcomeLeaf.Released released
                  when released.owner().equals(account) && !released.forfeited() ->
                  released.amountNano();
              default -> 0;
            };
      }
    }
    return BigInteger.valueOf(nano).multiply(WEI_PER_NANO);
  }
}
