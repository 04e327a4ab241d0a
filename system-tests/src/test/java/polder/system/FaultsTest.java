package polder.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.WalletFile;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.adapters.rocksdb.RocksStore;
import polder.agent.NodeClient;
import polder.app.DataDirectory;
import polder.app.cli.ChallengeCommand;
import polder.app.cli.DeviceCommand;
import polder.app.cli.ExitCode;
import polder.app.cli.PolderCommand;
import polder.app.cli.StatusCommand;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.ports.chain.Intent;
import polder.ports.chain.Settlement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Eip712;
import polder.protocol.identity.Account;
import polder.protocol.merkle.PayoutLeaf;
import polder.protocol.merkle.StandardMerkleTree;
import polder.protocol.settlement.SettlementContracts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lies are proven by anyone and cost the bond: real processes on a real chain. */
@Tag("full")
class FaultsTest {
  private static final String PASSWORD = "correct horse";

  /** What the founder of a development chain has bonded, and a reporter's part of it. */
  private static final BigInteger BOND = ChainHands.TOKEN.multiply(BigInteger.valueOf(1_000));

  private static final BigInteger SHARE = ChainHands.TOKEN.multiply(BigInteger.valueOf(50));

  @TempDir Path folder;
  private final List<ChildNode> children = new ArrayList<>();
  private final List<AutoCloseable> closed = new ArrayList<>();
  private DataDirectory data;

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
    data = new DataDirectory(folder.resolve("data"));
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : closed.reversed()) {
      one.close();
    }
    for (ChildNode child : children.reversed()) {
      child.anvil().ifPresent(ProcessHandle::destroy);
      child.close();
    }
  }

  @Test
  void aNodeThatDropsWhatItAcknowledgedIsSlashedByTheReceipt() throws Exception {
    ChildNode node = up("3s");
    Path receipt = acknowledgedAndLost(node);

    ChildNode again = up("3s");
    again.address();
    Path challenge = folder.resolve("challenge.json");
    List<String> words = List.of("challenge", "lost", "--receipt", receipt.toString(), "--json");
    again.await("the receipt to be due", () -> run(challenge, onData(words, data)) == 0);

    JsonNode lost = read(challenge).path("lost").path(0);
    assertThat(lost.path("validator").asString("")).isEqualTo(founder().account().toString());
    assertThat(lost.path("bondedWei").asString("")).isEqualTo(BOND.toString());
    assertThat(lost.path("leftWei").asString("")).isEqualTo("0");
    assertThat(lost.path("rewardWei").asString("")).isEqualTo(SHARE.toString());
    assertThat(run(challenge, onData(words, data))).as("it costs the bond once").isEqualTo(1);
  }

  /** A message that has its receipt and is gone: what a node did that lost or dropped it. */
  private Path acknowledgedAndLost(ChildNode first) throws Exception {
    ChildNode node = first;
    for (int attempt = 0; ; attempt++) {
      URI address = node.address();
      node.await("an epoch to be final", () -> status(address).path("final").asLong(-1) >= 0);
      Path receipt = folder.resolve("receipt-" + attempt + ".json");
      List<String> words =
          List.of(
              "device",
              "enroll",
              "--network",
              "demo",
              "--json",
              "--key",
              folder.resolve("device-" + attempt + ".key").toString(),
              "--owner",
              folder.resolve("owner.key").toString(),
              "--lat",
              "52.37",
              "--lon",
              "4.89");
      assertThat(run(receipt, onData(words, data))).isZero();
      node.kill();
      Hash message = Hash.fromHex(read(receipt).path("message").asString(""));
      if (forget(message)) {
        return receipt;
      }
      // Its epoch was cut already.
      node = up("3s");
    }
  }

  /** Takes a message out of the journal of a node that is down; not if an epoch has it. */
  private boolean forget(Hash message) throws IOException {
    Path fresh = folder.resolve("journal");
    List<Entry> entries = new ArrayList<>();
    List<Cut> cuts = new ArrayList<>();
    Map<Bytes, Optional<Bytes>> state = new LinkedHashMap<>();
    Optional<Bytes> header;
    try (RocksStore old = RocksStore.open(data.store())) {
      assertThat(old.journal().begin()).isZero();
      old.journal().read(0, old.journal().end(), entries::add);
      for (long epoch = 0; old.journal().cut(epoch).isPresent(); epoch++) {
        cuts.add(old.journal().cut(epoch).orElseThrow());
      }
      header = old.state().load((key, value) -> state.put(key, Optional.of(value)));
    }
    long sealed = cuts.getLast().endOffset();
    if (entries.stream().limit(sealed).anyMatch(entry -> entry.message().equals(message))) {
      return false;
    }
    assertThat(entries.removeIf(entry -> entry.message().equals(message))).isTrue();
    try (RocksStore store = RocksStore.open(fresh)) {
      store.journal().append(List.of(new Batch(entries, Bytes.EMPTY)));
      for (Cut cut : cuts) {
        store.journal().cut(cut);
      }
      store.state().commit(header.orElseThrow(), List.copyOf(state.entrySet()));
    }
    Files.move(data.store(), folder.resolve("journal-before"));
    Files.move(fresh, data.store());
    return true;
  }

  @Test
  void aValidatorMadeToSignTwiceIsSlashedByAStranger() throws Exception {
    ChildNode node = up("3s");
    URI address = node.address();
    node.await("two epochs to be final", () -> status(address).path("final").asLong(-1) >= 1);
    Path forged = folder.resolve("forged");
    copyUpTo(ChildNode.latestEpoch(address), forged);
    EpochHeader second = Forgery.closeTwice(forged, KeyFile.device(data.nodeKey()));
    HandMadeNode liar = liar(forged);

    // The key of the node's validator again, with a data directory of its own.
    Path key = keyFile("founder", founder());
    ChildNode twin = validator("twin", key, liar.address());
    twin.await(
        "its second signature",
        () ->
            liar.taken().stream().anyMatch(one -> one.toString().contains(second.hash().toHex())));
    ChildNode stranger =
        validator("stranger", keyFile("stranger", Wallet.random()), address, liar.address());
    DataDirectory found = new DataDirectory(folder.resolve("stranger"));
    Path evidence =
        found.findings().resolve("sealed-twice").resolve(second.epoch() + "-" + second.attempt());
    stranger.await("the evidence", () -> holdsSignatures(evidence));

    Path said = folder.resolve("challenge.json");
    List<String> words =
        List.of(
            "challenge",
            "double",
            evidence.toString(),
            "--json",
            "--rpc",
            rpc(address).toString(),
            "--key",
            data.testAccountKey().toString());
    node.await("the first header to be final", () -> run(said, onData(words, found)) == 0);
    JsonNode slashed = read(said).path("signedTwice").path(0);
    assertThat(slashed.path("validator").asString("")).isEqualTo(founder().account().toString());
    assertThat(slashed.path("leftWei").asString("")).isEqualTo("0");
    assertThat(slashed.path("rewardWei").asString("")).isEqualTo(SHARE.toString());
  }

  private static boolean holdsSignatures(Path evidence) throws IOException {
    if (!Files.isDirectory(evidence)) {
      return false;
    }
    try (Stream<Path> files = Files.list(evidence)) {
      return files.anyMatch(file -> file.toString().endsWith(".json"));
    }
  }

  @Test
  void aFalseRootOfTwoThirdsIsFrozenRefutedAndNotPaid() throws Exception {
    ChildNode node = up("2s");
    URI address = node.address();
    ChainHands hands = hands(address);
    EvmSettlement chain = hands.settlement();
    Wallet thief = Wallet.random();
    Wallet honest = Wallet.random();
    stake(hands, thief, honest);
    Path forged = folder.resolve("forged");
    HandMadeNode liar = liar(forged);
    ChildNode watch =
        validator("watch", keyFile("watch", honest), address, liar.address(), rpc(address), true);
    watch.await(
        "the founder alone to have no quorum",
        () ->
            chain.setOf(chain.head().next()) == 2
                && ChildNode.latestEpoch(address) >= chain.head().next());

    // Two thirds of the stake, in one hand, sign that all belongs to it.
    long epoch = chain.head().next();
    copyUpTo(epoch, forged);
    SettlementContracts contracts = contracts(address);
    PayoutLeaf leaf =
        new PayoutLeaf(
            status(address).path("chainId").asLong(),
            contracts.settlement().address(),
            contracts.token().address(),
            thief.account().address(),
            BigInteger.valueOf(1_000).multiply(BigInteger.TEN.pow(9)));
    EpochHeader header =
        Forgery.claim(
            forged,
            StandardMerkleTree.of(List.of(leaf)).root(),
            1_000,
            DeviceKey.ed25519(new byte[32]));
    ChainHands.Hand hand = hands.of(thief);
    hand.carryOut(finalise(chain, contracts, address, header, thief));
    assertThat(chain.head().hash()).isEqualTo(header.hash());
    Settlement.Claim claim = new Settlement.Claim(thief.account(), leaf.cumulativeWei(), List.of());

    watch.await("the challenge", () -> chain.head().disputed().equals(Optional.of(epoch)));
    assertThat(run(folder.resolve("status"), onData(List.of("status"), data))).isZero();
    assertThat(Files.readString(folder.resolve("status"))).contains("over epoch " + epoch);
    List<String> vote =
        List.of(
            "challenge",
            "vote",
            Long.toString(epoch),
            "refute",
            "--key",
            data.validatorKey().toString());
    assertThat(run(folder.resolve("vote"), onData(vote, data))).isZero();

    watch.await("the decision", () -> chain.head().disputed().isEmpty());
    assertThat(chain.head().next()).as("it is taken back").isEqualTo(epoch);
    assertThat(chain.head().attempt()).isEqualTo(1);
    assertThat(hands.bonded(thief.account())).isEqualTo(tokens(2_500));
    assertThat(hands.bonded(honest.account())).isEqualTo(tokens(1_000));
    assertThat(hands.tokens(honest.account()))
        .as("its bond, and its share")
        .isEqualTo(tokens(100 + 125));
    assertThatThrownBy(() -> hand.carryOut(chain.claim(List.of(claim))))
        .hasMessageContaining("BadProof");
    assertThat(hands.tokens(thief.account())).isZero();
  }

  /** The thief gets five of seven thousand, the rest stays with two honest ones. */
  private void stake(ChainHands hands, Wallet thief, Wallet honest) throws Exception {
    ChainHands.Hand rich = hands.of(Wallet.of(KeyFile.owner(data.testAccountKey())));
    rich.giveCoins(thief.account());
    rich.giveCoins(honest.account());
    ChainHands.Hand founder = hands.of(founder());
    founder.giveTokens(thief.account(), 5_000);
    founder.giveTokens(honest.account(), 1_100);
    hands.of(thief).register(5_000);
    hands.of(honest).register(1_000);
    for (int tries = 0; ; tries++) {
      try {
        rich.call(hands.staking(), "Staking", "openVersion");
        return;
      } catch (IOException tooSoon) {
        assertThat(tooSoon).hasMessageContaining("TooSoon");
        assertThat(tries).isLessThan(100);
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  private Intent finalise(
      EvmSettlement chain,
      SettlementContracts contracts,
      URI address,
      EpochHeader header,
      Wallet wallet)
      throws Exception {
    Hash digest =
        Eip712.digest(contracts.domain(status(address).path("chainId").asLong()), header.typed());
    List<Settlement.Member> members = chain.members(2);
    long bit = 0;
    for (int i = 0; i < members.size(); i++) {
      bit |= members.get(i).account().equals(wallet.account()) ? 1L << i : 0;
    }
    return chain.finalise(List.of(header.typed()), bit, CompactSignature.of(wallet.sign(digest)));
  }

  private static BigInteger tokens(long number) {
    return ChainHands.TOKEN.multiply(BigInteger.valueOf(number));
  }

  // ── what all need ────────────────────────────────────────────────────────────────────────────

  private ChildNode up(String epoch) throws IOException {
    return child(ChildNode.startWithChain(data.root(), "--epoch", epoch, "--no-demo"));
  }

  private ChildNode validator(String name, Path key, URI... nodes) throws IOException {
    return validator(name, key, List.of(nodes), List.of());
  }

  private ChildNode validator(
      String name, Path key, URI first, URI second, URI rpc, boolean challenges)
      throws IOException {
    return validator(
        name,
        key,
        List.of(first, second),
        challenges ? List.of("--challenge", "--rpc", rpc.toString()) : List.of());
  }

  private ChildNode validator(String name, Path key, List<URI> nodes, List<String> more)
      throws IOException {
    Path place = folder.resolve(name);
    List<String> words = new ArrayList<>(List.of("validator", "--data", place.toString()));
    for (URI one : nodes) {
      words.addAll(List.of("--node", one.toString()));
    }
    words.addAll(List.of("--port", "0", "--key", key.toString()));
    words.addAll(List.of("--password-file", folder.resolve("password").toString()));
    words.addAll(more);
    return child(ChildNode.run(place, words));
  }

  private ChildNode child(ChildNode child) {
    children.add(child);
    return child;
  }

  private HandMadeNode liar(Path archive) throws IOException {
    Files.createDirectories(archive);
    HandMadeNode liar = new HandMadeNode(archive, path -> true);
    closed.add(liar);
    return liar;
  }

  private ChainHands hands(URI address) throws Exception {
    ChainHands hands =
        new ChainHands(
            rpc(address),
            status(address).path("chainId").asLong(),
            contracts(address),
            folder.resolve("hands"));
    closed.add(hands);
    return hands;
  }

  private Wallet founder() throws IOException {
    return Wallet.of(KeyFile.owner(data.validatorKey()));
  }

  private Path keyFile(String name, Wallet wallet) throws IOException {
    Path file = folder.resolve(name + ".json");
    WalletFile.create(file, wallet, PASSWORD.toCharArray());
    Files.writeString(folder.resolve("password"), PASSWORD + "\n", StandardCharsets.UTF_8);
    return file;
  }

  private static JsonNode status(URI node) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(node)) {
      return JsonMapper.shared().readTree(client.get("/v1/settlement").toArray());
    }
  }

  private static URI rpc(URI node) throws IOException, InterruptedException {
    return URI.create(status(node).path("rpc").asString(""));
  }

  private static SettlementContracts contracts(URI node) throws IOException, InterruptedException {
    JsonNode status = status(node);
    return new SettlementContracts(
        Account.parse(status.path("settlement").asString("")),
        Account.parse(status.path("token").asString("")));
  }

  private static JsonNode read(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }

  private static List<String> onData(List<String> words, DataDirectory data) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--data", data.root().toString()));
    return all;
  }

  /** Runs a command as a stranger would; what it prints goes to {@code out}. */
  private static int run(Path out, List<String> words) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    ExitCode code =
        PolderCommand.run(
            words,
            List.of(new ChallengeCommand(), new DeviceCommand(), new StatusCommand()),
            new PrintStream(said, true, StandardCharsets.UTF_8),
            new PrintStream(errors, true, StandardCharsets.UTF_8),
            false);
    Files.write(out, said.toByteArray());
    assertThat(code)
        .as(errors.toString(StandardCharsets.UTF_8))
        .isIn(ExitCode.DONE, ExitCode.NO, ExitCode.BAD_INPUT);
    return code.number();
  }

  /** The node's archive as it was when {@code epoch} was its newest. */
  private void copyUpTo(long epoch, Path to) throws IOException {
    DirectoryArchive from = new DirectoryArchive(data.archive());
    Files.createDirectories(to);
    EpochArchive epochs = new EpochArchive(from);
    for (long at = 0; at <= epoch; at++) {
      EpochHeader header = epochs.header(new EpochArchive.Position(at, 0)).header();
      for (String path :
          List.of(
              ArchivePaths.header(at, 0),
              ArchivePaths.inputs(at, 0),
              ArchivePaths.outcome(at, 0),
              ArchivePaths.links(at, 0),
              ArchivePaths.events(header.eventsFile()),
              ArchivePaths.manifests(header.manifests()))) {
        // An epoch in which the chain said nothing, and one without links, has no file of them.
        Optional<Bytes> content = from.read(path);
        if (content.isPresent()) {
          Path file = to.resolve(path);
          Files.createDirectories(file.getParent());
          Files.write(file, content.get().toArray());
        }
      }
    }
    new DirectoryArchive(to).writeLatest(EpochArchive.pointer(new EpochArchive.Position(epoch, 0)));
  }
}
