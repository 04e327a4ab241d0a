package polder.agent.compute;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import polder.networks.GroupKey;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Work;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmOutcome;
import polder.ports.work.WasmRunner;
import polder.ports.work.WasmStreams;
import polder.ports.work.WasmTask;
import polder.protocol.Hash;

/**
 * Works out results of programs, several at a time. What comes out is a blob at the node before
 * anybody hears that there is a result. Owned by one thread; works in others.
 */
final class Workshop implements AutoCloseable {
  /**
   * Most bytes that a program may write: as every machine that works out the same result must cut
   * it off at the same byte, a rule and no setting.
   */
  static final long MOST_OUTPUT_BYTES = 64L << 20;

  /** Most bytes of a program. */
  static final long MOST_MODULE_BYTES = 64L << 20;

  private static final long STOP_SECONDS = 10;

  private final Path folder;
  private final Stock stock;
  private final Blobs blobs;
  private final WasmRunner runner;
  private final Runnable bell;
  private final ExecutorService workers;
  private final Map<GroupKey, CompletableFuture<Void>> stops = new HashMap<>();
  private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

  /** From where it takes and whom it tells. */
  record House(Path folder, Stock stock, Blobs blobs, WasmRunner runner, Runnable bell) {}

  /**
   * A shop that works on so many results at once.
   *
   * @param house its folder must be its own; the bell is rung when a result is there
   */
  Workshop(House house, int workers) {
    this.folder = house.folder();
    this.stock = house.stock();
    this.blobs = house.blobs();
    this.runner = house.runner();
    this.bell = house.bell();
    this.workers =
        Executors.newFixedThreadPool(
            workers, Thread.ofPlatform().daemon().name("work-", 0).factory());
  }

  /** From where it takes. */
  Stock stock() {
    return stock;
  }

  /**
   * Checks that a program and its input can be had, before anybody promises to run it.
   *
   * @throws IOException if not
   */
  void fetch(Work.Wasm work) throws IOException, InterruptedException {
    if (Files.size(stock.file(work.module())) > MOST_MODULE_BYTES) {
      throw new IOException("the program has more than " + MOST_MODULE_BYTES + " bytes");
    }
    if (work.input().isPresent()) {
      stock.file(work.input().get());
    }
  }

  /** Begins to work on it, unless it does already. */
  void begin(GroupKey order, Hash job) {
    if (stops.containsKey(order)) {
      return;
    }
    CompletableFuture<Void> stop = new CompletableFuture<>();
    stops.put(order, stop);
    workers.execute(() -> {
      outcomes.add(work(order, job, stop));
      bell.run();
    });
  }

  /** What was finished since it was asked last; what failed may be begun again. */
  List<Outcome> finished() {
    List<Outcome> finished = new ArrayList<>();
    for (Outcome next = outcomes.poll(); next != null; next = outcomes.poll()) {
      stops.remove(next.order());
      finished.add(next);
    }
    return finished;
  }

  /** Stops all work but that for these orders, and removes what is left of it. */
  void keepOnly(Set<GroupKey> orders) throws IOException {
    stops.forEach((order, stop) -> {
      if (!orders.contains(order)) {
        stop.complete(null);
      }
    });
    if (Files.isDirectory(folder)) {
      List<Path> files;
      try (var all = Files.list(folder)) {
        files = all.toList();
      }
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        GroupKey order = new GroupKey(name.substring(0, name.indexOf('.')));
        if (!orders.contains(order) && !stops.containsKey(order)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Where is kept what the program of an order wrote to its standard error, and how it ended. */
  Path log(GroupKey order) {
    return folder.resolve(order.text() + ".log");
  }

  private Outcome work(GroupKey order, Hash hash, CompletableFuture<Void> stop) {
    try {
      Job job = stock.job(hash);
      if (!(job.work() instanceof Work.Wasm wasm)) {
        throw new IOException("this machine has nothing that works out such results");
      }
      Files.createDirectories(folder);
      Path output = folder.resolve(order.text() + ".output");
      WasmOutcome outcome = run(wasm, output, log(order), stop);
      if (outcome.end() instanceof WasmEnd.Stopped) {
        throw new IOException("the work was stopped");
      }
      blobs.put(output);
      Files.deleteIfExists(output);
      return new Outcome.Done(order, outcome.output(), outcome.fuel(), words(outcome.end()));
    } catch (IOException e) {
      return new Outcome.Failed(order, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed(order, new IOException("the agent ends", e));
    } catch (RuntimeException e) {
      return new Outcome.Failed(order, new IOException("a bug: " + e, e));
    }
  }

  private WasmOutcome run(Work.Wasm wasm, Path output, Path log, CompletableFuture<Void> stop)
      throws IOException, InterruptedException {
    WasmTask task = new WasmTask(wasm, stock.bytes(wasm.module()), MOST_OUTPUT_BYTES);
    try (InputStream input = input(wasm);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(output));
        PrintStream errors =
            new PrintStream(Files.newOutputStream(log), false, StandardCharsets.UTF_8)) {
      WasmOutcome outcome = runner.run(task, new WasmStreams(input, out, errors), stop);
      errors.println("polder: " + words(outcome.end()) + ", fuel " + outcome.fuel());
      return outcome;
    }
  }

  private InputStream input(Work.Wasm wasm) throws IOException, InterruptedException {
    if (wasm.input().isEmpty()) {
      return InputStream.nullInputStream();
    }
    return new BufferedInputStream(Files.newInputStream(stock.checked(wasm.input().get())));
  }

  private static String words(WasmEnd end) {
    return switch (end) {
      case WasmEnd.Exited exited -> "it ended with code " + exited.code();
      case WasmEnd.OutOfFuel its -> "it ran out of fuel";
      case WasmEnd.OutOfMemory its -> "it needed more memory than its job says";
      case WasmEnd.OutOfOutput its -> "it wrote more than " + MOST_OUTPUT_BYTES + " bytes";
      case WasmEnd.Trapped trapped -> "it trapped: " + trapped.trap();
      case WasmEnd.Refused refused -> "it was never begun: " + refused.why();
      case WasmEnd.Stopped its -> "it was stopped";
    };
  }

  @Override
  public void close() {
    stops.values().forEach(stop -> stop.complete(null));
    workers.shutdownNow();
    boolean interrupted = false;
    try {
      workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
