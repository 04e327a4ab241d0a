package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import polder.adapters.files.DirectoryArchive;
import polder.agent.NodeClient;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.epoch.OutcomeLeaf;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a node on a data directory owes, and what its commands say and pay. */
final class Payments {
  private static final BigInteger WEI_PER_NANO = BigInteger.TEN.pow(9);

  /** Epochs without a reward after which nobody is owed more. */
  private static final int QUIET_EPOCHS = 3;

  private static final long BACKLOG_MILLIS = 3_000;

  private static final String VERIFY =
      """
      import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
      const { root, leaf, proof } = JSON.parse(process.argv.at(-1));
      const types = ['uint256', 'address', 'address', 'address', 'uint256'];
      console.log(StandardMerkleTree.verify(root, types, leaf, proof));
      """;

  private final Path data;

  Payments(Path data) {
    this.data = data;
  }

  /** Has the demo's devices earn at once: their probation is two seconds. */
  void shortenProbation() throws IOException {
    Path manifests = new DataDirectory(data).manifests();
    Files.createDirectories(manifests);
    Files.writeString(
        manifests.resolve("demo.yaml"),
        template().replaceFirst("(?m)^(\\s*probation:) .*$", "$1 2s"));
  }

  private static String template() throws IOException {
    try (InputStream stream =
        ManifestFolder.class.getResourceAsStream("/polder/manifests/demo.yaml")) {
      assertThat(stream).isNotNull();
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Has OpenZeppelin's own library in JavaScript say whether a proof, as the node gives it, leads
   * to the root that the epoch's header has.
   */
  void requireThatOpenZeppelinAccepts(JsonNode proof) throws IOException, InterruptedException {
    Path contracts = Repository.root().resolve("contracts");
    assertThat(contracts.resolve("node_modules/@openzeppelin/merkle-tree"))
        .as("`npm ci` in contracts/ installs it")
        .isDirectory();
    EpochArchive archive = archive();
    Position epoch = archive.counting(proof.path("epoch").asLong()).orElseThrow();
    ObjectNode question = JsonMapper.shared().createObjectNode();
    question.put("root", "0x" + archive.header(epoch).header().payoutsRoot().toHex());
    ArrayNode leaf = question.putArray("leaf");
    for (String word : List.of("chainId", "settlement", "token", "account", "cumulativeWei")) {
      leaf.add(proof.path(word).asString());
    }
    question.set("proof", proof.path("proof"));
    Process node =
        new ProcessBuilder("node", "--input-type=module", "-e", VERIFY, question.toString())
            .directory(contracts.toFile())
            .redirectErrorStream(true)
            .start();
    node.getOutputStream().close();
    String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(node.waitFor()).as(said).isZero();
    assertThat(said).isEqualTo("true\n");
  }

  static JsonNode json(URI node, String path) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(node)) {
      return JsonMapper.shared().readTree(client.get(path).toArray());
    }
  }

  static JsonNode status(URI node) throws IOException, InterruptedException {
    return json(node, "/v1/settlement");
  }

  static JsonNode claims(URI node) throws IOException, InterruptedException {
    return json(node, "/v1/claims").path("claims");
  }

  static BigInteger wei(JsonNode node, String name) {
    return new BigInteger(node.path(name).asString(""));
  }

  /** What {@code polder claim} says of the account. */
  JsonNode claim(Account account) throws IOException, InterruptedException {
    String said = polder("claim", "--json", "--account", account.toString());
    return JsonMapper.shared().readTree(said).path(0);
  }

  /** What a command on the data directory prints; it must succeed. */
  String polder(String... words) throws IOException, InterruptedException {
    Path out = Files.createTempFile("polder", ".out");
    Path err = Files.createTempFile("polder", ".err");
    try {
      List<String> command = new ArrayList<>(List.of(words));
      command.addAll(List.of("--data", data.toString()));
      Process process =
          new ProcessBuilder(ChildNode.command(command))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      process.getOutputStream().close();
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(err)).isZero();
      return Files.readString(out);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  EpochArchive archive() {
    return new EpochArchive(new DirectoryArchive(new DataDirectory(data).archive()));
  }

  long latest() throws IOException {
    return archive().latest().orElseThrow().epoch();
  }

  /** What the outcomes' lines up to {@code epoch}, which {@code explain} shows, pay the account. */
  BigInteger listed(Account account, long epoch) throws IOException {
    BigInteger sum = BigInteger.ZERO;
    for (long at = 0; at <= epoch; at++) {
      sum = sum.add(of(account, at));
    }
    return sum;
  }

  /** What the lines of one epoch, of the attempt that counts, pay the account. */
  BigInteger of(Account account, long epoch) throws IOException {
    EpochArchive archive = archive();
    long nano = 0;
    Position counting = archive.counting(epoch).orElseThrow();
    for (OutcomeLeaf leaf : archive.outcome(archive.header(counting).header())) {
      nano +=
          switch (leaf) {
            case OutcomeLeaf.Reward reward when reward.owner().equals(account) && !reward.held() ->
                reward.amountNano();
            case OutcomeLeaf.Released released
                when released.owner().equals(account) && !released.forfeited() ->
                released.amountNano();
            default -> 0;
          };
    }
    return BigInteger.valueOf(nano).multiply(WEI_PER_NANO);
  }

  /** An epoch up to which exactly {@code wei} are listed. */
  Optional<Long> listedOnceUpTo(Account account, BigInteger wei) throws IOException {
    BigInteger sum = BigInteger.ZERO;
    long latest = latest();
    for (long at = 0; at <= latest; at++) {
      sum = sum.add(of(account, at));
      if (sum.equals(wei)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether the account earned nothing lately, and all before can be claimed. A node that was slow
   * still has a backlog to seal after its restart, in which a few epochs may be empty.
   */
  boolean isQuiet(Account account, URI node) throws IOException, InterruptedException {
    long latest = latest();
    long earned = latest;
    while (earned >= 0 && of(account, earned).signum() == 0) {
      earned--;
    }
    return latest - earned >= QUIET_EPOCHS
        && isCaughtUp(latest)
        && status(node).path("released").asLong() >= earned;
  }

  private boolean isCaughtUp(long latest) throws IOException {
    EpochArchive archive = archive();
    long end = archive.header(archive.counting(latest).orElseThrow()).header().endMillis();
    return System.currentTimeMillis() - end < BACKLOG_MILLIS;
  }
}
