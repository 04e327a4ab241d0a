package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import polder.adapters.files.KeyFile;
import polder.agent.NodeClient;
import polder.agent.market.MarketClient;
import polder.agent.market.OrderStory;
import polder.agent.market.Orders;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.networks.GroupKey;
import polder.networks.compute.Machine;
import polder.networks.compute.OrderState;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import tools.jackson.databind.json.JsonMapper;

/**
 * A market of computing as people run it: a node, machines that owners lend, and what a renter
 * types, each a process of its own. All that is known of them is what they print, what the node and
 * its archive say, and what the kernel has.
 */
final class MarketProcesses {
  static final long TOKEN = 1_000_000_000;
  static final String NETWORK = "market";

  /** What a machine puts up, and each order holds of it: the manifest's bond. */
  static final long BOND = 5 * TOKEN;

  private static final long EACH = 1_000;
  private static final List<String> ACCOUNTS = List.of("renter", "owner1", "owner2");

  final Path folder;
  private final Path root;
  private final DataDirectory data;
  private final int port = freePort();
  private final Map<Integer, Integer> doors = new HashMap<>();
  private final Map<Integer, List<String>> lent = new HashMap<>();
  private final Map<Integer, ChildNode> machines = new HashMap<>();
  private final List<ChildNode> commands = new ArrayList<>();
  private ChildNode node;

  /** What a command printed, and how it ended. */
  record Said(int code, String out, String err) {}

  private MarketProcesses(Path folder) throws IOException {
    this.folder = folder;
    this.root = folder.resolve("node");
    this.data = new DataDirectory(root);
    this.node = ChildNode.run(root, up());
  }

  /**
   * Starts a node whose network is that of {@code manifests/compute.yaml}, but that every result is
   * checked.
   *
   * @param epoch how long its epochs are, such as {@code 4s}
   */
  static MarketProcesses start(Path folder, String epoch) throws IOException, InterruptedException {
    return start(folder, epoch, 3);
  }

  /**
   * The same, of a network that waits longer for machines that are silent.
   *
   * @param silentEpochs after how many an order ends
   */
  static MarketProcesses start(Path folder, String epoch, int silentEpochs)
      throws IOException, InterruptedException {
    ManifestFolder manifests =
        new ManifestFolder(new DataDirectory(folder.resolve("node")).manifests());
    manifests.createDeployment("market", epoch, System.currentTimeMillis());
    StringBuilder balances = new StringBuilder("genesis_balances:\n");
    for (String name : ACCOUNTS) {
      balances.append("  \"").append(account(folder, name)).append("\": " + EACH + "\n");
    }
    Files.writeString(
        manifests.deploymentFile(), balances, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    Path network = manifests.createNetwork("compute", NETWORK);
    String plain = Files.readString(network, StandardCharsets.UTF_8);
    Files.writeString(
        network,
        with(
            with(plain, "share: 0.2 ", "share: 1   "),
            "silent_epochs: 3",
            "silent_epochs: " + silentEpochs),
        StandardCharsets.UTF_8);
    MarketProcesses market = new MarketProcesses(folder);
    market.node.address();
    return market;
  }

  private static String with(String manifest, String before, String after) {
    assertThat(manifest).containsOnlyOnce(before);
    return manifest.replace(before, after);
  }

  private List<String> up() {
    return List.of(
        "up",
        "--data",
        root.toString(),
        "--port",
        Integer.toString(port),
        "--no-demo",
        "--no-chain");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The node that runs now. */
  ChildNode node() {
    return node;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Kills the node and starts it again at the same address. */
  void killNode() throws IOException, InterruptedException {
    node.kill();
    node.close();
    node = ChildNode.run(root, up());
    node.address();
  }

  /** Starts machine {@code number} of an owner of its own, and remembers how. */
  ChildNode lend(int number, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("agent", "--offer", "compute", "--bond", "5"));
    words.addAll(List.of("--node", address().toString(), "--network", NETWORK));
    words.addAll(List.of("--state", state(number).toString()));
    words.addAll(List.of("--owner", key("owner" + number).toString()));
    words.addAll(List.of("--cpu", "1", "--memory", "1Gi", "--disk", "2Gi", "--price-fuel", "0"));
    words.addAll(List.of("--images", folder.resolve("archives").toString()));
    words.addAll(List.of("--door", "127.0.0.1:" + door(number)));
    words.addAll(List.of("--host", "http://127.0.0.1:" + door(number)));
    words.addAll(List.of(more));
    lent.put(number, words);
    return lendAgain(number);
  }

  /** Starts a machine as it was started before. */
  ChildNode lendAgain(int number) throws IOException {
    ChildNode machine = ChildNode.run(state(number), Objects.requireNonNull(lent.get(number)));
    machines.put(number, machine);
    return machine;
  }

  /** Kills a machine's agent, and starts it again. */
  ChildNode killMachine(int number) throws IOException, InterruptedException {
    machine(number).kill();
    machine(number).close();
    return lendAgain(number);
  }

  ChildNode machine(int number) {
    return Objects.requireNonNull(machines.get(number));
  }

  private int door(int number) throws IOException {
    if (!doors.containsKey(number)) {
      doors.put(number, freePort());
    }
    return doors.get(number);
  }

  /** Where a machine keeps what it must not forget. */
  Path state(int number) {
    return folder.resolve("machine" + number);
  }

  /** What the kernel has of a machine's containers. */
  KernelTraces traces(int number) {
    return KernelTraces.of(state(number).resolve("containers"));
  }

  DeviceId device(int number) throws IOException {
    return KeyFile.device(state(number).resolve("agent.key")).id();
  }

  private Path key(String name) {
    return folder.resolve(name + ".key");
  }

  Account account(String name) throws IOException {
    return account(folder, name);
  }

  private static Account account(Path folder, String name) throws IOException {
    return Secp256k1.account(KeyFile.owner(folder.resolve(name + ".key")));
  }

  /** Waits until these machines stand with their whole bonds. */
  void awaitStanding(int count) throws IOException, InterruptedException {
    node.await(
        count + " machines with bonds",
        () -> {
          List<Machine> standing = machines();
          return standing.size() == count
              && standing.stream().allMatch(its -> its.freeNano() == BOND);
        });
  }

  /** The machines whose offers stand. */
  List<Machine> machines() throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(address())) {
      return new MarketClient(client, NETWORK).machines();
    }
  }

  /** Writes the file of a job; gives its name. */
  String job(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8).toString();
  }

  /** Starts {@code polder run}, which goes on. */
  ChildNode run(String job, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("run", job, "--owner", key("renter").toString(), "--yes"));
    words.addAll(List.of(more));
    words.addAll(renting());
    ChildNode command = ChildNode.run(folder, words);
    commands.add(command);
    return command;
  }

  private List<String> renting() {
    return List.of("--node", address().toString(), "--client", folder.resolve("rent").toString());
  }

  /** Runs a renter's command to its end. */
  Said rent(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(renting());
    return polder(folder, all);
  }

  /** Runs a command that reads the node's archive to its end. */
  Said read(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", root.toString()));
    return polder(folder, all);
  }

  /** Runs any command to its end; what it prints goes by {@code folder}. */
  static Said polder(Path folder, List<String> words) throws IOException, InterruptedException {
    return polder(folder, words, Map.of());
  }

  /** The same with what its environment says besides. */
  static Said polder(Path folder, List<String> words, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "said", ".out");
    Path err = Files.createTempFile(folder, "said", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(ChildNode.command(words))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(
          String.join(" ", words)
              + " does not end: "
              + Files.readString(out, StandardCharsets.UTF_8)
              + Files.readString(err, StandardCharsets.UTF_8));
    }
    return new Said(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** The order that a command has made, once it says so. */
  GroupKey ordered(ChildNode command) throws IOException, InterruptedException {
    String word = "ordered ";
    command.await("an order", () -> command.hasSaid(word + "order-"));
    String said = command.said();
    int at = said.indexOf(word + "order-") + word.length();
    return new GroupKey(said.substring(at, said.indexOf(' ', at)));
  }

  /** How an order stands; empty before its first seal, and once it is over. */
  Optional<OrderState> order(GroupKey order) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(address())) {
      Orders orders = new MarketClient(client, NETWORK).orders();
      return orders.standing(order).map(Orders.Standing::state);
    }
  }

  /** For how long something that runs was paid; 0 if it does not run. */
  long paidSeconds(GroupKey order) throws IOException, InterruptedException {
    return order(order)
        .map(OrderState::phase)
        .filter(OrderState.Phase.Running.class::isInstance)
        .map(OrderState.Phase.Running.class::cast)
        .map(running -> running.meter().paidSeconds())
        .orElse(0L);
  }

  /** Whether an order stands no more. */
  boolean isOver(GroupKey order) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(address())) {
      return new MarketClient(client, NETWORK)
          .order(order, OptionalLong.empty())
          .map(OrderStory::over)
          .orElse(false);
    }
  }

  /** Waits until an order stands no more. */
  void awaitEnd(GroupKey order) throws IOException, InterruptedException {
    node.await("the end of " + order, () -> isOver(order));
  }

  /** What all epochs say of an order's purse. */
  Purse purse(GroupKey order) throws IOException {
    return Purse.of(data.archive(), folder.resolve("rent"), order);
  }

  /** An amount that the node says an account has. */
  private long nano(String name, String what) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(address())) {
      return JsonMapper.shared()
          .readTree(client.get("/v1/accounts/" + account(name)).toArray())
          .path(what)
          .asLong();
    }
  }

  /**
   * All money is there: balances, what was earned, and what both machines have put up, which no
   * order holds any more. Nothing is minted here.
   */
  void assertNothingIsLost() throws IOException, InterruptedException {
    awaitStanding(2);
    long sum = 0;
    for (String name : ACCOUNTS) {
      sum += nano(name, "balanceNano") + nano(name, "earnedNano");
    }
    for (Machine machine : machines()) {
      sum += machine.freeNano();
    }
    assertThat(sum).isEqualTo(ACCOUNTS.size() * EACH * TOKEN);
  }

  /** Computes all epochs again from the archive alone. */
  void assertSameRoots() throws IOException, InterruptedException {
    Said audit = read("audit", "0..latest", "--from-genesis");
    assertThat(audit.code()).as(audit.out() + audit.err()).isZero();
    assertThat(audit.out()).contains("same roots");
  }

  /** Processes that nobody meant to leave: whatever names this market's folders. */
  List<String> strangers() throws IOException {
    return KernelTraces.naming(folder, meant());
  }

  /** The processes that are meant to run: their words name the same folders as those left over. */
  List<Long> meant() {
    List<Long> meant = new ArrayList<>(List.of(ProcessHandle.current().pid(), node.pid()));
    machines.values().forEach(its -> meant.add(its.pid()));
    commands.forEach(its -> meant.add(its.pid()));
    return meant;
  }

  /** Ends all of them, and takes away what a test that failed has left. */
  void close() throws IOException, InterruptedException {
    for (ChildNode command : commands) {
      command.close();
    }
    for (Map.Entry<Integer, ChildNode> machine : machines.entrySet()) {
      machine.getValue().close();
      traces(machine.getKey()).remove();
    }
    node.close();
  }
}
