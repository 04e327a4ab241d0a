package polder.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.KeyFile;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.Verdict;
import polder.agent.blob.BlobClient;
import polder.agent.market.MarketClient;
import polder.app.Assembly;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.networks.GroupKey;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.networks.compute.message.Seals;
import polder.node.closing.SteppedTime;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;

/**
 * A whole node with a market, whose epochs end when the test says so; machines that do what the
 * test says; a renter at the command line.
 */
abstract class MarketScene {
  static final String NETWORK = "market";
  static final long TOKEN = 1_000_000_000;

  private static final Bytes SALT = Bytes.wrap(new byte[Seals.SALT_SIZE]);
  private static final long EPOCH_MILLIS = 10_000;
  private static final long PATIENCE_SECONDS = 120;
  private static final long STEP_SECONDS = 5;

  @TempDir Path folder;

  Assembly node;
  MarketClient market;
  NodeClient client;
  TestDoor door;

  private final SteppedTime time =
      new SteppedTime(System.currentTimeMillis() / EPOCH_MILLIS * EPOCH_MILLIS);
  private final BlockingQueue<Long> sealed = new LinkedBlockingQueue<>();
  private Deployment deployment;
  private long sequence = System.currentTimeMillis();

  /** What a command printed, and how it ended. */
  record Ended(ExitCode code, String out, String err) {}

  /** Wakes those who wait for what is printed. */
  static final class Heard extends ByteArrayOutputStream {
    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      super.write(bytes, offset, length);
      notifyAll();
    }
  }

  /** A command that goes on, and what it printed so far. */
  record Going(CompletableFuture<ExitCode> code, Heard out, ByteArrayOutputStream err) {
    String text() {
      return out.toString(StandardCharsets.UTF_8);
    }

    private String all() {
      return text() + err.toString(StandardCharsets.UTF_8);
    }

    /** Waits until it has said so. */
    void says(String words) throws InterruptedException {
      await(() -> text().contains(words), words);
    }

    /** Waits until it has said more than {@code before}. */
    void saysMoreThan(String before) throws InterruptedException {
      await(() -> !text().equals(before), "anything more");
    }

    private void await(BooleanSupplier isSo, String what) throws InterruptedException {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      synchronized (out) {
        while (!isSo.getAsBoolean()) {
          if (code.isDone() || System.nanoTime() > end) {
            throw new AssertionError("it never said '" + what + "': " + all());
          }
          // Woken by each word; the end of the command says nothing.
          out.wait(100);
        }
      }
    }

    ExitCode end() throws InterruptedException, ExecutionException, TimeoutException {
      return code.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @BeforeEach
  void start() throws Exception {
    DataDirectory data = new DataDirectory(folder.resolve("data"));
    ManifestFolder manifests = new ManifestFolder(data.manifests());
    Path network = manifests.createNetwork("compute", NETWORK);
    // Not drawn by chance: nobody checks, so that each step is known.
    Files.writeString(
        network, Files.readString(network).replaceFirst("share: 0.2 ", "share: 0   "));
    manifests.createNetwork("air-temperature", "air");
    manifests.createDeployment("test", "10s", time.nowMillis());
    StringBuilder balances = new StringBuilder("genesis_balances:\n");
    for (String who : List.of("renter", "one", "two")) {
      balances.append("  \"").append(account(who)).append("\": 100\n");
    }
    Files.writeString(manifests.deploymentFile(), balances.toString(), StandardOpenOption.APPEND);
    node =
        Assembly.start(
            new Assembly.Settings(
                data, "127.0.0.1", 0, manifests.load(), time, true, Optional.empty()));
    node.addListener(epoch -> sealed.add(epoch.header().epoch()));
    door = TestDoor.open();
    client = new NodeClient(node.address());
    deployment = client.deployment();
    market = new MarketClient(client, NETWORK);
    for (String machine : List.of("one", "two")) {
      stand(machine);
    }
    seal();
    for (String machine : List.of("one", "two")) {
      say(machine, new Said.Offer(capacity(), door.address().toString()));
    }
    seal();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    door.close();
    node.close();
  }

  private static Capacity capacity() {
    TreeMap<String, String> runtimes = new TreeMap<>();
    runtimes.put("containers", "runc");
    runtimes.put("wasm", "1");
    return new Capacity(4_000, 8L << 30, 100L << 30, List.of(), runtimes, new TreeMap<>());
  }

  private void stand(String machine) throws Exception {
    Account owner = account(machine);
    long number = next();
    Action.Enrol bare =
        new Action.Enrol(
            NETWORK, key(machine).id(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    act(machine, number, AccountMessage.proven(deployment, owner, number, bare, key(machine)));
    act(
        machine,
        next(),
        new Action.FundPurse(NETWORK, Seals.machine(key(machine).id()).text(), 5 * TOKEN));
  }

  private long next() {
    return ++sequence;
  }

  private void act(String who, long number, Action action) throws Exception {
    take(
        new AccountMessage.Draft(account(who), number, action)
            .sign(KeyFile.owner(folder.resolve(who + ".key")), deployment)
            .wire());
  }

  private void take(Bytes wire) throws Exception {
    assertThat(client.post(List.of(wire)).getFirst()).isInstanceOf(Verdict.Accepted.class);
  }

  Account account(String who) throws Exception {
    return Secp256k1.account(KeyFile.owner(folder.resolve(who + ".key")));
  }

  DeviceKey key(String machine) throws Exception {
    return KeyFile.device(folder.resolve(machine + "-device.key"));
  }

  /** A machine says it in the running epoch. */
  void say(String machine, Said said) throws Exception {
    take(
        new DeviceMessage.Draft(
                NETWORK, next(), Optional.empty(), SaidCodec.CBOR, SaidCodec.encode(said))
            .sign(key(machine))
            .wire());
  }

  void sealBid(String machine, GroupKey order, long priceNano) throws Exception {
    say(machine, new Said.SealedBid(order, Seals.ofBid(key(machine).id(), order, priceNano, SALT)));
  }

  void openBid(String machine, GroupKey order, long priceNano) throws Exception {
    say(machine, new Said.OpenedBid(order, priceNano, SALT));
  }

  void sealResult(String machine, GroupKey order, Hash output) throws Exception {
    say(
        machine,
        new Said.SealedResult(order, Seals.ofResult(key(machine).id(), order, output, 7, SALT)));
  }

  void openResult(String machine, GroupKey order, Hash output) throws Exception {
    say(machine, new Said.OpenedResult(order, output, 7, SALT));
  }

  /** A machine puts what its work gave where the renter gets it. */
  Hash put(String machine, String text) throws Exception {
    Path file = Files.writeString(folder.resolve("result"), text);
    try (BlobClient blobs = new BlobClient(node.address())) {
      return blobs.put(file, deployment.id(), key(machine)).hash();
    }
  }

  /**
   * Ends the running epoch. One that begins only after the clock was moved ends when it is moved
   * once more: windows may leave time out.
   */
  void seal() throws Exception {
    sealed.clear();
    Optional<Long> epoch = Optional.empty();
    for (long i = 0; i < PATIENCE_SECONDS && epoch.isEmpty(); i += STEP_SECONDS) {
      time.advanceTo(time.nowMillis() + EPOCH_MILLIS);
      epoch = Optional.ofNullable(sealed.poll(STEP_SECONDS, TimeUnit.SECONDS));
    }
    assertThat(epoch).isPresent();
  }

  /** The order that was made last, once the node has it. */
  GroupKey ordered() throws Exception {
    return market.orders().pending().getLast().order();
  }

  String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Starts a command that goes on; {@code typed} is what the person types. */
  Going go(String typed, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--node", node.address().toString(), "--client", path("renter")));
    Heard out = new Heard();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    RunCommand run =
        new RunCommand(
            new Ordering.Person(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                new OrderWatch.Pace(20, 50)));
    List<Object> commands =
        List.of(
            run,
            new WatchCommand(new OrderWatch.Pace(20, 50)),
            new OrdersCommand(),
            new CloseCommand(),
            new EstimateCommand(),
            new MachinesCommand());
    // Each its own thread: the common pool has one alone on two cores.
    return new Going(
        CompletableFuture.supplyAsync(
            () ->
                PolderCommand.run(
                    all,
                    commands,
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    false),
            command -> Thread.ofPlatform().name("command").start(command)),
        out,
        err);
  }

  /** Runs a command to its end. */
  Ended command(String... arguments) throws Exception {
    Going going = go("", arguments);
    ExitCode code = going.end();
    return new Ended(code, going.text(), going.err().toString(StandardCharsets.UTF_8));
  }
}
