package polder.adapters.evm;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.ports.chain.ChainException;
import polder.protocol.identity.Account;

/**
 * A local chain to develop on: anvil in a process of its own, kept in a folder. A block is made
 * when a transaction comes. However the node ends, anvil ends with it: a shell between them waits
 * for the end of its input, which the kernel brings about. What it knew is there again at the next
 * start.
 */
public final class Anvil implements AutoCloseable {
  /** The number that development chains have by custom. */
  public static final long CHAIN_ID = 31_337;

  private static final Logger LOG = LoggerFactory.getLogger(Anvil.class);

  /** States of so many blocks can be asked for. */
  private static final int KEPT_STATES = 256;

  private static final int ATTEMPTS = 3;
  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 20;
  private static final long POLL_MILLIS = 20;

  private static final int MAX_SAID = 600;

  /**
   * Starts anvil, and beside it a watcher that reads the shell's own input to its end, which comes
   * with the end of the node, and then tells anvil to end. The shell ends when anvil does.
   */
  private static final String SHELL =
      "trap '' INT HUP; exec 3<&0; \"$@\" </dev/null 3<&- & child=$!;"
          + " { while read -r line <&3; do :; done; kill -TERM $child; } 2>/dev/null & watcher=$!;"
          + " wait $child; code=$?; kill -TERM $watcher 2>/dev/null; exit $code";

  private static final RpcLimits PATIENT =
      new RpcLimits(Duration.ofSeconds(30), 1 << 30, 1, Duration.ofMillis(50), 50);

  private final Process process;
  private final URI url;
  private final AnvilState state;
  private final Path record;
  private final JsonRpc rpc;
  private final Thread saver;
  private long savedHeight = -1;

  private Anvil(Process process, int port, Path folder, Duration saveEvery) {
    this.process = process;
    this.url = URI.create("http://127.0.0.1:" + port);
    this.state = new AnvilState(folder);
    this.record = folder.resolve("anvil.json");
    this.rpc = new JsonRpc(List.of(url), OptionalLong.of(CHAIN_ID), PATIENT);
    this.saver = Thread.ofVirtual().name("anvil-saver").unstarted(() -> saveAgain(saveEvery));
  }

  /**
   * Starts the chain in {@code folder}, or a new one if there is none; returns when it answers.
   *
   * @param binary from {@link AnvilBinary#find}
   * @param port where to listen on this machine; 0 for the one used last, or a free one
   * @param saveEvery how often it is saved if it has changed: what a power cut may cost
   * @throws IOException if another node has it, its file is damaged, or anvil does not start
   */
  public static Anvil start(Path binary, Path folder, int port, Duration saveEvery)
      throws IOException {
    Files.createDirectories(folder);
    Path record = folder.resolve("anvil.json");
    Optional<AnvilRecord> before = AnvilRecord.read(record);
    if (before.isPresent()) {
      before.get().endLeftovers();
    }
    IOException last = new IOException("anvil was not started");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int usedLast = attempt == 0 ? before.map(AnvilRecord::port).orElse(0) : 0;
      int chosen = port > 0 ? given(port) : free(usedLast);
      Anvil anvil = launch(binary, folder, chosen, saveEvery);
      try {
        anvil.awaitAnswer();
        anvil.writeRecord(chosen);
        anvil.saver.start();
        return anvil;
      } catch (IOException e) {
        anvil.end();
        // Another program may have taken the port meanwhile.
        last = e;
      }
    }
    throw last;
  }

  /** Else whoever has the port would be taken for the chain. */
  private static int given(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IOException("port " + port + " of the local chain is taken; choose another", e);
    }
  }

  private static int free(int preferred) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    if (preferred > 0) {
      try (ServerSocket socket = new ServerSocket(preferred, 1, here)) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        LOG.info("port {} is taken by now; the local chain gets another", preferred);
      }
    }
    try (ServerSocket socket = new ServerSocket(0, 1, here)) {
      return socket.getLocalPort();
    }
  }

  private static Anvil launch(Path binary, Path folder, int port, Duration saveEvery)
      throws IOException {
    AnvilState state = new AnvilState(folder);
    Optional<Path> begin = state.newest();
    List<String> command = new ArrayList<>(List.of("sh", "-c", SHELL, "sh", binary.toString()));
    command.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of("--chain-id", Long.toString(CHAIN_ID), "--quiet"));
    command.addAll(List.of("--prune-history", Integer.toString(KEPT_STATES)));
    command.addAll(List.of("--cache-path", folder.resolve("cache").toString()));
    command.addAll(List.of("--dump-state", state.exit().toString()));
    begin.ifPresent(file -> command.addAll(List.of("--load-state", file.toString())));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("anvil.log").toFile())
            .start();
    return new Anvil(process, port, folder, saveEvery);
  }

  private void awaitAnswer() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() - deadline < 0) {
      try {
        rpc.ask(node -> new Eth(node).chainId());
        return;
      } catch (ChainException notYet) {
        if (!notYet.passing()) {
          throw notYet;
        }
      }
      if (endsWithin(POLL_MILLIS)) {
        throw new IOException("anvil did not start: " + said());
      }
    }
    throw new IOException("anvil does not answer: " + said());
  }

  private String said() throws IOException {
    Path log = record.resolveSibling("anvil.log");
    String all = Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8).strip() : "";
    return all.substring(Math.max(0, all.length() - MAX_SAID)).replace('\n', ' ');
  }

  private void writeRecord(int port) throws IOException {
    List<AnvilRecord.Known> processes = new ArrayList<>();
    process.descendants().forEach(handle -> processes.add(AnvilRecord.Known.of(handle)));
    processes.add(AnvilRecord.Known.of(process.toHandle()));
    new AnvilRecord(AnvilRecord.Known.of(ProcessHandle.current()), processes, port).write(record);
  }

  /** Where it answers. */
  public URI url() {
    return url;
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Gives {@code account} so much ether. */
  public void fund(Account account, BigInteger wei) throws ChainException {
    rpc.ask(node -> node.call("anvil_setBalance", Quantity.of(account), Quantity.of(wei)));
  }

  /** Makes so many blocks without transactions. */
  public void mine(int blocks) throws ChainException {
    rpc.ask(node -> node.call("anvil_mine", Quantity.of(blocks)));
  }

  /** Writes the chain down as it is; on the disk when this returns. */
  public synchronized void save() throws IOException {
    long height = rpc.ask(node -> new Eth(node).head().at().number());
    state.save(rpc.ask(node -> Quantity.bytes(node.call("anvil_dumpState"), "state of the chain")));
    savedHeight = height;
  }

  private void saveAgain(Duration every) {
    while (process.isAlive()) {
      try {
        Thread.sleep(every);
        long height = rpc.ask(node -> new Eth(node).head().at().number());
        if (height != lastSaved()) {
          save();
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException e) {
        LOG.warn("the local chain was not saved: {}", e.getMessage());
      }
    }
  }

  private synchronized long lastSaved() {
    return savedHeight;
  }

  /** Saves the chain and ends anvil. */
  @Override
  public void close() throws IOException {
    saver.interrupt();
    try {
      save();
    } catch (ChainException e) {
      // It writes itself down as it ends, and may have ended by the same signal as the node.
      LOG.info("the local chain has ended already: {}", e.getMessage());
    } finally {
      end();
    }
    Files.deleteIfExists(record);
  }

  private void end() throws IOException {
    rpc.close();
    List<ProcessHandle> all = process.descendants().toList();
    process.getOutputStream().close();
    if (!endsWithin(TimeUnit.SECONDS.toMillis(STOP_SECONDS))) {
      all.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private boolean endsWithin(long millis) throws IOException {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for anvil", e);
    }
  }
}
