package polder.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import polder.adapters.engine.InProcessEngine;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.rocksdb.RocksStore;
import polder.adapters.yaml.ManifestFile;
import polder.app.Kinds;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.EpochSchedule;
import polder.epoch.FleetState;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.SignatureRule;
import polder.networks.EpochWindow;
import polder.node.archive.Keep;
import polder.node.closing.Closing;
import polder.node.closing.OldGeneration;
import polder.node.journal.Acknowledgement;
import polder.node.journal.Journal;
import polder.node.journal.JournalLimits;
import polder.ports.ReportJournal.Cut;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainPoint;

/**
 * Closes hourly epochs of a large fleet, one message from each device, with every check and full
 * windows: from the cut of the journal until the evidence is archived and the state is durable, and
 * then until the messages that need not be kept are forgotten. Signatures count as verified, as
 * they are when a message arrived.
 */
final class ClosingRun {
  private static final long DAY = 20_000; // 2024-10-04
  private static final long HOUR = 3_600_000;

  private ClosingRun() {}

  /** {@code DEVICES EPOCHS FIRST-HOUR-OF-DAY}. */
  public static void main(String[] args) throws Exception {
    int devices = Integer.parseInt(args[0]);
    int epochs = Integer.parseInt(args[1]);
    long hour = DAY * 24 + Long.parseLong(args[2]);
    Path data = NodeProcess.scratch("closing-");
    try {
      run(data, devices, epochs, hour);
    } finally {
      NodeProcess.delete(data);
    }
  }

  private static void run(Path data, int devices, int epochs, long firstHour) throws Exception {
    Manifests manifests = manifests();
    Fleet fleet = new Fleet(manifests.network("air-temperature").orElseThrow(), devices);
    RuleBook rules = new RuleBook(Kinds.ALL);
    InProcessEngine engine = InProcessEngine.overAllCores();
    DeviceKey key = DeviceKey.ed25519(new byte[32]);
    try (RocksStore store = RocksStore.open(data.resolve("store"))) {
      EpochRun program = new EpochRun(rules, engine, SignatureRule.RECORDED_DATA);
      start(store, program, fleet, manifests, firstHour - 1);
      DirectoryArchive archive = new DirectoryArchive(data.resolve("archive"));
      try (Journal journal =
          new Journal(store.journal(), manifests.deployment().id(), key, JournalLimits.USUAL)) {
        Closing closing =
            new ClosingRoom(store, archive, program, rules, key, new Keep.Epochs(2))
                .open(journal, manifests);
        AtomicReference<Spent> durable = new AtomicReference<>(Spent.now());
        closing.addListener(sealed -> durable.set(Spent.now()));
        for (int i = 0; i < epochs; i++) {
          long hour = firstHour + i;
          long began = System.nanoTime();
          submit(journal, fleet, hour);
          System.out.printf(
              Locale.ROOT,
              "hour %2d: journal took the messages in %.1f s%n",
              hour % 24,
              seconds(began));
          // Until the journal's tables are merged: an hour's messages came within a minute here.
          Quiet.await(() -> Spent.now().processorNanos() / 1e9);
          EpochWindow window = EpochSchedule.window(manifests.deployment(), i + 1, hour * HOUR);
          long messages = close(closing, window, durable);
          // As the node's clock does when nobody holds the epoch any more.
          began = System.nanoTime();
          if (OldGeneration.collectAfter(messages)) {
            System.out.printf(Locale.ROOT, "  collected in %.1f s%n", seconds(began));
          }
        }
      }
    }
  }

  /** Closes the next epoch and tells of it; how many messages it had. */
  private static long close(Closing closing, EpochWindow window, AtomicReference<Spent> durable)
      throws Exception {
    Spent before = Spent.now();
    SealedEpoch sealed = closing.close(window);
    Spent written = Objects.requireNonNull(durable.get());
    Spent closed = written.since(before);
    Spent forgotten = Spent.now().since(written);
    long messages = sealed.header().inputsCount();
    System.out.printf(
        Locale.ROOT,
        "  %,d messages, %,d lines, closed in %.2f s, old ones forgotten in %.2f s;"
            + " a message %.1f and %.1f µs of processor time, %,d bytes allocated,"
            + " %d MiB in use, state %.8s, outcome %.8s, payouts %.8s%n",
        messages,
        sealed.header().outcomeCount(),
        closed.nanos() / 1e9,
        forgotten.nanos() / 1e9,
        closed.processorNanos() / 1e3 / messages,
        forgotten.processorNanos() / 1e3 / messages,
        closed.allocatedBytes() / messages,
        used() >> 20,
        sealed.header().stateRoot(),
        sealed.header().outcomeRoot(),
        sealed.header().payoutsRoot());
    return messages;
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  /**
   * What was spent up to a moment.
   *
   * @param processorNanos of the whole process: what collects garbage, compiles and writes tables
   *     as well
   * @param allocatedBytes of all Java threads
   */
  private record Spent(long nanos, long processorNanos, long allocatedBytes) {
    static Spent now() {
      return new Spent(
          System.nanoTime(),
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime(),
          ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getTotalThreadAllocatedBytes());
    }

    Spent since(Spent before) {
      return new Spent(
          nanos - before.nanos,
          processorNanos - before.processorNanos,
          allocatedBytes - before.allocatedBytes);
    }
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static Manifests manifests() throws IOException {
    SortedMap<String, Value> deployment =
        new TreeMap<>(ManifestFile.read(Path.of("manifests/deployment.yaml")).entries());
    deployment.put("epoch", new Value.Text("1h"));
    deployment.put("snapshot_every", new Value.Whole(1_000_000));
    Value.Table network = ManifestFile.read(Path.of("manifests/air-temperature.yaml"));
    Value.Table parameters = table(network, "parameters");
    Value.Table course = with(table(parameters, "course"), "region_resolution", new Value.Whole(3));
    Value.Table regional = with(network, "parameters", with(parameters, "course", course));
    return Manifests.of(new Value.Table(deployment), List.of(regional));
  }

  private static Value.Table table(Value.Table of, String key) {
    if (of.entries().get(key) instanceof Value.Table table) {
      return table;
    }
    throw new IllegalStateException("the manifest has no " + key);
  }

  private static Value.Table with(Value.Table table, String key, Value value) {
    SortedMap<String, Value> entries = new TreeMap<>(table.entries());
    entries.put(key, value);
    return new Value.Table(entries);
  }

  /** Seals an epoch without messages, so that there is a header that the fleet's state is after. */
  private static void start(
      RocksStore store, EpochRun program, Fleet fleet, Manifests manifests, long hour)
      throws IOException {
    FleetState state = fleet.state(hour + 1);
    System.out.printf(
        Locale.ROOT,
        "state: %,d entries, %,d bytes, %,d a device%n",
        state.size(),
        state.bytes(),
        state.bytes() / fleet.size());
    StateTree tree = StateTree.of(state.entries().entrySet());
    EpochWindow window = EpochSchedule.window(manifests.deployment(), 0, hour * HOUR);
    SealedEpoch sealed =
        program.run(
            tree,
            new EpochInputs(
                window, 0, Hash.ZERO, ChainPoint.NONE, List.of(), manifests, Hash.ZERO));
    SortedMap<Bytes, Optional<Bytes>> all = new TreeMap<>();
    sealed.after().forEach(Bytes.EMPTY, (key, value) -> all.put(key, Optional.of(value)));
    store.state().commit(sealed.header().encode(), all.entrySet());
    store
        .journal()
        .cut(
            new Cut(
                0, window.startMillis(), window.endMillis(), 0, manifests.hash(), ChainPoint.NONE));
  }

  private static void submit(Journal journal, Fleet fleet, long hour) {
    List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
    for (int i = 0; i < fleet.size(); i++) {
      answers.add(journal.submit(fleet.message(i, hour)));
      if (answers.size() == 16_384) {
        settle(answers);
      }
    }
    settle(answers);
  }

  private static void settle(List<CompletableFuture<Acknowledgement>> answers) {
    for (CompletableFuture<Acknowledgement> answer : answers) {
      if (!(answer.join() instanceof Acknowledgement.Accepted)) {
        throw new IllegalStateException("the journal did not take a message: " + answer.join());
      }
    }
    answers.clear();
  }
}
