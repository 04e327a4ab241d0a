package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.evm.Wallet;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.HttpArchive;
import polder.adapters.files.KeyFile;
import polder.adapters.rocksdb.RocksStore;
import polder.adapters.rocksdb.RocksView;
import polder.agent.NodeClient;
import polder.agent.Verdict;
import polder.app.DataDirectory;
import polder.app.Demo;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.journal.JournalPage;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.message.Message;
import polder.protocol.receipt.Receipt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The founder's node vanishes, with its disk, and the network goes on. */
@Tag("full")
class TakeoverTest {
  private static final int VALIDATORS = 4;
  private static final long EPOCH_MILLIS = 10_000;

  /** So many epochs of silence, and turns of those who would come first. */
  private static final int WITHIN_EPOCHS = 3;

  @TempDir Path folder;
  private final List<ChildNode> children = new ArrayList<>();
  private final List<URI> addresses = new ArrayList<>();
  private Optional<FoundedNetwork> started = Optional.empty();

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    for (ChildNode child : children) {
      child.close();
    }
    if (started.isPresent()) {
      started.get().close();
    }
  }

  @Test
  void theFoundersNodeAndItsDiskAreGoneAndAnotherCloses() throws Exception {
    FoundedNetwork network = new FoundedNetwork(folder);
    started = Optional.of(network);
    network.found(EPOCH_MILLIS / 1_000 + "s", VALIDATORS, "takeover_epochs: 1\n");
    ChildNode founder = up(network, "node");
    URI old = founder.address();
    List<ChildNode> validators = startValidators(network, old);
    Demo devices = Demo.start(new NodeClient(old), folder.resolve("truth.csv"));
    founder.await("final epochs", () -> status(old).path("final").asLong(-1) >= 1);
    ChildNode agent = startAgent(old);
    agent.await("what it measured to be taken", () -> agent.said().contains("for good"));

    // What is acknowledged and mirrored, in the middle of an epoch.
    Set<Hash> mirrored = new LinkedHashSet<>();
    founder.await(
        "messages in every mirror",
        () -> {
          mirrored.clear();
          mirrored.addAll(inJournal(old));
          return mirrored.size() > 5 && haveAll(network, mirrored);
        });
    long finalBefore = status(old).path("final").asLong();
    List<Bytes> headers = headers(archiveOf(old), finalBefore);
    founder.kill();
    devices.close();
    Path copy = folder.resolve("old-disk");
    copy(network.node().root(), copy);
    delete(network.node().root());

    ChildNode any = validators.getFirst();
    any.await("another to close", () -> closer(validators).isPresent());
    int which = closer(validators).orElseThrow();
    URI next = addresses.get(which);
    ChildNode closing = validators.get(which);
    closing.await("epochs", () -> ChildNode.latestEpoch(next) >= kept(copy, next) + 2);
    long kept = kept(copy, next);
    EpochHeader last = header(next, kept);
    EpochHeader first = header(next, kept + 1);
    assertThat((first.startMillis() - last.endMillis()) / EPOCH_MILLIS)
        .as("epochs without anybody")
        .isLessThanOrEqualTo(WITHIN_EPOCHS);

    // Nothing final is lost, and what was mirrored is in.
    assertThat(headers(archiveOf(next), finalBefore)).isEqualTo(headers);
    Set<Hash> sealed = new HashSet<>();
    List<Bytes> handedOver = new ArrayList<>();
    EpochArchive archive = new EpochArchive(archiveOf(next));
    for (long epoch = 0; epoch <= kept + 2; epoch++) {
      for (Bytes wire : archive.inputs(archive.header(new Position(epoch, 0)).header())) {
        Hash message = Message.decode(wire).id();
        sealed.add(message);
        if (epoch > kept && mirrored.contains(message)) {
          handedOver.add(wire);
        }
      }
    }
    assertThat(sealed).containsAll(mirrored);
    assertPromised(next, handedOver, network.validators().get(which));

    String there = "sending to " + next + " instead";
    agent.await(
        "it to find who closes now, and to have what it measured taken there",
        () -> agent.said().contains(there) && agent.said().split(there)[1].contains("for good"));

    // Devices go on, others follow, epochs become final again, and owners are paid.
    try (Demo back = Demo.start(new NodeClient(next), folder.resolve("truth-2.csv"))) {
      closing.await(
          "what was sealed since to be final",
          () -> status(next).path("final").asLong(-1) > kept + 1);
      for (int i = 0; i < VALIDATORS; i++) {
        URI other = addresses.get(i);
        if (i != which) {
          validators
              .get(i)
              .await(
                  "it to follow",
                  () -> json(other, "/v1/validator").path("epoch").asLong(-1) > kept + 1);
        }
      }
      closing.await("messages to be taken", () -> !inJournal(next).isEmpty());
      closing.await(
          "something to be claimed that was earned since",
          () ->
              status(next).path("released").asLong(-1) > kept
                  && json(next, "/v1/claims").path("claims").size() > 0);
    }
    String owner = json(next, "/v1/claims").path("claims").path(0).path("account").asString("");
    JsonNode paid = claim(network, next, owner);
    assertThat(new BigInteger(paid.path("afterWei").asString(""))).isPositive();

    // The founder comes back with its disk as it was.
    copy(copy, network.node().root());
    network.mine(9);
    ChildNode again = up(network, "node");
    again.await("it to see that others went on", () -> again.said().contains("WENT ON WITHOUT"));
    assertThat(again.said()).contains("It seals no epochs", "polder validator");
    URI back = again.address();
    assertThat(ChildNode.latestEpoch(back)).as("it seals no fork").isEqualTo(latest(copy));
  }

  /** Whoever sends one of them again has the promise of who closes now, for which it is liable. */
  private static void assertPromised(URI node, List<Bytes> messages, DataDirectory validator)
      throws IOException, InterruptedException {
    Account account = Wallet.of(KeyFile.owner(validator.validatorKey())).account();
    try (NodeClient client = new NodeClient(node)) {
      Hash domain = client.deployment().receiptDomain().orElseThrow();
      for (Verdict verdict : client.post(messages)) {
        assertThat(verdict).isInstanceOf(Verdict.Duplicate.class);
        Receipt receipt = Receipt.decode(((Verdict.Duplicate) verdict).receipt());
        assertThat(receipt.verifies()).isTrue();
        assertThat(receipt.bonded(domain)).contains(account);
      }
    }
  }

  private ChildNode up(FoundedNetwork network, String name) throws IOException {
    List<String> words = new ArrayList<>(List.of("up", "--no-demo", "--port", "0"));
    words.addAll(List.of("--rpc", network.rpc().toString()));
    words.addAll(List.of("--data", folder.resolve(name).toString()));
    return child(ChildNode.run(folder.resolve(name), words));
  }

  /** Each knows the node and all others. */
  private List<ChildNode> startValidators(FoundedNetwork network, URI node) throws IOException {
    List<Integer> ports = freePorts(VALIDATORS);
    ports.forEach(port -> addresses.add(URI.create("http://127.0.0.1:" + port)));
    List<ChildNode> validators = new ArrayList<>();
    for (int i = 0; i < VALIDATORS; i++) {
      DataDirectory data = network.validators().get(i);
      List<String> words = new ArrayList<>(List.of("validator", "--node", node.toString()));
      for (URI other : addresses) {
        if (!other.equals(addresses.get(i))) {
          words.addAll(List.of("--node", other.toString()));
        }
      }
      words.addAll(List.of("--rpc", network.rpc().toString(), "--data", data.root().toString()));
      words.addAll(List.of("--key", data.validatorKey().toString()));
      words.addAll(List.of("--port", ports.get(i).toString()));
      validators.add(child(ChildNode.run(data.root(), words)));
    }
    return validators;
  }

  /** All are known before any of them is used. */
  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private ChildNode child(ChildNode child) {
    children.add(child);
    return child;
  }

  private static Optional<Integer> closer(List<ChildNode> validators) throws IOException {
    for (int i = 0; i < validators.size(); i++) {
      if (validators.get(i).said().contains("THIS VALIDATOR CLOSES")) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private static JsonNode json(URI node, String path) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(node)) {
      return JsonMapper.shared().readTree(client.get(path).toArray());
    }
  }

  private static JsonNode status(URI node) throws IOException, InterruptedException {
    return json(node, "/v1/settlement");
  }

  /** The messages of the open epoch. */
  private static List<Hash> inJournal(URI node) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(node)) {
      return JournalPage.decode(client.get("/v1/journal")).messages().stream()
          .map(wire -> Message.decode(wire).id())
          .toList();
    }
  }

  private static boolean haveAll(FoundedNetwork network, Set<Hash> messages) throws IOException {
    for (DataDirectory validator : network.validators()) {
      try (RocksView view = RocksStore.openReadOnly(validator.mirror())) {
        for (Hash message : messages) {
          if (!view.journal().contains(message)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static Archive.Reader archiveOf(URI node) {
    return new HttpArchive(URI.create(node + "/v1/archive"), HttpArchive.Limits.USUAL);
  }

  private static List<Bytes> headers(Archive.Reader archive, long last) throws IOException {
    List<Bytes> headers = new ArrayList<>();
    for (long epoch = 0; epoch <= last; epoch++) {
      headers.add(archive.read(ArchivePaths.header(epoch, 0)).orElseThrow());
    }
    return headers;
  }

  private static long latest(Path disk) throws IOException {
    return new EpochArchive(new DirectoryArchive(new DataDirectory(disk).archive()))
        .latest()
        .orElseThrow()
        .epoch();
  }

  /** The last epoch that a disk and a node have alike. */
  private static long kept(Path disk, URI node) throws IOException {
    Archive.Reader ours = new DirectoryArchive(new DataDirectory(disk).archive());
    Archive.Reader theirs = archiveOf(node);
    long epoch = -1;
    while (alike(ArchivePaths.header(epoch + 1, 0), ours, theirs)) {
      epoch++;
    }
    return epoch;
  }

  private static boolean alike(String path, Archive.Reader ours, Archive.Reader theirs)
      throws IOException {
    return ours.read(path).isPresent() && ours.read(path).equals(theirs.read(path));
  }

  private static EpochHeader header(URI node, long epoch) throws IOException {
    return new EpochArchive(archiveOf(node)).header(new Position(epoch, 0)).header();
  }

  /** An agent that knows the node and all validators, with a device that is enrolled. */
  private ChildNode startAgent(URI node) throws IOException, InterruptedException {
    String key = folder.resolve("agent.key").toString();
    List<String> enroll = new ArrayList<>(List.of("device", "enroll", "--node", node.toString()));
    enroll.addAll(List.of("--network", "demo", "--json", "--key", key));
    enroll.addAll(List.of("--owner", folder.resolve("owner.key").toString()));
    enroll.addAll(List.of("--lat", "52.37", "--lon", "4.89"));
    ran(enroll);
    List<String> words = new ArrayList<>(List.of("agent", "--node", node.toString()));
    addresses.forEach(other -> words.addAll(List.of("--also", other.toString())));
    words.addAll(List.of("--network", "demo", "--key", key, "--period", "1s", "--batch", "1s"));
    words.addAll(List.of("--from", "command:echo temperature=11.5"));
    words.addAll(List.of("--state", folder.resolve("agent").toString()));
    return child(ChildNode.run(folder.resolve("agent"), words));
  }

  private JsonNode claim(FoundedNetwork network, URI node, String account)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("claim", "--json", "--account", account));
    words.addAll(List.of("--node", node.toString(), "--rpc", network.rpc().toString()));
    words.addAll(List.of("--key", network.purse().toString()));
    return ran(words).path(0);
  }

  /** What a command says that must succeed. */
  private JsonNode ran(List<String> words) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "command", ".json");
    Path err = Files.createTempFile(folder, "command", ".err");
    Process process =
        new ProcessBuilder(ChildNode.command(words))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return JsonMapper.shared().readTree(Files.readString(out, StandardCharsets.UTF_8));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> files = Files.walk(place)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
