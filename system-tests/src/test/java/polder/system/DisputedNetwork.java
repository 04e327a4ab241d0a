package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.WalletFile;
import polder.adapters.evm.contracts.EvmSettlement;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.app.DataDirectory;
import polder.app.cli.ChallengeCommand;
import polder.app.cli.DeviceCommand;
import polder.app.cli.ExitCode;
import polder.app.cli.PolderCommand;
import polder.app.cli.StatusCommand;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.ports.chain.Intent;
import polder.ports.chain.Settlement;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.Eip712;
import polder.protocol.crypto.TypedData;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A founder's node on a development chain of its own, and who quarrels with it: validators in
 * processes of their own, and liars.
 */
final class DisputedNetwork implements AutoCloseable {
  private static final String PASSWORD = "correct horse";

  private final Path folder;
  private final DataDirectory data;
  private final List<ChildNode> children = new ArrayList<>();
  private final List<AutoCloseable> closed = new ArrayList<>();

  /** One in {@code folder}. */
  DisputedNetwork(Path folder) {
    this.folder = folder;
    this.data = new DataDirectory(folder.resolve("data"));
  }

  /** The founder's. */
  DataDirectory data() {
    return data;
  }

  /** Starts the node, with its chain. */
  ChildNode up(String epoch) throws IOException {
    return child(ChildNode.startWithChain(data.root(), "--epoch", epoch, "--no-demo"));
  }

  /** Starts a validator on a directory of its own, {@code name}. */
  ChildNode validator(String name, Path key, URI... nodes) throws IOException {
    return validator(name, key, List.of(nodes), List.of());
  }

  /** The same with further options. */
  ChildNode validator(String name, Path key, List<URI> nodes, List<String> more)
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

  /** Sees to it that a process ends with the test. */
  ChildNode child(ChildNode child) {
    children.add(child);
    return child;
  }

  /** Serves whatever is in {@code archive}. */
  HandMadeNode liar(Path archive) throws IOException {
    Files.createDirectories(archive);
    HandMadeNode liar = new HandMadeNode(archive, path -> true);
    closed.add(liar);
    return liar;
  }

  /** Ways onto the chain. */
  ChainHands hands(URI address) throws Exception {
    ChainHands hands =
        new ChainHands(
            rpc(address),
            Payments.status(address).path("chainId").asLong(),
            contracts(address),
            folder.resolve("hands"));
    closed.add(hands);
    return hands;
  }

  /** The validator of the node. */
  Wallet founder() throws IOException {
    return Wallet.of(KeyFile.owner(data.validatorKey()));
  }

  /** A key of a name, for a validator to use. */
  Path keyFile(String name, Wallet wallet) throws IOException {
    Path file = folder.resolve(name + ".json");
    WalletFile.create(file, wallet, PASSWORD.toCharArray());
    Files.writeString(folder.resolve("password"), PASSWORD + "\n", StandardCharsets.UTF_8);
    return file;
  }

  URI rpc(URI node) throws IOException, InterruptedException {
    return URI.create(Payments.status(node).path("rpc").asString(""));
  }

  SettlementContracts contracts(URI node) throws IOException, InterruptedException {
    JsonNode status = Payments.status(node);
    return new SettlementContracts(
        Account.parse(status.path("settlement").asString("")),
        Account.parse(status.path("token").asString("")));
  }

  JsonNode read(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }

  /** Runs a command on {@code data}; what it prints goes to {@code out}. */
  int run(Path out, List<String> words, DataDirectory data) throws IOException {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--data", data.root().toString()));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    ExitCode code =
        PolderCommand.run(
            all,
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

  /** Where the validator {@code name} keeps what it found of two headers in this place. */
  Path evidence(String name, EpochHeader header) {
    return new DataDirectory(folder.resolve(name))
        .findings()
        .resolve("sealed-twice")
        .resolve(header.epoch() + "-" + header.attempt());
  }

  /** What a stranger says who shows it to the contract. */
  List<String> challengeDouble(Path evidence, URI address)
      throws IOException, InterruptedException {
    return List.of(
        "challenge",
        "double",
        evidence.toString(),
        "--json",
        "--rpc",
        rpc(address).toString(),
        "--key",
        data.testAccountKey().toString());
  }

  /** Whether signatures lie beside the two headers there. */
  static boolean holdsSignatures(Path evidence) throws IOException {
    if (!Files.isDirectory(evidence)) {
      return false;
    }
    try (Stream<Path> files = Files.list(evidence)) {
      return files.anyMatch(file -> file.toString().endsWith(".json"));
    }
  }

  /** For what the contracts take signatures. */
  TypedData domain(URI address) throws IOException, InterruptedException {
    return contracts(address).domain(Payments.status(address).path("chainId").asLong());
  }

  /** Has the contract take a header that {@code wallet} alone signs. */
  static Intent finalise(TypedData domain, EvmSettlement chain, EpochHeader header, Wallet wallet)
      throws IOException {
    Hash digest = Eip712.digest(domain, header.typed());
    List<Settlement.Member> members = chain.members(header.chain().validatorSet());
    long bit = 0;
    for (int i = 0; i < members.size(); i++) {
      bit |= members.get(i).account().equals(wallet.account()) ? 1L << i : 0;
    }
    return chain.finalise(List.of(header.typed()), bit, CompactSignature.of(wallet.sign(digest)));
  }

  /** The node's archive as it was when {@code epoch} was its newest. */
  void copyUpTo(long epoch, Path to) throws IOException {
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

  @Override
  public void close() throws Exception {
    for (AutoCloseable one : closed.reversed()) {
      one.close();
    }
    for (ChildNode child : children.reversed()) {
      child.anvil().ifPresent(ProcessHandle::destroy);
      child.close();
    }
  }
}
