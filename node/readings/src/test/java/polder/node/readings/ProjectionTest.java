package polder.node.readings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.sqlite.SqliteReadings;
import polder.epoch.OutcomeLeaf;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.Standing;
import polder.networks.sensors.SensorsKind;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.archive.Keep;
import polder.node.archive.Pruner;
import polder.node.witness.SmallWorld;
import polder.ports.Archive;
import polder.ports.MemoryArchive;
import polder.ports.readings.EarningsQuery;
import polder.ports.readings.ReadingFormat;
import polder.ports.readings.ReadingSamples;
import polder.ports.readings.ReadingStore;
import polder.ports.readings.Visibility;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

class ProjectionTest {
  private static final SmallWorld WORLD = SmallWorld.sealed();

  @TempDir private Path folder;

  /** The world's archive as it was after {@code epochs}; without what is at {@code missing}. */
  private static Archive.Reader archive(int epochs, String missing) {
    Archive.Reader whole = WORLD.archive();
    return new Archive.Reader() {
      @Override
      public Optional<Bytes> read(String path) throws IOException {
        if (path.equals(Archive.LATEST)) {
          return Optional.of(EpochArchive.pointer(new EpochArchive.Position(epochs - 1L, 0)));
        }
        return path.equals(missing) ? Optional.empty() : whole.read(path);
      }

      @Override
      public String name() {
        return whole.name();
      }
    };
  }

  private static long project(Archive.Reader archive, ReadingStore store) throws IOException {
    return projection(archive, store).catchUp(epoch -> {});
  }

  private static Projection projection(Archive.Reader archive, ReadingStore store) {
    return new Projection(
        new EpochArchive(archive), new RuleBook(List.of(new SensorsKind())), store, Long.MAX_VALUE);
  }

  private static String csv(ReadingStore store) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Visibility all = new Visibility(new java.util.TreeMap<>(Map.of("street", Long.MAX_VALUE)));
    long rows =
        store
            .model()
            .read(
                all,
                60_000,
                reading -> {
                  ReadingFormat.Sink sink = new CsvFormat().open(bytes);
                  long count = reading.export(ExportQuestion.of(Map.of("verdict", "all")), sink);
                  sink.close();
                  return count;
                });
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize((int) rows + 1);
    return text;
  }

  private SqliteReadings store(String name) throws IOException {
    return SqliteReadings.open(folder.resolve(name));
  }

  @Test
  void eachAssessedReadingIsThereOnce() throws IOException {
    long assessed = 0;
    for (SealedEpoch epoch : WORLD.sealed) {
      for (OutcomeLeaf leaf : epoch.outcome()) {
        if (leaf instanceof OutcomeLeaf.Reward reward) {
          assessed += reward.assessments().size();
        }
      }
    }
    try (SqliteReadings store = store("once")) {
      assertThat(project(archive(SmallWorld.EPOCHS, ""), store)).isEqualTo(SmallWorld.EPOCHS);
      assertThat(project(archive(SmallWorld.EPOCHS, ""), store)).isZero();
      assertThat(csv(store).lines()).hasSizeBetween(2, (int) assessed + 1);
    }
  }

  @Test
  void epochByEpochGivesWhatAllAtOnceGives() throws IOException {
    try (SqliteReadings once = store("once");
        SqliteReadings steps = store("steps")) {
      project(archive(SmallWorld.EPOCHS, ""), once);
      for (int epochs = 1; epochs <= SmallWorld.EPOCHS; epochs++) {
        assertThat(project(archive(epochs, ""), steps)).isEqualTo(1);
      }
      assertThat(csv(steps)).isEqualTo(csv(once));
    }
  }

  @Test
  void itGoesOnWhereTheArchiveWasDamaged() throws IOException {
    String lost = ArchivePaths.outcome(3, 0);
    try (SqliteReadings store = store("damaged");
        SqliteReadings whole = store("whole")) {
      assertThatThrownBy(() -> project(archive(SmallWorld.EPOCHS, lost), store))
          .isInstanceOf(EvidenceException.class)
          .hasMessageContaining(lost);
      assertThat(store.projected().orElseThrow().epoch()).isEqualTo(2);
      assertThat(project(archive(SmallWorld.EPOCHS, ""), store)).isEqualTo(SmallWorld.EPOCHS - 3);
      project(archive(SmallWorld.EPOCHS, ""), whole);
      assertThat(csv(store)).isEqualTo(csv(whole));
    }
  }

  @Test
  void ofAPrunedArchiveThoseThatAreKeptAreThere() throws IOException {
    Archive.Reader whole = archive(SmallWorld.EPOCHS, "");
    MemoryArchive pruned = new MemoryArchive();
    TreeMap<String, Bytes> files = new TreeMap<>(WORLD.archive().files());
    files.remove(Archive.LATEST);
    pruned.write(files);
    pruned.writeLatest(whole.read(Archive.LATEST).orElseThrow());
    new Pruner(pruned, new Pruner.Rules(new Keep.Epochs(3), 9), () -> Long.MAX_VALUE)
        .sealed(WORLD.sealed.getLast().header());
    try (SqliteReadings all = store("all");
        SqliteReadings kept = store("kept")) {
      project(whole, all);
      assertThat(project(pruned, kept)).isEqualTo(SmallWorld.EPOCHS - 3);
      // Who was enrolled before, and where, is known from the archived state.
      List<String> lines = csv(all).lines().toList();
      int epoch = List.of(lines.getFirst().split(",")).indexOf("epoch");
      List<String> since =
          lines.stream()
              .filter(line -> !List.of("0", "1", "2").contains(line.split(",")[epoch]))
              .toList();
      assertThat(csv(kept).lines()).containsExactlyElementsOf(since).hasSizeGreaterThan(5);
      assertThat(project(pruned, all)).as("nothing is done again").isZero();
    }
  }

  /** What each owner was credited with, as far as {@code store} knows. */
  private static List<Long> credited(ReadingStore store) throws IOException {
    List<Long> all = new ArrayList<>();
    for (Account owner : WORLD.owners) {
      long[] sum = new long[1];
      EarningsQuery query =
          new EarningsQuery(
              owner, 0, Integer.MAX_VALUE, EarningsQuery.Step.DAY, Optional.empty(), 1_000);
      store
          .model()
          .<Boolean>read(
              new Visibility(new TreeMap<>()),
              60_000,
              reading -> {
                reading.earnings(query, row -> sum[0] += row.creditedNano());
                return true;
              });
      all.add(sum[0]);
    }
    return all;
  }

  @Test
  void whatIsCreditedAddsUpToWhatTheStateSaysWasEarned() throws IOException {
    SealedEpoch last = WORLD.sealed.getLast();
    Standing standing =
        new Standing(
            Optional.of(last.header()),
            last.after(),
            new EpochArchive(WORLD.archive()).manifests(last.header()),
            Map.of());
    try (SqliteReadings store = store("earned")) {
      project(archive(SmallWorld.EPOCHS, ""), store);
      List<Long> earned =
          WORLD.owners.stream().map(owner -> standing.account(owner).earnedNano()).toList();
      assertThat(earned).anyMatch(nano -> nano > 0);
      assertThat(credited(store)).isEqualTo(earned);
    }
  }

  /** Epochs that were given up cannot be read again, and what they paid is not forgotten. */
  @Test
  void earningsAreThoseOfTheAttemptThatCountsAlsoWhereEarlierEpochsArePruned() throws IOException {
    int epochs = 6;
    TreeMap<String, Bytes> files = new TreeMap<>(WORLD.archive().files());
    files.remove(Archive.LATEST);
    files.putAll(WORLD.againWithoutMessages(epochs - 1, 1));
    MemoryArchive whole = new MemoryArchive();
    whole.write(files);
    MemoryArchive pruned = new MemoryArchive();
    pruned.write(files);
    Bytes first = EpochArchive.pointer(new EpochArchive.Position(epochs - 1L, 0));
    Bytes second = EpochArchive.pointer(new EpochArchive.Position(epochs - 1L, 1));
    try (SqliteReadings store = store("again");
        SqliteReadings right = store("right")) {
      pruned.writeLatest(first);
      project(pruned, store);
      List<Long> before = credited(store);
      new Pruner(pruned, new Pruner.Rules(new Keep.Epochs(3), 9), () -> Long.MAX_VALUE)
          .sealed(WORLD.sealed.get(epochs - 1).header());
      assertThat(new EpochArchive(pruned).kept().from()).isPositive();
      pruned.writeLatest(second);
      project(pruned, store);
      whole.writeLatest(second);
      project(whole, right);
      assertThat(credited(store)).isEqualTo(credited(right)).isNotEqualTo(before);
      assertThat(store.projected()).isEqualTo(right.projected());
    }
  }

  /** Between a store that was emptied and the first epoch that is read again nothing may go. */
  @Test
  void whatIsToBeReadAgainIsNotPrunedMeanwhile() throws IOException {
    int epochs = 6;
    TreeMap<String, Bytes> files = new TreeMap<>(WORLD.archive().files());
    files.remove(Archive.LATEST);
    files.putAll(WORLD.againWithoutMessages(epochs - 1, 1));
    MemoryArchive archive = new MemoryArchive();
    archive.write(files);
    archive.writeLatest(EpochArchive.pointer(new EpochArchive.Position(epochs - 1L, 0)));
    try (SqliteReadings store = store("meanwhile");
        SqliteReadings right = store("right")) {
      Runnable[] meanwhile = {() -> {}};
      Projection projection =
          projection(whenEmptied(archive, store, () -> meanwhile[0].run()), store);
      assertThat(projection.next()).isZero();
      projection.catchUp(epoch -> {});
      assertThat(projection.next()).isEqualTo(epochs);
      Pruner pruner =
          new Pruner(archive, new Pruner.Rules(new Keep.Epochs(3), 9), projection.and(() -> 99));
      meanwhile[0] = () -> pruner.sealed(WORLD.sealed.get(epochs - 1).header());
      archive.writeLatest(EpochArchive.pointer(new EpochArchive.Position(epochs - 1L, 1)));
      project(archive, right);
      projection.catchUp(epoch -> {});
      assertThat(new EpochArchive(archive).kept().from()).isZero();
      assertThat(credited(store)).isEqualTo(credited(right));
      meanwhile[0].run();
      assertThat(new EpochArchive(archive).kept().from()).isPositive();
    }
  }

  /** Does {@code task} whenever it is asked what is kept while the store is empty. */
  private static Archive.Reader whenEmptied(
      MemoryArchive archive, ReadingStore store, Runnable task) {
    return new Archive.Reader() {
      @Override
      public Optional<Bytes> read(String path) throws IOException {
        if (path.equals(ArchivePaths.KEPT) && store.projected().isEmpty()) {
          task.run();
        }
        return archive.read(path);
      }

      @Override
      public String name() {
        return archive.name();
      }
    };
  }

  /** Emptied by a person whose archive is pruned: nothing of what was summed is lost. */
  @Test
  void whatWasEarnedBeforeStaysAlsoWhereNoEpochThatIsKeptWasProjected() throws IOException {
    MemoryArchive pruned = new MemoryArchive();
    TreeMap<String, Bytes> files = new TreeMap<>(WORLD.archive().files());
    files.remove(Archive.LATEST);
    pruned.write(files);
    pruned.writeLatest(EpochArchive.pointer(new EpochArchive.Position(SmallWorld.EPOCHS - 1L, 0)));
    Pruner pruner =
        new Pruner(pruned, new Pruner.Rules(new Keep.Epochs(3), 9), () -> Long.MAX_VALUE);
    pruner.sealed(WORLD.sealed.getLast().header());
    int keptFrom = (int) new EpochArchive(pruned).kept().from();
    try (SqliteReadings store = store("before");
        SqliteReadings right = store("right")) {
      project(archive(keptFrom, ""), store);
      projection(pruned, store).clear();
      project(pruned, store);
      project(archive(SmallWorld.EPOCHS, ""), right);
      assertThat(credited(store)).isEqualTo(credited(right));
    }
  }

  @Test
  void aStoreOfAnotherArchiveIsFilledAnew() throws IOException {
    try (SqliteReadings store = store("other")) {
      store.add(ReadingSamples.hours(1).getFirst(), Long.MIN_VALUE);
      assertThat(project(archive(SmallWorld.EPOCHS, ""), store)).isEqualTo(SmallWorld.EPOCHS);
    }
  }

  @Test
  void anEmptyArchiveGivesNothing() throws IOException {
    try (SqliteReadings store = store("empty")) {
      Archive.Reader nothing =
          new Archive.Reader() {
            @Override
            public Optional<Bytes> read(String path) {
              return Optional.empty();
            }

            @Override
            public String name() {
              return "nothing";
            }
          };
      assertThat(project(nothing, store)).isZero();
      assertThat(store.projected()).isEmpty();
    }
  }
}
