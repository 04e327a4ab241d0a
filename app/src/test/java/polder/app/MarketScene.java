package polder.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import polder.adapters.files.KeyFile;
import polder.adapters.runc.RuncDriver;
import polder.adapters.wasm.ChicoryRunner;
import polder.adapters.wasm.Execution;
import polder.agent.AgentEvent;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.Verdict;
import polder.agent.compute.Bidder;
import polder.agent.compute.ComputeAgent;
import polder.agent.compute.ComputeSettings;
import polder.agent.compute.Hours;
import polder.agent.compute.NodeSpeaking;
import polder.agent.compute.Prices;
import polder.agent.compute.Tools;
import polder.agent.work.Blobs;
import polder.agent.work.NodeBlobs;
import polder.agent.work.Studio;
import polder.epoch.Standing;
import polder.networks.GroupKey;
import polder.networks.compute.Directory;
import polder.networks.compute.Machine;
import polder.networks.compute.OrderState;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.networks.compute.message.Seals;
import polder.node.closing.SystemTime;
import polder.ports.work.BatchRunner;
import polder.ports.work.ContainerDriver;
import polder.ports.work.Tile;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;

/** A whole node with a market whose epochs are short, a renter, and machines that are lent. */
final class MarketScene implements AutoCloseable {
  static final String NETWORK = "market";
  static final long TOKEN = 1_000_000_000;

  /** A program that writes hello. */
  static final byte[] HELLO =
      HexFormat.of()
          .parseHex(
              "0061736d01000000"
                  + "010c0260047f7f7f7f017f600000"
                  + "0223011677617369"
                  + "5f736e617073686f745f7072657669657731"
                  + "0866645f77726974650000"
                  + "03020101"
                  + "0503010001"
                  + "071302066d656d6f72790200"
                  + "065f73746172740001"
                  + "0a0f010d00410141004101411410001a0b"
                  + "0b14010041000b0e0800000006000000"
                  + "68656c6c6f0a");

  private final Path folder;
  private final byte[] renter;
  private final DeviceKey client;
  private final List<Runner> runners = new ArrayList<>();
  private final Map<Integer, Integer> doors = new HashMap<>();
  private Optional<Studio> studio = Optional.empty();
  private long sequence = System.currentTimeMillis();
  final Assembly node;
  final NodeClient door;
  final Deployment deployment;

  /** An agent in a thread of its own. */
  record Runner(ComputeAgent agent, Thread thread) {
    void stop() throws InterruptedException {
      agent.stop();
      thread.join();
    }
  }

  private MarketScene(Path folder, Assembly node) throws Exception {
    this.folder = folder;
    this.node = node;
    this.renter = KeyFile.owner(folder.resolve("renter.key"));
    this.client = KeyFile.device(folder.resolve("client.key"));
    this.door = new NodeClient(node.address());
    this.deployment = door.deployment();
    act(enrolment());
  }

  static MarketScene start(Path folder, String epoch) throws Exception {
    return start(folder, epoch, 0);
  }

  /** In a market in which so many machines are drawn to time each. */
  static MarketScene start(Path folder, String epoch, int timers) throws Exception {
    DataDirectory data = new DataDirectory(folder.resolve("node"));
    ManifestFolder manifests = new ManifestFolder(data.manifests());
    manifests.createDeployment("test", epoch, System.currentTimeMillis());
    StringBuilder balances = new StringBuilder("genesis_balances:\n");
    for (String owner : List.of("renter", "owner1", "owner2", "owner3")) {
      balances
          .append("  \"")
          .append(Secp256k1.account(KeyFile.owner(folder.resolve(owner + ".key"))))
          .append("\": 1000\n");
    }
    Files.writeString(
        manifests.deploymentFile(), balances, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    Files.writeString(
        data.manifests().resolve(NETWORK + ".yaml"), market(timers), StandardCharsets.UTF_8);
    return new MarketScene(
        folder,
        Assembly.start(
            new Assembly.Settings(
                data,
                "127.0.0.1",
                0,
                manifests.load(),
                new SystemTime(),
                false,
                Optional.empty())));
  }

  private static String market(int timers) {
    return """
    network: market
    title: Test market
    kind: compute
    pay:
      share: 0
      target_devices: 1
      probation: 0s
      forfeit_below: 0
    data:
      access: public
      licence: CC0-1.0
      finest_place: 0.1
    parameters:
      bond: 5
      patience: 10m
      offer_lasts: 1h
      reputation: 0.5
      metering:
        silent_epochs: 4
        tolerance_seconds: 5
        probers: 2
        strikes: 4
      checking:
        share: 1
        fee: 0.5
        open_epochs: 10
        draws: 2
        parts: 2
        trust: 0.7
        psnr: 45
      measuring:
        every_epochs: 1
        timers: %d
        within_epochs: 30
    """
        .formatted(timers);
  }

  Account renter() {
    return Secp256k1.account(renter);
  }

  Account owner(int number) throws IOException {
    return Secp256k1.account(KeyFile.owner(folder.resolve("owner" + number + ".key")));
  }

  private Action enrolment() {
    Action.Enrol bare =
        new Action.Enrol(NETWORK, client.id(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    return AccountMessage.proven(deployment, renter(), sequence + 1, bare, client);
  }

  void act(Action action) throws Exception {
    AccountMessage message =
        new AccountMessage.Draft(renter(), ++sequence, action).sign(renter, deployment);
    taken(message.wire());
  }

  void say(Said said) throws Exception {
    taken(
        new DeviceMessage.Draft(
                NETWORK, ++sequence, Optional.empty(), SaidCodec.CBOR, SaidCodec.encode(said))
            .sign(client)
            .wire());
  }

  private void taken(Bytes wire) throws Exception {
    Verdict verdict = door.post(List.of(wire)).getFirst();
    if (!(verdict instanceof Verdict.Accepted)) {
      throw new AssertionError(verdict);
    }
  }

  GroupKey key(long number) {
    return Seals.order(client.id(), number);
  }

  /** Puts bytes at the node, as the renter's client. */
  Hash put(byte[] content) throws Exception {
    Hash hash = Hash.sha256(content);
    Path file = Files.write(folder.resolve(hash.toHex()), content);
    try (Blobs blobs = new NodeBlobs(node.address(), deployment, client)) {
      blobs.put(file);
    }
    return hash;
  }

  byte[] get(Hash hash) throws Exception {
    Path file = folder.resolve("got-" + hash.toHex());
    try (Blobs blobs = new NodeBlobs(node.address(), deployment, client)) {
      blobs.get(hash, file, 1 << 20);
    }
    return Files.readAllBytes(file);
  }

  /** Lets all machines that start from now on render pictures with it. */
  void render(Studio its) {
    studio = Optional.of(its);
  }

  /** Starts machine {@code number}, which asks so much for a program. */
  Runner machine(int number, long leastNano) throws IOException {
    return machine(number, new Prices(0, 0, 0, 0, leastNano), Optional.empty());
  }

  /** Starts machine {@code number}, at the same address each time. */
  Runner machine(int number, Prices prices, Optional<ContainerDriver> containers)
      throws IOException {
    InetSocketAddress door =
        new InetSocketAddress("127.0.0.1", doors.computeIfAbsent(number, its -> freePort()));
    ComputeSettings settings =
        new ComputeSettings(
            List.of(node.address()),
            folder.resolve("machine" + number),
            folder.resolve("machine" + number + ".key"),
            Optional.of(NETWORK),
            capacity(containers.isPresent(), studio),
            new Bidder(prices, Hours.ALWAYS),
            new ComputeSettings.DoorPlace(door, "http://127.0.0.1:" + door.getPort()),
            Optional.of(
                new ComputeSettings.Owner(folder.resolve("owner" + number + ".key"), 5 * TOKEN)),
            false);
    Tools tools =
        new Tools(
            new ChicoryRunner(Execution.COMPILED),
            containers,
            containers.filter(BatchRunner.class::isInstance).map(BatchRunner.class::cast),
            studio,
            new NodeSpeaking());
    ComputeAgent agent = new ComputeAgent(settings, tools, event -> print(number, event));
    Thread thread = Thread.ofPlatform().name("machine " + number).start(() -> run(agent));
    Runner runner = new Runner(agent, thread);
    runners.add(runner);
    return runner;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void run(ComputeAgent agent) {
    try {
      agent.run();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void print(int machine, AgentEvent event) {
    System.out.println("machine " + machine + ": " + event.kind() + " " + event.text());
  }

  private static Capacity capacity(boolean containers, Optional<Studio> studio) {
    TreeMap<String, String> runtimes = new TreeMap<>();
    runtimes.put("wasm", "1");
    studio.ifPresent(its -> runtimes.put("blender", its.runtime()));
    if (containers) {
      runtimes.put("containers", "runc");
      runtimes.put("batch", RuncDriver.platform());
    }
    return new Capacity(2_000, 1L << 30, 1L << 30, List.of(), runtimes, new TreeMap<>());
  }

  /** Orders a program's result for up to a token. */
  GroupKey order(long number, Hash module) throws Exception {
    Need need =
        Need.of(
            List.of(
                new Need.Unit(
                    "program", new Resources(1_000, 64 << 20, List.of(), GpuNeed.NONE), 1)));
    Job job =
        new Job(need, new Work.Wasm(module, List.of(), Optional.empty(), 1_000_000, 64 << 20));
    return order(number, job, TOKEN, 600);
  }

  /** Orders a job, with three tokens in its purse. */
  GroupKey order(long number, Job job, long limitNano, long seconds) throws Exception {
    Hash hash = put(job.encode().toArray());
    GroupKey order = key(number);
    act(new Action.FundPurse(NETWORK, order.text(), 3 * TOKEN));
    int parts = job.work() instanceof Work.Render render ? (int) Tile.count(render) : 1;
    say(
        new Said.Order(
            number, job.work().proof(), job.need(), hash, limitNano, seconds, 3, parts, 1));
    return order;
  }

  DeviceKey client() {
    return client;
  }

  /** Waits until so many machines stand with their whole bonds. */
  void awaitBonds(int count) throws Exception {
    await(() ->
        machines().size() == count
            && machines().stream().allMatch(its -> its.freeNano() == 5 * TOKEN));
  }

  /** What may hold some time. */
  interface Condition {
    boolean holds() throws Exception;
  }

  static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + 180_000_000_000L;
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain");
      }
      Thread.sleep(50);
    }
  }

  Optional<OrderState> order(GroupKey key) {
    Bytes kept = node.closing().standing().group(NETWORK, key);
    return kept.size() == 0 ? Optional.empty() : Optional.of(OrderState.decode(kept));
  }

  /** The machines whose offers stand. */
  List<Machine> machines() {
    return Directory.decode(standing().summary(NETWORK)).all();
  }

  Standing standing() {
    return node.closing().standing();
  }

  @Override
  public void close() throws Exception {
    for (Runner runner : runners) {
      runner.stop();
    }
    door.close();
    node.close();
  }
}
