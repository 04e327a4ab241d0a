package polder.app;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import polder.adapters.evm.Wallet;
import polder.adapters.files.KeyFile;

/**
 * The validators of a development chain that run beside the node: each a process with key, data
 * directory and log of its own, {@code validators/NUMBER} below the node's data directory. They end
 * with the node, however it ends.
 */
public final class LocalValidators implements AutoCloseable {
  /** Most validators beside a node. */
  public static final int MOST = 16;

  private static final long LOOK_MILLIS = 250;

  private final List<KeptProcess> processes;
  private final Thread keeper;

  private LocalValidators(List<KeptProcess> processes) {
    this.processes = List.copyOf(processes);
    this.keeper = Thread.ofVirtual().name("validators-keeper").unstarted(this::keep);
  }

  /** No validators. */
  static LocalValidators none() {
    return new LocalValidators(List.of());
  }

  /**
   * Those whose folders are there; nothing runs before {@link #start}.
   *
   * @param node where the node answers
   * @param rpc where the chain answers
   * @param said is told, in lines, which there are, and when one runs, ends, or is given up
   */
  static LocalValidators beside(DataDirectory data, URI node, URI rpc, Consumer<String> said)
      throws IOException {
    List<KeptProcess> processes = new ArrayList<>();
    for (DataDirectory one : of(data)) {
      String name = "validator " + one.root().getFileName();
      said.accept(
          name
              + " signs as "
              + Wallet.of(KeyFile.owner(one.validatorKey())).account()
              + "; its log is "
              + KeptProcess.log(one));
      processes.add(new KeptProcess(name, command(one, node, rpc), one, said));
    }
    return new LocalValidators(processes);
  }

  private static List<String> command(DataDirectory validator, URI node, URI rpc) {
    List<String> command = new ArrayList<>(ThisProgram.command());
    command.addAll(List.of("validator", "--node", node.toString(), "--rpc", rpc.toString()));
    command.addAll(List.of("--data", validator.root().toString()));
    command.addAll(List.of("--key", validator.validatorKey().toString()));
    command.addAll(List.of("--port", "0", "--until-input-ends"));
    return List.copyOf(command);
  }

  /** The data directories of the validators beside the node of {@code data}; perhaps none. */
  public static List<DataDirectory> of(DataDirectory data) {
    List<DataDirectory> found = new ArrayList<>();
    for (int number = 1; number <= MOST; number++) {
      DataDirectory one = at(data, number);
      // A folder that was moved away belongs to a validator that runs elsewhere by now.
      if (Files.exists(one.validatorKey())) {
        found.add(one);
      }
    }
    return found;
  }

  private static DataDirectory at(DataDirectory data, int number) {
    return new DataDirectory(data.validators().resolve(Integer.toString(number)));
  }

  /** Makes the keys of {@code count} validators; those that are there stay. */
  static void make(DataDirectory data, int count) throws IOException {
    for (int number = 1; number <= count; number++) {
      KeyFile.owner(at(data, number).validatorKey());
    }
  }

  /** Starts them. */
  public void start() {
    if (!processes.isEmpty()) {
      keeper.start();
    }
  }

  private void keep() {
    try {
      while (true) {
        long nowMillis = System.nanoTime() / 1_000_000;
        for (KeptProcess process : processes) {
          process.look(nowMillis);
        }
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends them all, each after the epoch that it is at. */
  @Override
  public void close() throws InterruptedException {
    keeper.interrupt();
    keeper.join();
    processes.forEach(KeptProcess::askToEnd);
    for (KeptProcess process : processes) {
      process.end();
    }
  }
}
