package polder.system;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.app.DataDirectory;
import polder.app.Main;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node in a process of its own, as {@code polder up} starts it, on this JVM's class path. */
final class ChildNode {
  private static final long PATIENCE_SECONDS = 120;
  private static final long POLL_MILLIS = 20;
  private static final int MOST_SAID = 4_000;

  private final Process process;
  private final Path data;
  private final Path log;

  private ChildNode(Process process, Path data, Path log) {
    this.process = process;
    this.data = data;
    this.log = log;
  }

  /** What is waited for. */
  interface Condition {
    /** Whether it holds; a node that cannot be reached counts as not yet. */
    boolean holds() throws IOException, InterruptedException;
  }

  /**
   * Starts {@code up} without a chain on {@code data} at a free port; does not wait until it
   * answers.
   */
  static ChildNode start(Path data, String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--no-chain");
    return startWithChain(data, all.toArray(String[]::new));
  }

  /** The same with a chain of its own, where anvil is installed. */
  static ChildNode startWithChain(Path data, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("up", "--data", data.toString()));
    arguments.addAll(List.of("--port", "0"));
    arguments.addAll(List.of(more));
    return run(data, arguments);
  }

  /** Starts any command that goes on until it is stopped, on {@code data}. */
  static ChildNode run(Path data, List<String> arguments) throws IOException {
    Path log = Files.createTempFile("polder-node", ".log");
    Process process =
        new ProcessBuilder(command(arguments))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process.getOutputStream().close();
    return new ChildNode(process, data, log);
  }

  /** The command line of a child JVM that runs {@code polder} with {@code arguments}. */
  static List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    // Short lives: the best compiler would not earn back what it costs.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(arguments);
    return command;
  }

  /** Waits until the node answers, and says where. */
  URI address() throws IOException, InterruptedException {
    await("the node to answer", () -> answering().isPresent());
    return answering().orElseThrow();
  }

  private Optional<URI> answering() throws IOException, InterruptedException {
    Path file = new DataDirectory(data).nodeFile();
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode said;
    try {
      said = JsonMapper.shared().readTree(Files.readString(file, StandardCharsets.UTF_8));
    } catch (JacksonException halfWritten) {
      return Optional.empty();
    }
    // A killed node leaves its file behind.
    if (said.path("pid").asLong(0) != process.pid()) {
      return Optional.empty();
    }
    URI address = URI.create(said.path("url").asString(""));
    try (NodeClient client = new NodeClient(address)) {
      client.networks();
      return Optional.of(address);
    }
  }

  /** Waits until {@code condition} holds; fails when the node ends before, or after two minutes. */
  void await(String what, Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < deadline) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (NodeException notYet) {
        // Asked again below.
      }
      if (endsWithin(POLL_MILLIS)) {
        throw new AssertionError(
            "the node ended with " + process.exitValue() + " before " + what + ":\n" + said());
      }
    }
    throw new AssertionError("waited in vain for " + what + "; the node said:\n" + said());
  }

  /** The number of the latest sealed epoch; -1 if there is none yet. */
  static long latestEpoch(URI address) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(address)) {
      return JsonMapper.shared()
          .readTree(client.get("/v1/epochs/latest").toArray())
          .path("epoch")
          .asLong(-1);
    } catch (NodeException e) {
      if (e.status() == 404) {
        return -1;
      }
      throw e;
    }
  }

  /** The number of its process. */
  long pid() {
    return process.pid();
  }

  /** Lets it run on for so long; whether it ended by itself meanwhile. */
  boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Has it stand still, as it is, until {@link #resume}. */
  void suspend() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Has it go on. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("the node takes no signal " + name);
    }
  }

  /** Kills it as a power cut would: nothing is written any more. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** The program that keeps its chain, if it runs. */
  Optional<ProcessHandle> anvil() {
    return process
        .toHandle()
        .descendants()
        .filter(handle -> handle.info().command().orElse("").endsWith("anvil"))
        .findFirst();
  }

  /** Ends it in order; gives its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!endsWithin(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS))) {
      throw new AssertionError("the node does not stop");
    }
    return process.exitValue();
  }

  /** Whether it printed {@code words} at any time. */
  boolean hasSaid(String words) throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8).contains(words);
  }

  /** The end of what it printed. */
  String said() throws IOException {
    String all = Files.readString(log, StandardCharsets.UTF_8);
    return all.substring(Math.max(0, all.length() - MOST_SAID));
  }

  /** Ends it and what it started, if that still runs, and takes away what it printed. */
  void close() throws IOException, InterruptedException {
    List<ProcessHandle> started = process.descendants().toList();
    kill();
    for (ProcessHandle one : started) {
      one.destroyForcibly();
      one.onExit().join();
    }
    Files.deleteIfExists(log);
  }
}
