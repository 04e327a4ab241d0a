package polder.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A node in a process of its own, on a data directory that is new and goes with it. */
final class NodeProcess implements AutoCloseable {
  private static final int MOST_SECONDS = 60;

  private final Path data;
  private final Process process;
  private final URI address;

  private NodeProcess(Path data, Process process, URI address) {
    this.data = data;
    this.process = process;
    this.address = address;
  }

  /**
   * Starts one with the class path of this process.
   *
   * @param javaOptions for its Java machine, such as {@code -Xmx2g}
   * @param upOptions for {@code polder up}
   */
  static NodeProcess start(List<String> javaOptions, List<String> upOptions)
      throws IOException, InterruptedException {
    Path data = scratch("node-");
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(javaOptions);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "polder.app.Main"));
    command.addAll(List.of("up", "--data", data.toString(), "--port", "0"));
    command.addAll(upOptions);
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(data.resolve("up.log").toFile())
            .redirectErrorStream(true)
            .start();
    Path file = data.resolve("node.json");
    for (int waited = 0; !Files.exists(file); waited++) {
      if (!process.isAlive() || waited == MOST_SECONDS * 10) {
        String said = Files.readString(data.resolve("up.log"));
        process.destroyForcibly();
        delete(data);
        throw new IOException("the node did not start: " + said);
      }
      Thread.sleep(100);
    }
    String text = Files.readString(file, StandardCharsets.UTF_8);
    int from = text.indexOf("http://");
    return new NodeProcess(
        data, process, URI.create(text.substring(from, text.indexOf('"', from))));
  }

  /** A new folder on the disk of the project, since that of the system may be memory. */
  static Path scratch(String name) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "bench").toAbsolutePath());
    return Files.createTempDirectory(folder, name);
  }

  URI address() {
    return address;
  }

  /** Where it listens for MQTT, if it was told to. */
  int mqttPort() throws IOException {
    String text = Files.readString(data.resolve("node.json"), StandardCharsets.UTF_8);
    Matcher port = Pattern.compile("\"mqttPort\":([0-9]+)").matcher(text);
    if (!port.find()) {
      throw new IllegalStateException("the node does not listen for MQTT: " + text);
    }
    return Integer.parseInt(port.group(1));
  }

  Path data() {
    return data;
  }

  /** Memory that it has in use. */
  long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1_024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("the system does not tell how much memory the node uses");
  }

  /** Runs a command on its data directory, says what it says, and gives its exit code. */
  int polder(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java(), "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "polder.app.Main"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--data", data.toString()));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  /**
   * Sends a signal, such as {@code STOP} or {@code CONT}, to the validators that it started.
   *
   * @throws IOException if there are none
   */
  void signalValidators(String signal) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    process
        .descendants()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .forEach(child -> command.add(Long.toString(child.pid())));
    if (command.size() == 2 || new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("the validators take no signal: " + command);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Processor time that it used so far, seconds. */
  double processorSeconds() {
    return process
        .info()
        .totalCpuDuration()
        .map(duration -> duration.toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  /** Stops it in good order. Its data stay until it is closed. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    delete(data);
  }

  static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
