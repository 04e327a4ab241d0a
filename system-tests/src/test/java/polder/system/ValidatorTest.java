package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.WalletFile;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.app.cli.AuditCommand;
import polder.app.cli.ExitCode;
import polder.app.cli.PolderCommand;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeLeaf;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Eip712;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A stranger's machine signs what it computed itself, nothing else, and nothing twice. */
class ValidatorTest {
  private static final int HOURS = 8;
  private static final long CHAIN = 31_337;
  private static final String CONTRACT = "0x00000000000000000000000000000000000000aa";
  private static final String TOKEN = "0x00000000000000000000000000000000000000bb";
  private static final String PASSWORD = "correct horse";

  @TempDir static Path shared;
  @TempDir Path folder;
  private final List<ChildNode> children = new ArrayList<>();
  private final List<HandMadeNode> nodes = new ArrayList<>();
  private final Wallet wallet = Wallet.random();

  @BeforeAll
  static void replay() throws IOException, InterruptedException {
    Recorded.simulated(shared, 30, HOURS).replay(replayed());
  }

  private static DataDirectory replayed() {
    return new DataDirectory(shared.resolve("node"));
  }

  @BeforeEach
  void makeKey() throws IOException {
    WalletFile.create(folder.resolve("key.json"), wallet, PASSWORD.toCharArray());
    Files.writeString(folder.resolve("password"), PASSWORD + "\n", StandardCharsets.UTF_8);
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    for (ChildNode child : children) {
      child.close();
    }
    nodes.forEach(HandMadeNode::close);
  }

  @Test
  void itSignsTheHeadersOfANodeEachOnceThoughItIsKilledAndTheReceiverIsBusy() throws Exception {
    DataDirectory data = new DataDirectory(folder.resolve("node"));
    ManifestFolder manifests = new ManifestFolder(data.manifests());
    manifests.createDeployment("validated", "1s", System.currentTimeMillis());
    manifests.createNetwork("demo", "demo");
    Files.writeString(
        manifests.deploymentFile(),
        "settlement:\n  contract: '" + CONTRACT + "'\n  token: '" + TOKEN + "'\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.APPEND);
    ChildNode node = child(ChildNode.start(data.root()));
    URI address = node.address();
    HandMadeNode receiver = node(folder.resolve("nothing"), path -> true);

    ChildNode validator = validator(address, receiver.address());
    validator.await("three signatures", () -> receiver.taken().size() >= 3);
    receiver.busy(true);
    validator.await("one unanswered", () -> !receiver.unanswered().isEmpty());
    validator.kill();
    receiver.busy(false);
    long before = receiver.taken().size();
    ChildNode again = validator(address, receiver.address());
    again.await("more signatures", () -> receiver.taken().size() >= before + 4);
    assertThat(again.said()).contains("goes on after epoch");

    EpochArchive archive = new EpochArchive(new DirectoryArchive(data.archive()));
    Map<Long, JsonNode> signed = new HashMap<>();
    for (JsonNode one : both(receiver)) {
      long epoch = one.path("epoch").asLong(-1);
      JsonNode other = signed.putIfAbsent(epoch, one);
      assertThat(other == null || other.equals(one)).as("epoch " + epoch).isTrue();
      EpochHeader header = archive.header(new EpochArchive.Position(epoch, 0)).header();
      assertThat(one.path("header").asString("")).isEqualTo("0x" + header.hash().toHex());
      assertThat(signer(header, one)).contains(wallet.account());
    }
    long last = signed.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
    assertThat(signed).as("no epoch is left out").hasSize((int) last + 1);
    assertThat(taken(receiver)).contains(epoch(receiver.unanswered().getFirst()));

    assertThat(audit("0.." + last, "--archive", served(), "--from-genesis")).contains("same roots");
  }

  private static List<JsonNode> both(HandMadeNode receiver) {
    return Stream.concat(receiver.taken().stream(), receiver.unanswered().stream()).toList();
  }

  private static List<Long> taken(HandMadeNode receiver) {
    return receiver.taken().stream().map(ValidatorTest::epoch).toList();
  }

  private static long epoch(JsonNode signature) {
    return signature.path("epoch").asLong(-1);
  }

  /** Who signed, by EIP-2098 and EIP-712. */
  private static Optional<Account> signer(EpochHeader header, JsonNode signature) {
    byte[] compact = Bytes.fromHex(signature.path("signature").asString("").substring(2)).toArray();
    byte[] full = Arrays.copyOf(compact, Secp256k1.SIGNATURE_SIZE);
    full[64] = (byte) ((compact[32] & 0x80) == 0 ? 27 : 28);
    full[32] &= 0x7f;
    SettlementContracts contracts =
        new SettlementContracts(Account.parse(CONTRACT), Account.parse(TOKEN));
    Hash digest = Eip712.digest(contracts.domain(CHAIN), header.typed());
    return Secp256k1.recover(digest, full);
  }

  @Test
  void aChangedWeightIsRefusedTheGroupNamedAndAnHonestNodeFollowed() throws Exception {
    Path forged = folder.resolve("forged");
    copy(replayed().archive(), forged);
    OutcomeLeaf.Reward victim = Forgery.lowerAWeight(forged, KeyFile.device(replayed().nodeKey()));
    HandMadeNode liar = node(forged, path -> true);
    HandMadeNode honest = node(replayed().archive(), path -> true);

    ChildNode alone = validator(liar.address());
    alone.await("a refusal", () -> alone.said().contains("REFUSED"));

    assertThat(alone.said())
        .contains("group", victim.group().toString(), victim.network(), victim.device().did());
    assertThat(latest()).as("the one before").isEqualTo(HOURS - 2);
    assertThat(audit("0.." + (HOURS - 2), "--archive", served())).contains("same roots");
    try (Stream<Path> kept = Files.walk(new DataDirectory(data()).findings())) {
      assertThat(kept.map(file -> file.getFileName().toString()))
          .contains("header.cose", "inputs.cbor", "outcome.cbor")
          .anyMatch(name -> name.startsWith("report-"));
    }
    alone.stop();

    ChildNode both = validator(liar.address(), honest.address());
    both.await("the double seal", () -> both.said().contains("SEALED TWICE"));
    assertThat(latest()).isEqualTo(HOURS - 1);
    assertThat(new DataDirectory(data()).findings().resolve("sealed-twice")).isDirectory();
  }

  @Test
  void aRaisedAttemptTakesThePlaceOfTheEpochAndALowerOneDoesNot() throws Exception {
    Path archive = folder.resolve("again");
    copy(replayed().archive(), archive);
    HandMadeNode node = node(archive, path -> true);
    HandMadeNode behind = node(replayed().archive(), path -> true);
    ChildNode validator = validator(node.address(), behind.address());
    validator.await("all epochs", () -> latest() == HOURS - 1);

    Forgery.closeAgain(archive, KeyFile.device(replayed().nodeKey()));

    validator.await("it", () -> validator.said().contains("attempt 1 verified"));
    assertThat(audit("latest", "--archive", served())).contains("same roots");
    assertThat(new EpochArchive(new DirectoryArchive(new DataDirectory(data()).archive())).latest())
        .contains(new EpochArchive.Position(HOURS - 1, 1));
    validator.stop();
    ChildNode again = validator(behind.address());
    again.await("its start", () -> again.said().contains("goes on after epoch"));
    assertThat(again.said()).doesNotContain("SEALED TWICE");
  }

  @Test
  void withoutOutcomesOrFromASnapshotItComesToTheSameRoots() throws Exception {
    HandMadeNode honest = node(replayed().archive(), path -> !path.contains("outcome"));
    ChildNode validator = validator(honest.address());
    validator.await("all epochs", () -> latest() == HOURS - 1);
    for (long epoch = 0; epoch < HOURS; epoch++) {
      for (String path :
          List.of(
              ArchivePaths.header(epoch, 0),
              ArchivePaths.inputs(epoch, 0),
              ArchivePaths.outcome(epoch, 0))) {
        assertThat(new DataDirectory(data()).archive().resolve(path))
            .hasSameBinaryContentAs(replayed().archive().resolve(path));
      }
    }
    validator.stop();

    Path second = folder.resolve("second");
    List<String> words = new ArrayList<>(List.of("validator", "--from-snapshot"));
    words.addAll(List.of("--node", honest.address().toString(), "--port", "0"));
    words.addAll(List.of("--data", second.toString()));
    ChildNode quick = child(ChildNode.run(second, words));
    DirectoryArchive archive = new DirectoryArchive(new DataDirectory(second).archive());
    quick.await(
        "the newest epoch",
        () -> new EpochArchive(archive).latest().filter(at -> at.epoch() == HOURS - 1).isPresent());
    assertThat(quick.said()).contains("begins with the state after epoch 5");
    assertThat(archive.read(ArchivePaths.header(4, 0))).isEmpty();
  }

  private Path data() {
    return folder.resolve("validator");
  }

  private long latest() throws IOException {
    return new EpochArchive(new DirectoryArchive(new DataDirectory(data()).archive()))
        .latest()
        .map(EpochArchive.Position::epoch)
        .orElse(-1L);
  }

  private ChildNode validator(URI... follows) throws IOException {
    List<String> words = new ArrayList<>(List.of("validator", "--data", data().toString()));
    for (URI one : follows) {
      words.addAll(List.of("--node", one.toString()));
    }
    words.addAll(List.of("--port", "0", "--key", folder.resolve("key.json").toString()));
    words.addAll(List.of("--password-file", folder.resolve("password").toString()));
    return child(ChildNode.run(data(), words));
  }

  private ChildNode child(ChildNode child) {
    children.add(child);
    return child;
  }

  private HandMadeNode node(Path archive, Predicate<String> shown) throws IOException {
    HandMadeNode node = new HandMadeNode(archive, shown);
    nodes.add(node);
    return node;
  }

  /** Where the validator serves its mirror. */
  private String served() throws IOException {
    String said = Files.readString(new DataDirectory(data()).nodeFile(), StandardCharsets.UTF_8);
    return JsonMapper.shared().readTree(said).path("url").asString("") + "/v1/archive";
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static String audit(String... words) {
    List<String> arguments = new ArrayList<>(List.of("audit"));
    arguments.addAll(List.of(words));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(all, true, StandardCharsets.UTF_8);
    ExitCode code =
        PolderCommand.run(arguments, List.of(new AuditCommand()), stream, stream, false);
    return code + " " + all.toString(StandardCharsets.UTF_8);
  }
}
