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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.evm.AnvilBinary;
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

/** From the first epoch to tokens in an owner's account, on a real chain that is killed. */
class SettlementTest {
  private static final BigInteger WEI_PER_NANO = BigInteger.TEN.pow(9);

  /** Epochs without a reward after which nobody is owed more. */
  private static final int QUIET_EPOCHS = 3;

  @TempDir Path folder;
  private final List<ChildNode> nodes = new ArrayList<>();
  private Path data;

  @BeforeEach
  void needsAnvil() {
    Assumptions.assumeTrue(
        AnvilBinary.find(System.getenv(), Repository.root()).isPresent(), AnvilBinary.MISSING);
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
  void anOwnerIsPaidOnceWhatIsExplainedWhateverIsKilled() throws Exception {
    Path manifests = new DataDirectory(data).manifests();
    Files.createDirectories(manifests);
    Files.writeString(
        manifests.resolve("demo.yaml"),
        template().replaceFirst("(?m)^(\\s*probation:) .*$", "$1 2s"));

    ChildNode first = start("--epoch", "1s");
    URI address = first.address();
    first.await("somebody to have something to claim", () -> claims(address).size() > 0);
    Account owner = Account.parse(claims(address).get(0).path("account").asString(""));
    JsonNode proof = json(address, "/v1/accounts/" + owner + "/claim");
    assertThat(wei(proof, "cumulativeWei")).isEqualTo(listed(owner, proof.path("epoch").asLong()));
    assertThat(wei(proof, "paidWei")).isZero();
    JsonNode paid = claim(owner);
    assertThat(wei(paid, "beforeWei")).isZero();
    assertThat(wei(paid, "afterWei")).isGreaterThanOrEqualTo(wei(proof, "cumulativeWei"));
    assertThat(listedOnceUpTo(owner, wei(paid, "afterWei"))).isPresent();

    // A power cut, and no more reports: what is still owed is paid, and then no more.
    first.kill();
    ChildNode second = start("--no-demo");
    URI back = second.address();
    second.await("all rewards to be released", () -> isQuiet(owner, back));
    BigInteger all = listed(owner, latest());
    JsonNode rest = claim(owner);
    assertThat(wei(rest, "beforeWei")).isEqualTo(wei(paid, "afterWei"));
    assertThat(wei(rest, "afterWei")).isEqualTo(all);
    assertThat(wei(claim(owner), "paidWei")).isZero();

    // The chain dies, comes back, and the epochs sealed meanwhile become final.
    ProcessHandle anvil = second.anvil().orElseThrow();
    anvil.destroyForcibly();
    anvil.onExit().get(1, TimeUnit.MINUTES);
    long sealed = ChildNode.latestEpoch(back);
    second.await("the backlog to be final", () -> status(back).path("final").asLong() > sealed + 1);
    second.await("a later release", () -> status(back).path("released").asLong() > sealed);
    JsonNode after = claim(owner);
    assertThat(wei(after, "afterWei")).isEqualTo(all);
    assertThat(wei(after, "paidWei")).isZero();
    assertThat(status(back).has("trouble")).as(status(back).toString()).isFalse();
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

  private static JsonNode claims(URI node) throws IOException, InterruptedException {
    return json(node, "/v1/claims").path("claims");
  }

  private static BigInteger wei(JsonNode node, String name) {
    return new BigInteger(node.path(name).asString(""));
  }

  /** What {@code polder claim} says of the account. */
  private JsonNode claim(Account account) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "claim", ".json");
    Path err = Files.createTempFile(folder, "claim", ".err");
    Process process =
        new ProcessBuilder(
                ChildNode.command(
                    List.of(
                        "claim",
                        "--json",
                        "--account",
                        account.toString(),
                        "--data",
                        data.toString())))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return JsonMapper.shared().readTree(Files.readString(out)).path(0);
  }

  private EpochArchive archive() {
    return new EpochArchive(new DirectoryArchive(new DataDirectory(data).archive()));
  }

  private long latest() throws IOException {
    return archive().latest().orElseThrow().epoch();
  }

  /** What the outcomes' lines up to {@code epoch}, which {@code explain} shows, pay the account. */
  private BigInteger listed(Account account, long epoch) throws IOException {
    BigInteger sum = BigInteger.ZERO;
    for (long at = 0; at <= epoch; at++) {
      sum = sum.add(of(account, at));
    }
    return sum;
  }

  private BigInteger of(Account account, long epoch) throws IOException {
    EpochArchive archive = archive();
    long nano = 0;
    for (OutcomeLeaf leaf : archive.outcome(archive.header(new Position(epoch, 0)).header())) {
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
  private Optional<Long> listedOnceUpTo(Account account, BigInteger wei) throws IOException {
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

  /** Whether the account earned nothing lately, and all before can be claimed. */
  private boolean isQuiet(Account account, URI node) throws IOException, InterruptedException {
    long latest = latest();
    long earned = latest;
    while (earned >= 0 && of(account, earned).signum() == 0) {
      earned--;
    }
    return latest - earned >= QUIET_EPOCHS && status(node).path("released").asLong() >= earned;
  }
}
