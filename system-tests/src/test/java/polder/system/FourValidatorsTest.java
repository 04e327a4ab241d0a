package polder.system;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.system.Payments.claims;
import static polder.system.Payments.json;
import static polder.system.Payments.status;
import static polder.system.Payments.wei;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.app.DataDirectory;
import polder.app.LocalValidators;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One command starts a network that four validators sign, each a process that dies and comes back.
 */
@Tag("full")
class FourValidatorsTest {
  @TempDir Path folder;
  private final List<ChildNode> children = new ArrayList<>();
  private DataDirectory data;
  private Payments payments;

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
    data = new DataDirectory(folder.resolve("data"));
    payments = new Payments(data.root());
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    for (ChildNode child : children) {
      child.close();
    }
  }

  @Test
  void itPaysStopsWhenTwoOfFourAreGoneAndGoesOnWithThree() throws Exception {
    payments.shortenProbation();
    ChildNode first = start("--epoch", "2s", "--validators", "4");
    URI address = first.address();
    first.await(
        "all four to sign", () -> signers(address).size() == 4 && leastSigned(address) >= 2);
    first.await("an epoch to be final", () -> status(address).path("final").asLong(-1) >= 2);
    assertThat(signers(address))
        .as("the node alone signs nothing, and all weigh the same")
        .allSatisfy(signer -> {
          assertThat(signer.path("account")).isNotEqualTo(status(address).path("validator"));
          assertThat(wei(signer, "weightWei")).isEqualTo(wei(signers(address).get(0), "weightWei"));
        });
    aFreshOneComesToTheSameFilesFromAValidatorsMirror();

    first.await("somebody to have something to claim", () -> claims(address).size() > 0);
    Account owner = Account.parse(claims(address).get(0).path("account").asString(""));
    JsonNode paid = payments.claim(owner);
    assertThat(wei(paid, "beforeWei")).isZero();
    assertThat(wei(paid, "afterWei")).isPositive();
    assertThat(payments.listedOnceUpTo(owner, wei(paid, "afterWei"))).isPresent();

    // One is killed: the node starts it again.
    long before = pid(one(1));
    kill(one(1));
    first.await("it to be back", () -> pid(one(1)) != before);
    assertThat(first.said()).contains("validator 1 ended with");

    // Two are gone for longer.
    for (DataDirectory gone : List.of(one(3), one(4))) {
      Files.createFile(gone.root().resolve("off"));
      kill(gone);
    }
    first.await("it to say so", () -> trouble(address).contains("no finality"));
    assertThat(trouble(address))
        .contains("2 of 4 validators with 50% of the stake", "two thirds", account(one(3)));
    assertThat(payments.polder("status")).contains("no finality: epoch", account(one(4)));
    first.await("who is silent", () -> silent(address).size() == 2);
    assertThat(silent(address)).containsExactlyInAnyOrder(account(one(3)), account(one(4)));
    assertThat(payments.polder("status")).contains("SILENT");

    // The node dies too, and with it what it was sent; who signed sends again.
    long stuck = status(address).path("final").asLong();
    first.kill();
    Files.delete(data.attestations());
    ChildNode second = start();
    URI back = second.address();
    second.await("both signatures", () -> attested(back, stuck + 1) == 2);
    assertThat(status(back).path("final").asLong()).isEqualTo(stuck);
    long sealed = status(back).path("sealed").asLong();
    assertThat(sealed).isGreaterThan(stuck + 5);

    Files.delete(one(3).root().resolve("off"));
    second.await("the backlog to be final", () -> status(back).path("final").asLong() > sealed);
    second.await(
        "all that was earned to be paid",
        () -> {
          JsonNode more = payments.claim(owner);
          return status(back).path("released").asLong() > sealed
              && payments.listedOnceUpTo(owner, wei(more, "afterWei")).isPresent();
        });
    assertThat(status(back).has("trouble")).as(status(back).toString()).isFalse();
    second.stop();
    assertThat(ProcessHandle.of(pid(one(3))).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private void aFreshOneComesToTheSameFilesFromAValidatorsMirror() throws Exception {
    DataDirectory fresh = new DataDirectory(folder.resolve("fresh"));
    List<String> words = new ArrayList<>(List.of("validator", "--port", "0"));
    words.addAll(List.of("--node", said(one(2)).path("url").asString("")));
    words.addAll(List.of("--data", fresh.root().toString()));
    ChildNode validator = ChildNode.run(fresh.root(), words);
    children.add(validator);
    DirectoryArchive computed = new DirectoryArchive(fresh.archive());
    validator.await(
        "two epochs",
        () -> new EpochArchive(computed).latest().filter(at -> at.epoch() >= 1).isPresent());
    DirectoryArchive sealed = new DirectoryArchive(data.archive());
    for (Position at : List.of(new Position(0, 0), new Position(1, 0))) {
      for (String path :
          List.of(
              ArchivePaths.header(at.epoch(), at.attempt()),
              ArchivePaths.inputs(at.epoch(), at.attempt()),
              ArchivePaths.outcome(at.epoch(), at.attempt()))) {
        assertThat(computed.read(path)).as(path).isPresent().isEqualTo(sealed.read(path));
      }
    }
    validator.stop();
  }

  private ChildNode start(String... more) throws IOException {
    ChildNode node = ChildNode.startWithChain(data.root(), more);
    children.add(node);
    return node;
  }

  private DataDirectory one(int number) {
    return LocalValidators.of(data).get(number - 1);
  }

  private static String account(DataDirectory validator) throws IOException {
    return Secp256k1.account(KeyFile.owner(validator.validatorKey())).toString();
  }

  /** What a running validator says where it is. */
  private static JsonNode said(DataDirectory validator) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(validator.nodeFile()));
  }

  private static long pid(DataDirectory validator) throws IOException {
    return Files.exists(validator.nodeFile()) ? said(validator).path("pid").asLong() : 0;
  }

  private static void kill(DataDirectory validator) throws Exception {
    ProcessHandle process = ProcessHandle.of(pid(validator)).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(1, TimeUnit.MINUTES);
  }

  private static JsonNode signers(URI node) throws IOException, InterruptedException {
    return status(node).path("signers");
  }

  private static long leastSigned(URI node) throws IOException, InterruptedException {
    long least = Long.MAX_VALUE;
    for (JsonNode signer : signers(node)) {
      least = Math.min(least, signer.path("latest").asLong());
    }
    return least;
  }

  private static Set<String> silent(URI node) throws IOException, InterruptedException {
    Set<String> silent = new HashSet<>();
    for (JsonNode signer : signers(node)) {
      if (signer.path("silent").asBoolean()) {
        silent.add(signer.path("account").asString(""));
      }
    }
    return silent;
  }

  private static String trouble(URI node) throws IOException, InterruptedException {
    return status(node).path("trouble").asString("");
  }

  /** How many signatures of an epoch the node has. */
  private static int attested(URI node, long epoch) throws IOException, InterruptedException {
    return json(node, "/v1/attestations/" + epoch).path("attestations").size();
  }
}
