package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.agent.NodeClient;
import polder.app.DataDirectory;
import polder.epoch.OutcomeLeaf;
import polder.epoch.StakeLine;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Accounts stake from the command line, earn by a real node on a real chain, and leave again. */
@Tag("full")
class StakingTest {
  private static final BigInteger TOKEN = BigInteger.TEN.pow(18);
  private static final BigInteger WEI_PER_NANO = BigInteger.TEN.pow(9);
  private static final int MOST_TRIES = 200;

  @TempDir Path folder;
  private Path data;
  private Optional<ChildNode> started = Optional.empty();

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
    data = folder.resolve("data");
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    if (started.isPresent()) {
      started.get().anvil().ifPresent(ProcessHandle::destroy);
      started.get().close();
    }
  }

  /** What a command printed and how it ended. */
  private record Said(int code, JsonNode document, String error) {}

  private ChildNode start() throws IOException {
    ChildNode node =
        ChildNode.startWithChain(data, "--epoch", "1s", "--no-demo", "--validator-share", "0.05");
    started = Optional.of(node);
    return node;
  }

  private Said run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(words));
    command.addAll(List.of("--json", "--data", data.toString()));
    Path out = Files.createTempFile(folder, "said", ".json");
    Path err = Files.createTempFile(folder, "said", ".err");
    Process process =
        new ProcessBuilder(ChildNode.command(command))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Said(
        process.exitValue(),
        JsonMapper.shared().readTree(Files.readString(out)),
        Files.readString(err));
  }

  private JsonNode done(String... words) throws IOException, InterruptedException {
    Said said = run(words);
    assertThat(said.code()).as(String.join(" ", words) + ": " + said.error()).isZero();
    return said.document();
  }

  private static JsonNode json(URI node, String path) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(node)) {
      return JsonMapper.shared().readTree(client.get(path).toArray());
    }
  }

  private static BigInteger wei(JsonNode node, String name) {
    return new BigInteger(node.path(name).asString(""));
  }

  private Account account(Path key) throws IOException {
    return Secp256k1.account(KeyFile.owner(key));
  }

  /** What the outcomes' lines up to {@code epoch} pay the account. */
  private BigInteger listed(Account account, long epoch) throws IOException {
    EpochArchive archive =
        new EpochArchive(new DirectoryArchive(new DataDirectory(data).archive()));
    long nano = 0;
    for (long at = 0; at <= epoch; at++) {
      for (OutcomeLeaf leaf : archive.outcome(archive.header(new Position(at, 0)).header())) {
        if (leaf instanceof StakeLine line && line.earner().equals(account)) {
          nano += line.amountNano();
        }
      }
    }
    return BigInteger.valueOf(nano).multiply(WEI_PER_NANO);
  }

  private static Optional<JsonNode> find(JsonNode all, Account account) {
    for (JsonNode one : all) {
      if (one.path("account").asString("").equals(account.toString())) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  private static long setVersion(URI address) throws IOException, InterruptedException {
    return json(address, "/v1/validators").path("set").path("version").asLong(0);
  }

  @Test
  void whoStakesEarnsWhatTheOutcomesListAndWhoDoesNotSignEarnsNothing() throws Exception {
    ChildNode node = start();
    URI address = node.address();
    DataDirectory directory = new DataDirectory(data);
    Account validator = account(directory.validatorKey());
    Account test = account(directory.testAccountKey());

    // The test account stakes with the node, which so keeps two thirds when the test account
    // becomes
    // a validator too, one that nobody runs.
    Said tooSmall = run("stake", "10");
    assertThat(tooSmall.code()).isNotZero();
    assertThat(tooSmall.error()).contains("at least 1000 tokens");
    JsonNode staked = done("delegate", validator.toString(), "4000");
    assertThat(wei(staked, "stakedWei")).isEqualTo(TOKEN.multiply(BigInteger.valueOf(4_000)));
    JsonNode joined = done("stake", "1000", "--commission", "10");
    assertThat(wei(joined, "ownWei")).isEqualTo(TOKEN.multiply(BigInteger.valueOf(1_000)));
    assertThat(joined.path("candidate").asBoolean()).isTrue();
    assertThat(joined.path("commissionPpm").asLong()).isEqualTo(100_000);
    Said nobody = run("delegate", "0x" + "1".repeat(40), "1");
    assertThat(nobody.code()).isNotZero();
    assertThat(nobody.error()).contains("is no validator");

    // The node opens the next set by itself; from then on stake earns, and silence is counted.
    node.await("another set of validators", () -> setVersion(address) >= 2);
    node.await(
        "the silent one to miss an epoch",
        () ->
            find(json(address, "/v1/validators").path("validators"), test)
                .filter(one -> one.path("missedEpochs").asLong() > 0)
                .isPresent());
    node.await(
        "both to have something to claim",
        () -> {
          JsonNode claims = json(address, "/v1/claims").path("claims");
          return find(claims, validator).isPresent() && find(claims, test).isPresent();
        });
    for (Account account : List.of(validator, test)) {
      JsonNode proof = json(address, "/v1/accounts/" + account + "/claim");
      assertThat(wei(proof, "cumulativeWei"))
          .isPositive()
          .isEqualTo(listed(account, proof.path("epoch").asLong()));
      JsonNode paid = done("claim", "--account", account.toString()).path(0);
      assertThat(wei(paid, "afterWei").subtract(wei(paid, "beforeWei")))
          .isEqualTo(wei(paid, "paidWei"))
          .isGreaterThanOrEqualTo(wei(proof, "cumulativeWei"));
      assertThat(paidUpToSomeEpoch(account, wei(paid, "paidWei"))).isTrue();
    }

    JsonNode all = done("validators");
    JsonNode silent = find(all, test).orElseThrow();
    assertThat(silent.path("set").asString("")).isEqualTo("in");
    assertThat(silent.path("signedEpochs").asLong()).isZero();
    assertThat(wei(silent, "earnedWei")).isZero();
    JsonNode earning = find(all, validator).orElseThrow();
    assertThat(wei(earning, "delegatedWei")).isEqualTo(TOKEN.multiply(BigInteger.valueOf(4_000)));
    assertThat(wei(earning, "earnedWei")).isPositive();
    assertThat(done("audit", "latest")).isNotNull();
  }

  /** Whether {@code wei} is what the lines of all epochs up to one of them add up to. */
  private boolean paidUpToSomeEpoch(Account account, BigInteger wei) throws IOException {
    long latest =
        new EpochArchive(new DirectoryArchive(new DataDirectory(data).archive()))
            .latest()
            .orElseThrow()
            .epoch();
    for (long epoch = 0; epoch <= latest; epoch++) {
      if (listed(account, epoch).equals(wei)) {
        return true;
      }
    }
    return false;
  }

  @Test
  @Tag("full")
  void stakeComesBackWholeAfterItsDelay() throws Exception {
    ChildNode node = start();
    URI address = node.address();
    Account validator = account(new DataDirectory(data).validatorKey());
    String with = validator.toString();
    done("delegate", with, "2000");
    node.await("another set of validators", () -> setVersion(address) == 2);

    JsonNode leaving = done("unstake", "500", "--validator", with);
    assertThat(wei(leaving, "leavingWei")).isEqualTo(TOKEN.multiply(BigInteger.valueOf(500)));
    assertThat(wei(leaving, "stakedWei")).isEqualTo(TOKEN.multiply(BigInteger.valueOf(1_500)));
    Said bound = run("unstake", "--validator", with);
    assertThat(bound.code()).isEqualTo(1);
    assertThat(bound.error()).contains("500 tokens are bound until");

    Said last = bound;
    for (int i = 0; i < MOST_TRIES && last.code() == 1; i++) {
      assertThat(node.endsWithin(2_000)).as(node.said()).isFalse();
      last = run("unstake", "--validator", with);
    }
    assertThat(last.code()).as(last.error()).isZero();
    assertThat(wei(last.document(), "paidWei")).isEqualTo(TOKEN.multiply(BigInteger.valueOf(500)));
    assertThat(wei(last.document(), "leavingWei")).isZero();
    assertThat(run("unstake", "--validator", with).error()).contains("is leaving");
  }
}
