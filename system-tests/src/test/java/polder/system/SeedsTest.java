package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.evm.Abi;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.RpcLimits;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.agent.NodeClient;
import polder.app.DataDirectory;
import polder.app.LocalValidators;
import polder.epoch.EpochHeader;
import polder.epoch.FixedInputs;
import polder.node.archive.EpochArchive;
import polder.node.archive.SignedInputs;
import polder.protocol.Hash;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SeedChain;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Nobody chooses the seed: not who closes, and a validator that withholds its link loses. */
@Tag("full")
class SeedsTest {
  @TempDir Path folder;
  private final List<ChildNode> children = new ArrayList<>();
  private DataDirectory data;

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
    data = new DataDirectory(folder.resolve("data"));
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    for (ChildNode child : children) {
      child.anvil().ifPresent(ProcessHandle::destroy);
      child.close();
    }
  }

  private ChildNode startWithValidators() throws IOException {
    Files.createDirectories(data.root());
    Files.writeString(data.seedsFile(), "wait: 2s\ndemand_after: 6\n", StandardCharsets.UTF_8);
    return child(
        ChildNode.startWithChain(data.root(), "--epoch", "4s", "--validators", "2", "--no-demo"));
  }

  private ChildNode child(ChildNode child) {
    children.add(child);
    return child;
  }

  @Test
  void aValidatorThatWithholdsItsLinkHoldsNothingUpAndLosesStake() throws Exception {
    ChildNode node = startWithValidators();
    URI address = node.address();
    node.await("a seed of two links", () -> seeds(address).path("links").asLong() == 2);
    assertThat(seeds(address).path("seedTrust").asString("")).isEqualTo("validators");
    long honest = seeds(address).path("epoch").asLong();
    assertThat(polder("audit", Long.toString(honest))).contains("same roots");
    assertThat(polder("status")).contains("seed        ");

    DataDirectory one = validator();
    Account account = account(one);
    Path seed = one.validatorKey().resolveSibling(one.validatorKey().getFileName() + ".seed");
    Files.createFile(one.root().resolve("off"));
    node.await("it to stop", () -> !Files.exists(one.nodeFile()));
    // It goes on signing, but has lost or hides what its links come from.
    Files.delete(seed);
    KeyFile.seed(one.validatorKey());
    Files.delete(one.root().resolve("off"));
    BigInteger before = stake(address, account);

    node.await("it to be named", () -> withheld(address).contains(account.toString()));
    long withheldAt = seeds(address).path("epoch").asLong();
    assertThat(seeds(address).path("seedTrust").asString("")).isEqualTo("operator-trusted");
    node.await("a demand", () -> demandOn(address, account).isPresent());
    assertThat(polder("status")).contains("withheld  by " + account, "is demanded on chain until");
    node.await("finality to go on", () -> finalEpoch(address) > withheldAt + 2);
    node.await("its stake to fall", () -> stake(address, account).compareTo(before) < 0);
    assertThat(stake(address, account))
        .as("a twentieth")
        .isEqualTo(before.multiply(BigInteger.valueOf(95)).divide(BigInteger.valueOf(100)));
    assertThat(polder("audit", Long.toString(withheldAt))).contains("same roots");
  }

  @Test
  void aNodeThatVariesItsInputsGetsNoSecondLinkSoItCannotTrySeeds() throws Exception {
    ChildNode node = startWithValidators();
    URI address = node.address();
    node.await("a seed of two links", () -> seeds(address).path("links").asLong() == 2);
    node.stop();

    DataDirectory one = validator();
    EpochArchive archive = new EpochArchive(new DirectoryArchive(data.archive()));
    EpochHeader last = archive.header(archive.latest().orElseThrow()).header();
    try (HandMadeNode liar = new HandMadeNode(data.archive(), path -> true)) {
      SignedInputs first = fixed(last, 1);
      liar.fix(first);
      ChildNode validator = follow(one, liar.address());
      validator.await("a link", () -> !liar.links().isEmpty());
      JsonNode link = liar.links().getFirst();
      assertThat(link.path("inputs").asString("")).isEqualTo("0x" + first.inputs().hash());
      SeedChain chain = SeedChain.of(KeyFile.seed(one.validatorKey()), SeedChain.USUAL_LENGTH);
      assertThat(link.path("link").asString(""))
          .as("the one of this epoch: its chain begins with epoch 0")
          .isEqualTo("0x" + chain.link(last.epoch() + 1));

      liar.fix(fixed(last, 2));
      validator.await("the evidence", () -> validator.said().contains("TWICE"));
      validator.kill();
      ChildNode again = follow(one, liar.address());
      again.await("that it remembers", () -> again.said().contains("TWICE"));
      liar.fix(fixed(last, 3));
      again.await("a third", () -> kept(one).size() == 3);
      liar.fix(first);
      again.await("the same link again", () -> liar.links().size() > 1);
      assertThat(liar.links()).containsOnly(link);
    }
  }

  private static List<Path> kept(DataDirectory validator) throws IOException {
    Path folder = validator.findings().resolve("inputs-twice");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".cose")).toList();
    }
  }

  /** What a node could fix for the epoch after {@code last}, in its name. */
  private SignedInputs fixed(EpochHeader last, int variant) throws IOException {
    FixedInputs old = last.fixed();
    return SignedInputs.sign(
        new FixedInputs(
            old.deployment(),
            old.epoch() + 1,
            old.attempt(),
            last.hash(),
            old.endMillis(),
            old.endMillis() + 4_000,
            old.chain(),
            old.eventsRoot(),
            Hash.sha256(new byte[] {(byte) variant}),
            old.manifests(),
            old.program()),
        KeyFile.device(data.nodeKey()));
  }

  private ChildNode follow(DataDirectory validator, URI node) throws IOException {
    return child(
        ChildNode.run(
            validator.root(),
            List.of(
                "validator",
                "--node",
                node.toString(),
                "--data",
                validator.root().toString(),
                "--key",
                validator.validatorKey().toString(),
                "--port",
                "0")));
  }

  private DataDirectory validator() {
    return LocalValidators.of(data).getFirst();
  }

  private static Account account(DataDirectory validator) throws IOException {
    return Secp256k1.account(KeyFile.owner(validator.validatorKey()));
  }

  private static JsonNode json(URI node, String path) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(node)) {
      return JsonMapper.shared().readTree(client.get(path).toArray());
    }
  }

  private static JsonNode seeds(URI node) throws IOException, InterruptedException {
    return json(node, "/v1/seeds");
  }

  private static List<String> withheld(URI node) throws IOException, InterruptedException {
    List<String> accounts = new ArrayList<>();
    seeds(node).path("withheld").forEach(its -> accounts.add(its.asString("")));
    return accounts;
  }

  private static OptionalLong demandOn(URI node, Account account)
      throws IOException, InterruptedException {
    for (JsonNode validator : seeds(node).path("validators")) {
      if (validator.path("account").asString("").equals(account.toString())
          && validator.has("demand")) {
        return OptionalLong.of(validator.path("demand").path("epoch").asLong());
      }
    }
    return OptionalLong.empty();
  }

  private static long finalEpoch(URI node) throws IOException, InterruptedException {
    return json(node, "/v1/settlement").path("final").asLong(-1);
  }

  /** What the contract says that the validator has at stake, in wei. */
  private static BigInteger stake(URI node, Account account)
      throws IOException, InterruptedException {
    JsonNode settlement = json(node, "/v1/settlement");
    try (JsonRpc rpc =
        new JsonRpc(
            List.of(URI.create(settlement.path("rpc").asString(""))),
            OptionalLong.of(settlement.path("chainId").asLong()),
            new RpcLimits(Duration.ofSeconds(10), 1 << 20, 2, Duration.ofMillis(200), 5))) {
      EvmChain chain = new EvmChain(rpc, 0);
      Contracts contracts = Contracts.read();
      Abi calls = contracts.get("Settlement").abi();
      Account contract = Account.parse(settlement.path("settlement").asString(""));
      Account staking =
          (Account) calls.result("staking", chain.call(contract, calls.call("staking"))).getFirst();
      Abi stakes = contracts.get("Staking").abi();
      return (BigInteger)
          stakes
              .result("weightOf", chain.call(staking, stakes.call("weightOf", account)))
              .getFirst();
    }
  }

  /** What a command prints. */
  private String polder(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", data.root().toString()));
    Path out = Files.createTempFile(folder, "polder", ".out");
    Process process =
        new ProcessBuilder(ChildNode.command(all))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return Files.readString(out, StandardCharsets.UTF_8);
  }
}
