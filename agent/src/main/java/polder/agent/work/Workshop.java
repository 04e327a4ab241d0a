package polder.agent.work;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import polder.agent.blob.BlobClient;
import polder.agent.work.TileList.Entry;
import polder.networks.GroupKey;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Work;
import polder.ports.work.BatchRunner;
import polder.ports.work.WasmRunner;
import polder.protocol.Hash;

/**
 * Works out results, several at a time, and keeps them on the disk until their orders are over.
 * They are brought to the node only when they may be opened: whoever runs it could copy them
 * before. Owned by one thread; works in others.
 */
public final class Workshop implements AutoCloseable {
  private static final long STOP_SECONDS = 10;

  private final Path folder;
  private final Stock stock;
  private final Blobs blobs;
  private final Programs programs;
  private final Pictures pictures;
  private final Batches batches;
  private final Appraiser appraiser;
  private final Runnable bell;
  private final ExecutorService workers;
  private final Map<GroupKey, CompletableFuture<Void>> stops = new HashMap<>();
  private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private final Set<GroupKey> delivered = new HashSet<>();

  /**
   * From where it takes and whom it tells.
   *
   * @param folder of its own
   * @param studio what renders pictures, where the machine can
   * @param batches runs containers to their ends, where the machine can
   * @param bell rung when something is there to be asked for
   */
  public record House(
      Path folder,
      Stock stock,
      Blobs blobs,
      WasmRunner runner,
      Optional<Studio> studio,
      Optional<BatchRunner> batches,
      Runnable bell) {}

  /** A shop that works on so many results at once. */
  public Workshop(House house, int workers) {
    this.folder = house.folder();
    this.stock = house.stock();
    this.blobs = house.blobs();
    this.programs = new Programs(stock, house.runner());
    this.pictures = new Pictures(stock, house.studio());
    this.batches = new Batches(house.batches());
    this.bell = house.bell();
    this.appraiser = new Appraiser(pictures, folder.resolve("trial.png"), bell);
    this.workers =
        Executors.newFixedThreadPool(
            workers, Thread.ofPlatform().daemon().name("work-", 0).factory());
  }

  /** From where it takes. */
  public Stock stock() {
    return stock;
  }

  /**
   * Checks that what a job needs can be had, before anybody promises to do it.
   *
   * @throws IOException if not
   */
  public void prepare(Job job) throws IOException, InterruptedException {
    switch (job.work()) {
      case Work.Wasm wasm -> programs.prepare(wasm);
      case Work.Render render -> pictures.prepare(job, render);
      case Work.Containers containers -> {}
      case Work.Batch batch -> batches.prepare(job, batch);
    }
  }

  /** How long pictures would take here; empty while it is being found out. */
  public Optional<Appraiser.Appraisal> appraise(GroupKey order, Job job, Work.Render render) {
    return appraiser.of(order, job, render);
  }

  /** Begins to work on it, unless it does already. */
  public void begin(Task task) {
    start(task.order(), stop -> work(task, stop));
  }

  private void start(GroupKey order, Function<CompletableFuture<Void>, Outcome> work) {
    if (stops.containsKey(order)) {
      return;
    }
    CompletableFuture<Void> stop = new CompletableFuture<>();
    stops.put(order, stop);
    workers.execute(() -> {
      outcomes.add(work.apply(stop));
      bell.run();
    });
  }

  /**
   * Begins to bring what an order's work came to to the node, unless it does already.
   *
   * @param output what it came to
   */
  public void deliver(GroupKey order, Hash output) {
    start(order, stop -> delivery(order, output));
  }

  /**
   * Begins to bring the pixels of this machine's tiles to the node, and to look which of the others
   * are there, unless something of the order is under way.
   */
  public void show(Comparison comparison) {
    start(comparison.order(), stop -> shown(comparison));
  }

  /** Whether the node has it, as far as this agent has brought it. */
  public boolean isDelivered(GroupKey order) {
    return delivered.contains(order);
  }

  /** What was finished since it was asked last; what failed may be begun again. */
  public List<Outcome> finished() {
    List<Outcome> finished = new ArrayList<>();
    for (Outcome next = outcomes.poll(); next != null; next = outcomes.poll()) {
      stops.remove(next.order());
      if (next instanceof Outcome.Delivered) {
        delivered.add(next.order());
      }
      finished.add(next);
    }
    return finished;
  }

  /** Stops all work but that for these orders, and removes what is left of it. */
  public void keepOnly(Set<GroupKey> orders) throws IOException {
    stops.forEach((order, stop) -> {
      if (!orders.contains(order)) {
        stop.complete(null);
      }
    });
    delivered.retainAll(orders);
    if (Files.isDirectory(folder)) {
      List<Path> files;
      try (var all = Files.list(folder)) {
        files = all.toList();
      }
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        GroupKey order = new GroupKey(name.substring(0, name.indexOf('.')));
        if (!orders.contains(order) && !stops.containsKey(order)) {
          remove(order, file);
        }
      }
    }
  }

  private void remove(GroupKey order, Path file) throws IOException {
    if (Files.isDirectory(file)) {
      tiles(order).remove();
    } else {
      Files.deleteIfExists(file);
    }
  }

  /** Stops to find out about all orders but these. */
  public void appraiseOnly(Set<GroupKey> orders) {
    appraiser.keepOnly(orders);
  }

  /** Where is kept what an order's work had to say. */
  public Path log(GroupKey order) {
    return folder.resolve(order.text() + ".log");
  }

  /** The tiles of an order that are there already, by index. */
  public SortedMap<Integer, Entry> tilesOf(GroupKey order) {
    return tiles(order).all();
  }

  /** The file of a tile of an order. */
  public Path file(GroupKey order, Entry tile) {
    return tiles(order).file(tile);
  }

  private Tiles tiles(GroupKey order) {
    return new Tiles(folder.resolve(order.text() + ".tiles"));
  }

  private Outcome work(Task task, CompletableFuture<Void> stop) {
    GroupKey order = task.order();
    try {
      Job job = stock.job(task.job());
      Files.createDirectories(folder);
      Made made =
          switch (job.work()) {
            case Work.Wasm wasm -> programs.run(wasm, output(order), log(order), stop);
            case Work.Render render ->
                pictures.render(
                    task,
                    job,
                    render,
                    new Pictures.Place(tiles(order), output(order), log(order), stop));
            case Work.Batch batch ->
                batches.run(task, job, batch, new Batches.Place(output(order), log(order), stop));
            case Work.Containers containers ->
                throw new IOException("this machine has nothing that works out such results");
          };
      // What is sealed must be there to be opened, also after the power fails.
      for (Path file : result(order)) {
        force(file);
      }
      force(folder);
      return new Outcome.Done(order, made);
    } catch (IOException | InterruptedException | RuntimeException e) {
      return failed(order, e);
    }
  }

  private static Outcome failed(GroupKey order, Exception why) {
    return switch (why) {
      case IOException e -> new Outcome.Failed(order, e);
      case InterruptedException e -> {
        Thread.currentThread().interrupt();
        yield new Outcome.Failed(order, new IOException("the agent ends", e));
      }
      default -> new Outcome.Failed(order, new IOException("a bug: " + why, why));
    };
  }

  private Path output(GroupKey order) {
    return folder.resolve(order.text() + ".output");
  }

  /** All files that a result is of, the one that it is named by last. */
  private List<Path> result(GroupKey order) {
    List<Path> files = new ArrayList<>();
    tiles(order).all().values().forEach(tile -> files.add(file(order, tile)));
    files.add(output(order));
    return files;
  }

  private static void force(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      file.force(true);
    }
  }

  private Outcome delivery(GroupKey order, Hash output) {
    try {
      if (!Files.exists(output(order)) || !BlobClient.hash(output(order)).equals(output)) {
        throw new IOException("what was sealed is no more on this machine's disk as it was");
      }
      for (Path file : result(order)) {
        blobs.put(file);
      }
      return new Outcome.Delivered(order);
    } catch (IOException | InterruptedException | RuntimeException e) {
      return failed(order, e);
    }
  }

  private Outcome shown(Comparison comparison) {
    GroupKey order = comparison.order();
    try {
      if (!(stock.job(comparison.job()).work() instanceof Work.Render render)) {
        throw new IOException("its job is no picture, and has no pixels to show");
      }
      Path pixels = folder.resolve(order.text() + ".pixels");
      for (Entry tile : tiles(order).of(comparison.own())) {
        pictures.decode(tile, render, tiles(order).file(tile), pixels);
        blobs.put(pixels);
      }
      Files.deleteIfExists(pixels);
      SortedSet<Hash> there = new TreeSet<>();
      for (Hash tile : comparison.all()) {
        if (blobs.has(tile)) {
          there.add(tile);
        }
      }
      return new Outcome.Shown(order, there);
    } catch (IOException | InterruptedException | RuntimeException e) {
      return failed(order, e);
    }
  }

  @Override
  public void close() {
    appraiser.close();
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
