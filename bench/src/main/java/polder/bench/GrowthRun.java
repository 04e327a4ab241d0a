package polder.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import polder.adapters.engine.InProcessEngine;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.rocksdb.RocksStore;
import polder.adapters.sqlite.SqliteReadings;
import polder.adapters.yaml.ManifestFile;
import polder.app.Kinds;
import polder.app.Retention;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.EpochSchedule;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.SignatureRule;
import polder.networks.EpochWindow;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.Keep;
import polder.node.archive.Pruner;
import polder.node.archive.SignedHeader;
import polder.node.closing.Closing;
import polder.node.journal.Acknowledgement;
import polder.node.journal.Journal;
import polder.node.journal.JournalLimits;
import polder.node.readings.Projection;
import polder.ports.ReportJournal.Cut;
import polder.ports.readings.EpochReadings;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainPoint;

/**
 * What a device costs a node in memory and on disk: days of hourly epochs of a simulated fleet that
 * has just been enrolled, a message of one reading from each device an hour, through the real
 * journal, closing, archive, state and store of readings, without waiting for any clock. Signatures
 * count as verified; receipts are signed.
 */
final class GrowthRun {
  private static final long DAY = 86_400_000;
  private static final long HOUR = 3_600_000;
  private static final int HOURS = 24;
  private static final long FIRST_HOUR = 20_000 * HOURS;

  /** Two days, a week and a week, so that what is kept no longer grows after half a month. */
  private static final Retention BOUNDED =
      new Retention(
          new Keep.Epochs(2 * HOURS), new Pruner.Rules(new Keep.Duration(7 * DAY), 3), 7 * DAY);

  private final Manifests manifests;
  private final Fleet fleet;
  private final Retention retention;
  private final Path data;
  private final DeviceKey key = DeviceKey.ed25519(new byte[32]);
  private final RuleBook rules = new RuleBook(Kinds.ALL);
  private final List<Footprint> days = new ArrayList<>();
  private long keptFrom;

  private GrowthRun(Manifests manifests, int devices, Retention retention, Path data) {
    this.manifests = manifests;
    this.fleet = new Fleet(manifests.network("air-temperature").orElseThrow(), devices);
    this.retention = retention;
    this.data = data;
  }

  /** {@code DEVICES DAYS [without|with]}: without retention, with it, or one after the other. */
  public static void main(String[] args) throws Exception {
    int devices = Integer.parseInt(args[0]);
    int days = Integer.parseInt(args[1]);
    String choice = args.length > 2 ? args[2] : "";
    if (devices < 1 || days < 4 || !List.of("", "without", "with").contains(choice)) {
      throw new IllegalArgumentException(
          "at least a device and four days, then `without` or `with` (retention) or nothing");
    }
    Manifests manifests = manifests();
    System.out.printf(
        Locale.ROOT,
        "%,d devices, %d days of hourly epochs, a message of one reading a device and hour%n",
        devices,
        days);
    if (!choice.equals("with")) {
      run("everything kept but the journal (1,000 epochs)", manifests, args, Retention.USUAL);
    }
    if (!choice.equals("without")) {
      run("journal 48 epochs, evidence 7d, snapshots 3, readings 7d", manifests, args, BOUNDED);
    }
  }

  private static void run(String what, Manifests manifests, String[] args, Retention retention)
      throws Exception {
    Path data = NodeProcess.scratch("growth-");
    try {
      GrowthRun run = new GrowthRun(manifests, Integer.parseInt(args[0]), retention, data);
      long began = System.nanoTime();
      run.run(Integer.parseInt(args[1]));
      System.out.printf(
          Locale.ROOT,
          "%n%s: evidence from epoch %,d on; took %.0f s%n",
          what,
          run.keptFrom,
          (System.nanoTime() - began) / 1e9);
      new GrowthReport(run.fleet.size(), run.days).print();
    } finally {
      NodeProcess.delete(data);
    }
  }

  private static Manifests manifests() throws IOException {
    SortedMap<String, Value> deployment =
        new TreeMap<>(ManifestFile.read(Path.of("manifests/deployment.yaml")).entries());
    deployment.put("epoch", new Value.Text("1h"));
    return Manifests.of(
        new Value.Table(deployment),
        List.of(ManifestFile.read(Path.of("manifests/air-temperature.yaml"))));
  }

  private void run(int lastDay) throws Exception {
    DirectoryArchive archive = new DirectoryArchive(data.resolve("archive"));
    try (InProcessEngine engine = InProcessEngine.overAllCores();
        RocksStore store = RocksStore.open(data.resolve("journal"));
        SqliteReadings readings = SqliteReadings.open(data.resolve("readings"))) {
      EpochRun program = new EpochRun(rules, engine, SignatureRule.RECORDED_DATA);
      start(store, archive, readings, program);
      try (Journal journal =
          new Journal(store.journal(), manifests.deployment().id(), key, JournalLimits.USUAL)) {
        Closing closing = closing(store, archive, program, journal);
        EpochArchive evidence = new EpochArchive(archive);
        Projection projection =
            new Projection(evidence, rules, readings, retention.readingsMillis());
        Pruner pruner = new Pruner(archive, retention.archive(), () -> Long.MAX_VALUE);
        for (int hour = 1; hour <= lastDay * HOURS; hour++) {
          submit(journal, FIRST_HOUR + hour);
          SealedEpoch sealed = closing.close(window(hour));
          projection.catchUp(epoch -> {});
          pruner.sealed(sealed.header());
          if (hour % HOURS == 0) {
            days.add(Footprint.of(data, store, readings));
          }
        }
        keptFrom = evidence.kept().from();
      }
    }
  }

  private EpochWindow window(int epoch) {
    return EpochSchedule.window(manifests.deployment(), epoch, (FIRST_HOUR + epoch) * HOUR);
  }

  private Closing closing(
      RocksStore store, DirectoryArchive archive, EpochRun program, Journal journal)
      throws IOException {
    return new ClosingRoom(store, archive, program, rules, key, retention.journal())
        .open(journal, manifests);
  }

  /** Seals an epoch without messages after which all are enrolled. */
  private void start(
      RocksStore store, DirectoryArchive archive, SqliteReadings readings, EpochRun program)
      throws IOException {
    StateTree tree = StateTree.of(fleet.enrolled().entries().entrySet());
    EpochWindow window = window(0);
    SealedEpoch sealed =
        program.run(
            tree,
            new EpochInputs(
                window, 0, Hash.ZERO, ChainPoint.NONE, List.of(), manifests, Hash.ZERO));
    archive.writePieces(
        EpochArchive.files(sealed, SignedHeader.sign(sealed.header(), key), manifests, true));
    archive.writeLatest(EpochArchive.pointer(new Position(0, 0)));
    SortedMap<Bytes, Optional<Bytes>> all = new TreeMap<>();
    sealed.after().forEach(Bytes.EMPTY, (at, value) -> all.put(at, Optional.of(value)));
    store
        .journal()
        .cut(
            new Cut(
                0, window.startMillis(), window.endMillis(), 0, manifests.hash(), ChainPoint.NONE));
    store.state().commit(sealed.header().encode(), all.entrySet());
    readings.add(
        new EpochReadings(
            0,
            sealed.header().hash(),
            window.startMillis(),
            window.endMillis(),
            manifests.networks(),
            fleet.enrolments(),
            List.of(),
            Optional.empty()),
        Long.MIN_VALUE);
  }

  private void submit(Journal journal, long hour) {
    List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
    for (int i = 0; i < fleet.size(); i++) {
      answers.add(journal.submit(fleet.message(i, hour)));
      if (answers.size() == 16_384 || i == fleet.size() - 1) {
        for (CompletableFuture<Acknowledgement> answer : answers) {
          if (!(answer.join() instanceof Acknowledgement.Accepted)) {
            throw new IllegalStateException("the journal did not take a message");
          }
        }
        answers.clear();
      }
    }
  }
}
