package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.adapters.files.KeyFile;
import polder.agent.NodeClient;
import polder.agent.NodeDesk;
import polder.agent.learning.TaskClient;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.networks.GroupKey;
import polder.networks.learning.TaskState;
import polder.node.gateway.Described;
import polder.node.gateway.Description;
import polder.node.learning.TaskRoutes;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import tools.jackson.databind.json.JsonMapper;

/**
 * A learning network as people run it: a node, whoever sets a task, and participants with folders
 * of their own, each a process of its own.
 */
final class LearningProcesses {
  static final long TOKEN = 1_000_000_000;
  static final String NETWORK = "learning";

  /** What the client has before it sets anything. */
  static final long GENESIS = 1_000 * TOKEN;

  /** What the owner of a judge has before it stakes anything. */
  static final long JUDGE_GENESIS = 20 * TOKEN;

  /** Who buys predictions. */
  static final String CUSTOMER = "customer";

  private static final String TASK_SET = "set task-";

  private final Path folder;
  private final Path root;
  private final DataDirectory data;
  private final int port = MarketProcesses.freePort();
  private final SortedMap<Integer, List<String>> words = new TreeMap<>();
  private final SortedMap<Integer, ChildNode> participants = new TreeMap<>();
  private final SortedMap<Integer, ChildNode> judges = new TreeMap<>();
  private final List<ChildNode> commands = new ArrayList<>();
  private ChildNode node;

  private LearningProcesses(Path folder) throws IOException {
    this.folder = folder;
    this.root = folder.resolve("node");
    this.data = new DataDirectory(root);
    this.node = ChildNode.run(root, up());
  }

  /**
   * Starts a node whose network is that of {@code manifests/learning.yaml}.
   *
   * @param others manifests of further networks, by file name
   */
  static LearningProcesses start(Path folder, String epoch, Map<String, String> others)
      throws IOException, InterruptedException {
    return start(folder, epoch, others, 0);
  }

  /** The same, with so many judges whose owners have {@link #JUDGE_GENESIS} each. */
  static LearningProcesses start(Path folder, String epoch, Map<String, String> others, int judges)
      throws IOException, InterruptedException {
    ManifestFolder manifests =
        new ManifestFolder(new DataDirectory(folder.resolve("node")).manifests());
    manifests.createDeployment("learning", epoch, System.currentTimeMillis());
    Files.writeString(
        manifests.deploymentFile(),
        "genesis_balances:\n  \""
            + account(folder, "client")
            + "\": 1000\n  \""
            + account(folder, CUSTOMER)
            + "\": 10\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.APPEND);
    for (int judge = 1; judge <= judges; judge++) {
      Files.writeString(
          manifests.deploymentFile(),
          "  \"" + account(folder, judgesOwner(judge)) + "\": " + JUDGE_GENESIS / TOKEN + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.APPEND);
    }
    manifests.createNetwork("learning", NETWORK);
    for (Map.Entry<String, String> other : others.entrySet()) {
      Files.writeString(
          new DataDirectory(folder.resolve("node")).manifests().resolve(other.getKey()),
          other.getValue(),
          StandardCharsets.UTF_8);
    }
    LearningProcesses processes = new LearningProcesses(folder);
    processes.node.address();
    return processes;
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

  URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  ChildNode node() {
    return node;
  }

  /** Kills the node and starts it again at the same address. */
  void killNode() throws IOException, InterruptedException {
    node.kill();
    node.close();
    node = ChildNode.run(root, up());
    node.address();
  }

  /**
   * Starts participant {@code number} of an owner of its own.
   *
   * @param held what it trains on
   * @param door where it thinks that the node is
   */
  void join(int number, Path held, URI door) throws IOException {
    join(number, door, "--train-on", held.toString());
  }

  /** Starts a participant that trains on what the command {@code words} say. */
  void join(int number, URI door, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("agent", "--offer", "learning"));
    all.addAll(List.of(words));
    all.addAll(
        List.of(
            "--node",
            door.toString(),
            "--network",
            NETWORK,
            "--state",
            state(number).toString(),
            "--owner",
            key(folder, owner(number)).toString()));
    this.words.put(number, List.copyOf(all));
    joinAgain(number);
  }

  private void joinAgain(int number) throws IOException {
    participants.put(
        number, ChildNode.run(state(number), Objects.requireNonNull(words.get(number))));
  }

  /** Kills a participant's agent, and starts it again. */
  void killParticipant(int number) throws IOException, InterruptedException {
    participant(number).kill();
    participant(number).close();
    joinAgain(number);
  }

  ChildNode participant(int number) {
    return Objects.requireNonNull(participants.get(number));
  }

  /** Where a participant keeps what it must not forget. */
  Path state(int number) {
    return folder.resolve("participant" + number);
  }

  DeviceId device(int number) throws IOException {
    return KeyFile.device(state(number).resolve("agent.key")).id();
  }

  /** Whether an epoch has enrolled a participant. */
  boolean isEnrolled(int number) throws IOException, InterruptedException {
    if (!Files.exists(state(number).resolve("agent.key"))) {
      return false;
    }
    DeviceId device = device(number);
    try (NodeClient speaker = new NodeClient(address())) {
      return new NodeDesk(() -> speaker, NETWORK, device).owner().isPresent();
    }
  }

  /**
   * Starts judge {@code number}, or starts it again: what it staked once it does not stake again.
   */
  void judge(int number, GroupKey task, Path held, int tokens) throws IOException {
    judges.put(
        number,
        ChildNode.run(
            judgesFolder(number),
            List.of(
                "judge",
                task.text(),
                "--on",
                held.toString(),
                "--stake",
                Integer.toString(tokens),
                "--owner",
                key(judgesOwner(number)).toString(),
                "--client",
                judgesFolder(number).toString(),
                "--network",
                NETWORK,
                "--node",
                address().toString())));
  }

  /** Has a judge leave, by a command that ends once it has. */
  MarketProcesses.Said leave(int number, GroupKey task) throws IOException, InterruptedException {
    return MarketProcesses.polder(
        folder,
        List.of(
            "judge",
            task.text(),
            "--leave",
            "--client",
            judgesFolder(number).toString(),
            "--network",
            NETWORK,
            "--node",
            address().toString()));
  }

  ChildNode judge(int number) {
    return Objects.requireNonNull(judges.get(number));
  }

  DeviceId judgesDevice(int number) throws IOException {
    return KeyFile.device(judgesFolder(number).resolve("judge.key")).id();
  }

  /** The owner of a judge. */
  Account judgesAccount(int number) throws IOException {
    return account(folder, judgesOwner(number));
  }

  private Path judgesFolder(int number) {
    return folder.resolve("judge" + number);
  }

  private static String judgesOwner(int number) {
    return "judge-owner" + number;
  }

  /** The owner of a participant. */
  Account account(int number) throws IOException {
    return account(folder, owner(number));
  }

  /** Who pays. */
  Account client() throws IOException {
    return account(folder, "client");
  }

  /** What the key of a participant's owner is called. */
  static String owner(int number) {
    return "owner" + number;
  }

  private static Path key(Path folder, String name) {
    return folder.resolve(name + ".key");
  }

  /** The key of an account of this name. */
  Path key(String name) {
    return key(folder, name);
  }

  static Account account(Path folder, String name) throws IOException {
    return Secp256k1.account(KeyFile.owner(key(folder, name)));
  }

  /** Starts {@code polder train}, which goes on. */
  ChildNode train(Path task, Path examples) throws IOException {
    return train(task, List.of("--examples", examples.toString()));
  }

  /** The same for a task that judges examine. */
  ChildNode train(Path task) throws IOException {
    return train(task, List.of());
  }

  private ChildNode train(Path task, List<String> more) throws IOException {
    List<String> command = new ArrayList<>(List.of("train", task.toString()));
    command.addAll(more);
    command.addAll(
        List.of(
            "--owner",
            key(folder, "client").toString(),
            "--client",
            folder.resolve("trainer").toString(),
            "--network",
            NETWORK,
            "--node",
            address().toString(),
            "--yes"));
    ChildNode started = ChildNode.run(folder, command);
    commands.add(started);
    return started;
  }

  /** The task that a command has set, once it says so. */
  GroupKey task(ChildNode command) throws IOException, InterruptedException {
    command.await("a task", () -> command.hasSaid(TASK_SET));
    String said = command.said();
    int at = said.indexOf(TASK_SET) + "set ".length();
    return new GroupKey(said.substring(at, said.indexOf(';', at)));
  }

  /** What {@code polder predict} says to {@code more}, by a customer of its own. */
  String predict(GroupKey task, String... more) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("predict", task.text()));
    all.addAll(List.of(more));
    all.addAll(
        List.of(
            "--client",
            folder.resolve(CUSTOMER).toString(),
            "--network",
            NETWORK,
            "--node",
            address().toString()));
    return said(all).out();
  }

  private MarketProcesses.Said said(List<String> words) throws IOException, InterruptedException {
    MarketProcesses.Said said = MarketProcesses.polder(folder, words);
    if (said.code() != 0) {
      throw new AssertionError(said.out() + said.err());
    }
    return said;
  }

  /** Closes a task of {@link #train}, which must have ended; gives what that says. */
  String closeTask(GroupKey task) throws IOException, InterruptedException {
    return said(List.of(
            "train",
            "--close",
            task.text(),
            "--client",
            folder.resolve("trainer").toString(),
            "--network",
            NETWORK,
            "--node",
            address().toString()))
        .err();
  }

  /** How a task stands. */
  TaskState state(GroupKey task) throws IOException, InterruptedException {
    try (NodeClient speaker = new NodeClient(address())) {
      return new TaskClient(() -> speaker, NETWORK).state(task.text());
    }
  }

  /** What the node says at a path below the network's. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI there = address().resolve("/v1/networks/" + NETWORK + "/" + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(there).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** What the node says of tasks is as its description says. */
  void assertDescribed(GroupKey task, String when) throws IOException, InterruptedException {
    Described described = Described.of(Description.beside(TaskRoutes.class).json());
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, String> asked :
        Map.of("tasks", "tasks", "tasks/{task}", "tasks/" + task).entrySet()) {
      wrong.addAll(
          described.wrong("get /v1/networks/{network}/" + asked.getKey(), get(asked.getValue())));
    }
    assertThat(wrong).as(when).isEmpty();
  }

  /** An amount that the node says an account has. */
  long nano(Account account, String what) throws IOException, InterruptedException {
    try (NodeClient speaker = new NodeClient(address())) {
      return JsonMapper.shared()
          .readTree(speaker.get("/v1/accounts/" + account).toArray())
          .path(what)
          .asLong();
    }
  }

  /** What all epochs say of a task's purse. */
  Purse purse(GroupKey task, long fundedNano) throws IOException {
    return Purse.of(data.archive(), fundedNano, task);
  }

  /** Runs a command that reads the node's archive to its end. */
  MarketProcesses.Said read(String... command) throws IOException, InterruptedException {
    return read(Map.of(), command);
  }

  /** The same with what its environment says besides. */
  MarketProcesses.Said read(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--data", root.toString()));
    return MarketProcesses.polder(folder, all, environment);
  }

  /** Ends all of them. */
  void close() throws IOException, InterruptedException {
    for (ChildNode command : commands) {
      command.close();
    }
    for (ChildNode participant : participants.values()) {
      participant.close();
    }
    for (ChildNode judge : judges.values()) {
      judge.close();
    }
    node.close();
  }
}
