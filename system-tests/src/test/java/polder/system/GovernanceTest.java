package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.evm.EvmChain;
import polder.adapters.evm.JsonRpc;
import polder.adapters.evm.RpcLimits;
import polder.adapters.evm.Sender;
import polder.adapters.evm.SenderLimits;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.contracts.Contracts;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.agent.NodeClient;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.app.cli.AuditCommand;
import polder.app.cli.ExitCode;
import polder.app.cli.ExplainCommand;
import polder.app.cli.PolderCommand;
import polder.app.cli.ProposalsCommand;
import polder.app.cli.ProposeCommand;
import polder.app.cli.VoteCommand;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeLeaf;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.ports.chain.Progress;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.Eip712;
import polder.protocol.identity.Account;
import polder.protocol.manifest.Manifests;
import polder.protocol.settlement.SettlementContracts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The rules change by vote, from the announced epoch on, and in no other way. */
@Tag("full")
class GovernanceTest {
  private static final String SHARE = "share: 0.01 ";

  @TempDir Path folder;
  private final List<ChildNode> children = new ArrayList<>();
  private final List<HandMadeNode> liars = new ArrayList<>();
  private Path data;

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
    data = folder.resolve("data");
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    liars.forEach(HandMadeNode::close);
    for (ChildNode child : children) {
      child.anvil().ifPresent(ProcessHandle::destroy);
      child.close();
    }
  }

  @Test
  void aVoteChangesAnEmissionShareFromTheAnnouncedEpochAndNothingElseDoes() throws Exception {
    Path manifests = new DataDirectory(data).manifests();
    Files.createDirectories(manifests);
    Files.writeString(manifests.resolve("demo.yaml"), template(), StandardCharsets.UTF_8);
    ChildNode node = child(ChildNode.startWithChain(data, "--epoch", "3s"));
    URI address = node.address();
    node.await(
        "an epoch to be final", () -> json(address, "/v1/settlement").path("final").asLong(-1) > 0);
    String rpc = json(address, "/v1/settlement").path("rpc").asString("");
    ChildNode validator = validator(folder.resolve("validator"), address, rpc);

    // An edit of a copy is proposed, and voted for.
    Path changed = folder.resolve("changed");
    copy(manifests, changed);
    edit(changed.resolve("demo.yaml"), SHARE, "share: 0.02 ");
    JsonNode proposed = said("propose", "--rules", changed.toString(), "--data", data.toString());
    String id = proposed.path("proposal").asString("");
    long from = proposed.path("fromEpoch").asLong();
    Hash voted = Hash.fromHex(proposed.path("manifests").asString(""));
    assertThat(run("proposals", id.substring(0, 12), "--data", data.toString()))
        .contains("demo.pay.share: 0.01 → 0.02");
    node.await("the vote to begin", () -> begins(proposed) || !state(address).equals("pending"));
    JsonNode vote = said("vote", id.substring(0, 12), "for", "--data", data.toString());
    assertThat(vote.path("stakeWei").asString("")).hasSizeGreaterThan(18);
    node.await("it to be executed", () -> state(address).equals("executed"));
    assertThat(ChildNode.latestEpoch(address)).isLessThan(from);
    validator.await(
        "the validator to have the rules",
        () -> Files.exists(archive(folder.resolve("validator"), ArchivePaths.manifests(voted))));

    // In force from exactly the announced epoch, on the chain too.
    node.await(
        "final epochs under them",
        () -> json(address, "/v1/settlement").path("final").asLong(-1) > from);
    EpochArchive archive =
        new EpochArchive(new DirectoryArchive(new DataDirectory(data).archive()));
    Manifests before = archive.manifests(header(archive, from - 1));
    assertThat(header(archive, from - 1).manifests()).isNotEqualTo(voted);
    assertThat(header(archive, from).manifests()).isEqualTo(voted);
    assertThat(header(archive, from + 1).manifests()).isEqualTo(voted);
    String device = rewarded(archive, from);
    assertThat(explained(device, from - 1).path("sharePpm").asLong()).isEqualTo(10_000);
    assertThat(explained(device, from).path("sharePpm").asLong()).isEqualTo(20_000);
    assertThat(explained(device, from).path("poolNano").asLong())
        .isBetween(
            2 * explained(device, from - 1).path("poolNano").asLong(),
            2 * explained(device, from - 1).path("poolNano").asLong() + 1);
    validator.await("the validator to follow", () -> mirrored(folder.resolve("validator")) > from);
    assertThat(validator.said()).doesNotContain("REFUSED");
    assertThat(
            run(
                "audit",
                "0.." + (from + 1),
                "--from-genesis",
                "--archive",
                new DataDirectory(data).archive().toString()))
        .contains("same roots");

    // Who closes by the old rules from then on is refused, here and on the chain.
    foreignRulesAreRefused(node, address, rpc, before);

    // The folder still has the old rules: a restart says so and changes nothing.
    node.stop();
    ChildNode again = child(ChildNode.startWithChain(data, "--no-demo"));
    URI back = again.address();
    long next = ChildNode.latestEpoch(back) + 2;
    again.await("an epoch after the restart", () -> ChildNode.latestEpoch(back) >= next);
    again.await("it to say so", () -> again.said().contains("NOT in force"));
    assertThat(header(archive, next).manifests()).isEqualTo(voted);
    again.await("no trouble", () -> !json(back, "/v1/settlement").has("trouble"));
  }

  private void foreignRulesAreRefused(ChildNode node, URI address, String rpc, Manifests foreign)
      throws Exception {
    JsonNode settled = json(address, "/v1/settlement");
    SettlementContracts contracts =
        new SettlementContracts(
            Account.parse(settled.path("settlement").asString("")),
            Account.parse(settled.path("token").asString("")));
    Contracts compiled = Contracts.read();
    try (JsonRpc asked =
        new JsonRpc(List.of(URI.create(rpc)), OptionalLong.of(31_337), RpcLimits.USUAL)) {
      EvmSettlement settlement =
          new EvmSettlement(new EvmChain(asked, 0), contracts, compiled, EvmSettlement.Gas.BOUNDED);
      // The node is stopped where it has sealed nothing that is not final, as a liar would like it.
      long sealed = suspendWhenAllIsFinal(node, settlement);
      Path forged = folder.resolve("forged");
      copy(new DataDirectory(data).archive(), forged);
      EpochHeader lie =
          Forgery.closeNext(forged, KeyFile.device(new DataDirectory(data).nodeKey()), foreign);
      assertThat(lie.epoch()).isEqualTo(sealed + 1);

      HandMadeNode liar = new HandMadeNode(forged, path -> true);
      liars.add(liar);
      ChildNode validator = validator(folder.resolve("second"), liar.address(), rpc);
      validator.await("a refusal", () -> validator.said().contains("REFUSED"));
      assertThat(validator.said())
          .contains("epoch " + lie.epoch(), "other rules than the chain has");
      assertThat(mirrored(folder.resolve("second"))).isEqualTo(sealed);

      Wallet founder = Wallet.of(KeyFile.owner(new DataDirectory(data).validatorKey()));
      Wallet stranger = Wallet.of(KeyFile.owner(new DataDirectory(data).testAccountKey()));
      Hash digest = Eip712.digest(contracts.domain(31_337), lie.typed());
      Bytes signature = CompactSignature.of(founder.sign(digest));
      try (Sender sender =
          new Sender(
              asked,
              stranger,
              compiled.reasons(),
              SenderLimits.usual().withConfirmations(0),
              folder.resolve("transactions"))) {
        var intent = settlement.finalise(List.of(lie.typed()), 1, signature);
        sender.submit(intent);
        validator.await(
            "the contract's answer",
            () ->
                sender.advance() != null && sender.progress(intent.label()).orElseThrow().isOver());
        assertThat(sender.progress(intent.label()).orElseThrow())
            .isInstanceOfSatisfying(
                Progress.Failed.class,
                failed -> assertThat(failed.reason()).contains("WrongRules"));
      }
      node.resume();
      node.await("the true epoch to be final", () -> settlement.head().next() > lie.epoch());
    }
  }

  /** Stops the node's process where it stands; gives the latest epoch, which is final. */
  private long suspendWhenAllIsFinal(ChildNode node, EvmSettlement settlement) throws Exception {
    EpochArchive archive =
        new EpochArchive(new DirectoryArchive(new DataDirectory(data).archive()));
    List<Long> found = new ArrayList<>();
    node.await(
        "the node to stand where all is final",
        () -> {
          node.suspend();
          long latest = archive.latest().map(Position::epoch).orElse(-1L);
          if (latest >= 0 && settlement.head().next() == latest + 1) {
            found.add(latest);
            return true;
          }
          node.resume();
          return false;
        });
    return found.getLast();
  }

  private ChildNode child(ChildNode child) {
    children.add(child);
    return child;
  }

  private ChildNode validator(Path place, URI follows, String rpc) throws IOException {
    return child(
        ChildNode.run(
            place,
            List.of(
                "validator",
                "--data",
                place.toString(),
                "--node",
                follows.toString(),
                "--rpc",
                rpc,
                "--port",
                "0")));
  }

  private static long mirrored(Path place) throws IOException {
    return new EpochArchive(new DirectoryArchive(new DataDirectory(place).archive()))
        .latest()
        .map(Position::epoch)
        .orElse(-1L);
  }

  private static Path archive(Path place, String path) {
    return new DataDirectory(place).archive().resolve(path);
  }

  private static EpochHeader header(EpochArchive archive, long epoch) throws IOException {
    return archive.header(new Position(epoch, 0)).header();
  }

  /** A device that is paid for in the epoch before as well. */
  private static String rewarded(EpochArchive archive, long epoch) throws IOException {
    List<String> before = paid(archive, epoch - 1);
    return paid(archive, epoch).stream().filter(before::contains).findFirst().orElseThrow();
  }

  private static List<String> paid(EpochArchive archive, long epoch) throws IOException {
    List<String> devices = new ArrayList<>();
    for (OutcomeLeaf leaf : archive.outcome(header(archive, epoch))) {
      if (leaf instanceof OutcomeLeaf.Reward reward) {
        devices.add(reward.device().did());
      }
    }
    return devices;
  }

  private JsonNode explained(String device, long epoch) throws IOException {
    return said("explain", device, Long.toString(epoch), "--data", data.toString())
        .path("rewards")
        .path(0);
  }

  private static boolean begins(JsonNode proposed) {
    return System.currentTimeMillis() / 1_000 > proposed.path("voteStartSeconds").asLong() + 1;
  }

  private static String state(URI node) throws IOException, InterruptedException {
    return json(node, "/v1/proposals").path("proposals").path(0).path("state").asString("");
  }

  private static JsonNode json(URI node, String path) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(node)) {
      return JsonMapper.shared().readTree(client.get(path).toArray());
    }
  }

  private static String template() throws IOException {
    try (InputStream stream =
        ManifestFolder.class.getResourceAsStream("/polder/manifests/demo.yaml")) {
      return new String(
          Optional.ofNullable(stream).orElseThrow().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void edit(Path file, String from, String to) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to), StandardCharsets.UTF_8);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static String run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        PolderCommand.run(
            List.of(words),
            List.of(
                new AuditCommand(),
                new ExplainCommand(),
                new ProposalsCommand(),
                new ProposeCommand(),
                new VoteCommand()),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.DONE);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode said(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--json");
    return JsonMapper.shared().readTree(run(all.toArray(String[]::new)));
  }
}
