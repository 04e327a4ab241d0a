package polder.adapters.evm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which processes belong to a local chain, in a file beside it, so that the next start finds what a
 * killed node has left behind. A process is known by its number and its start.
 *
 * @param owner the node
 * @param processes anvil, the shell that started it, and its watcher
 */
record AnvilRecord(Known owner, List<Known> processes, int port) {
  private static final long PATIENCE_SECONDS = 15;

  /** A process. */
  record Known(long pid, long startMillis) {
    static Known of(ProcessHandle handle) {
      return new Known(
          handle.pid(), handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    Optional<ProcessHandle> alive() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(handle -> of(handle).equals(this));
    }
  }

  void write(Path file) throws IOException {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    put(node.putObject("owner"), owner);
    for (Known process : processes) {
      put(node.withArray("processes").addObject(), process);
    }
    node.put("port", port);
    Durable.replace(file, (node + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void put(ObjectNode node, Known process) {
    node.put("pid", process.pid()).put("start", process.startMillis());
  }

  /** What is written in {@code file}; nothing if there is none, or it is damaged. */
  static Optional<AnvilRecord> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode node = JsonMapper.shared().readTree(Files.readString(file, StandardCharsets.UTF_8));
      List<Known> processes = new ArrayList<>();
      node.path("processes").forEach(process -> processes.add(known(process)));
      return Optional.of(
          new AnvilRecord(known(node.path("owner")), processes, node.path("port").asInt(0)));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Known known(JsonNode node) {
    return new Known(node.path("pid").asLong(0), node.path("start").asLong(0));
  }

  /**
   * Ends what a killed node has left behind: anvil is given time to write its chain down.
   *
   * @throws IOException if the node is not dead at all, or something of it cannot be ended
   */
  void endLeftovers() throws IOException {
    boolean ours = owner.pid() == ProcessHandle.current().pid();
    if (!ours && owner.alive().isPresent()) {
      throw new IOException(
          "the local chain is in use by process "
              + owner.pid()
              + "; stop it, or use its directory");
    }
    for (Known process : processes) {
      Optional<ProcessHandle> alive = process.alive();
      if (alive.isPresent() && !endsWhen(alive.get(), alive.get().destroy())) {
        endsWhen(alive.get(), alive.get().destroyForcibly());
      }
    }
  }

  private static boolean endsWhen(ProcessHandle process, boolean told) throws IOException {
    try {
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for process " + process.pid(), e);
    }
  }
}
