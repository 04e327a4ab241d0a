package polder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.rocksdb.RocksStore;
import polder.epoch.EpochEngine;
import polder.epoch.EpochHeader;
import polder.epoch.EpochRun;
import polder.epoch.EpochSchedule;
import polder.epoch.RuleBook;
import polder.epoch.SignatureRule;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.node.archive.Keep;
import polder.node.archive.SignedHeader;
import polder.node.closing.Again;
import polder.node.closing.Closing;
import polder.node.settle.ChainPoints;
import polder.node.witness.Anchor;
import polder.node.witness.Audit;
import polder.node.witness.AuditReport;
import polder.node.witness.HeaderChain;
import polder.node.witness.Reexecution;
import polder.node.witness.SmallWorld;
import polder.ports.Archive;
import polder.ports.ReportJournal.Batch;
import polder.ports.ReportJournal.Cut;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.manifest.Manifests;
import polder.protocol.settlement.ChainPoint;

/** Epochs that cannot become final are closed again, whatever is killed on the way. */
class AgainTest {
  private static final RuleBook RULES = new RuleBook(Kinds.ALL);
  private static final ChainPoint FIRST = new ChainPoint(5, Hash.sha256(new byte[] {5}), 1);
  private static final ChainPoint LATER = new ChainPoint(9, Hash.sha256(new byte[] {9}), 2);

  @TempDir Path folder;
  private final SmallWorld world = SmallWorld.sealed();
  private final Manifests manifests = manifests();

  private Manifests manifests() {
    try {
      return new EpochArchive(world.archive()).manifests(world.sealed.getFirst().header());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A node's disk and what works on it. */
  private final class Node implements AutoCloseable {
    private final RocksStore store;
    private final Failing archive;
    private final EpochArchive epochs;
    private final Closing closing;
    private final AgainCloser closer;

    Node(Path root, Keep keep) throws IOException {
      store = RocksStore.open(root.resolve("store"));
      archive = new Failing(new DirectoryArchive(root.resolve("archive")));
      epochs = new EpochArchive(archive.reader());
      closing =
          Closing.open(
              new Closing.Parts(
                  store.journal(),
                  (window, rules, before) -> {
                    Cut cut =
                        new Cut(
                            window.epoch(),
                            window.startMillis(),
                            window.endMillis(),
                            store.journal().end(),
                            rules,
                            FIRST);
                    store.journal().cut(cut);
                    return cut;
                  },
                  store.state(),
                  archive,
                  new EpochRun(RULES, EpochEngine.SEQUENTIAL, SignatureRule.VERIFIED),
                  RULES,
                  world.node,
                  SmallWorld.PROGRAM,
                  keep),
              manifests);
      HeaderChain headers = new HeaderChain(epochs, new Anchor.SelfConsistent());
      closer =
          new AgainCloser(
              closing, epochs, headers, new Reexecution(epochs, RULES, EpochEngine.SEQUENTIAL));
    }

    void close(int epoch) throws IOException, InterruptedException {
      List<Entry> entries = new ArrayList<>();
      for (Bytes wire : world.sealed.get(epoch).inputs()) {
        Hash id = Hash.sha256(wire.toArray());
        if (!store.journal().contains(id)
            && entries.stream().noneMatch(entry -> entry.message().equals(id))) {
          entries.add(new Entry(id, wire));
        }
      }
      if (!entries.isEmpty()) {
        store.journal().append(List.of(new Batch(entries, Bytes.EMPTY)));
      }
      EpochHeader its = world.sealed.get(epoch).header();
      closing.close(EpochSchedule.window(manifests.deployment(), epoch, its.startMillis()));
    }

    Node upTo(int last) throws IOException, InterruptedException {
      for (int epoch = 0; epoch <= last; epoch++) {
        close(epoch);
      }
      return this;
    }

    /** Goes back to {@code last}, -1 for none. */
    Optional<String> again(long last, long attempt) throws IOException {
      Optional<SignedHeader> header =
          last < 0
              ? Optional.empty()
              : Optional.of(epochs.header(epochs.counting(last).orElseThrow()));
      return closer.closeAgain(header, attempt, (epoch, parent) -> ChainPoints.Span.at(LATER));
    }

    List<EpochHeader> chain() throws IOException {
      List<EpochHeader> all = new ArrayList<>();
      HeaderChain headers = new HeaderChain(epochs, new Anchor.SelfConsistent());
      for (long epoch = 0; epoch <= headers.latest().orElse(-1L); epoch++) {
        all.add(headers.at(epoch).header());
      }
      return all;
    }

    AuditReport audit(long last) throws IOException {
      return new Audit(epochs, RULES, EpochEngine.SEQUENTIAL)
          .run(
              new Audit.Request(0, last, new Anchor.SelfConsistent(), true, SmallWorld.PROGRAM),
              (done, total) -> {});
    }

    @Override
    public void close() throws IOException {
      store.close();
    }
  }

  /** An archive on a disk that breaks after so many steps. */
  private static final class Failing implements Archive {
    private final Archive disk;
    private int steps = Integer.MAX_VALUE;

    Failing(Archive disk) {
      this.disk = disk;
    }

    private void step() throws IOException {
      if (steps-- <= 0) {
        throw new IOException("the disk of this test is broken");
      }
    }

    @Override
    public Reader reader() {
      return disk.reader();
    }

    @Override
    public void writePieces(SortedMap<String, List<Bytes>> files) throws IOException {
      for (var file : files.entrySet()) {
        step();
        disk.writePieces(new TreeMap<>(Map.of(file.getKey(), file.getValue())));
      }
    }

    @Override
    public void writeLatest(Bytes pointer) throws IOException {
      step();
      disk.writeLatest(pointer);
    }

    @Override
    public void writeKept(Bytes note) throws IOException {
      disk.writeKept(note);
    }

    @Override
    public void delete(Collection<String> paths) throws IOException {
      disk.delete(paths);
    }

    @Override
    public SortedSet<String> list(String path) throws IOException {
      return disk.list(path);
    }
  }

  @Test
  void sameMessagesUnderTheNextAttemptAndTheOldFilesStay() throws Exception {
    try (Node node = new Node(folder, new Keep.Forever()).upTo(5)) {
      List<EpochHeader> before = node.chain();
      assertThat(node.again(2, 1)).isEmpty();

      List<EpochHeader> after = node.chain();
      assertThat(after.subList(0, 3)).isEqualTo(before.subList(0, 3));
      for (int epoch = 3; epoch <= 5; epoch++) {
        EpochHeader old = before.get(epoch);
        EpochHeader now = after.get(epoch);
        assertThat(now.attempt()).isEqualTo(1);
        assertThat(now.chain()).isEqualTo(LATER);
        assertThat(now.previous()).isEqualTo(after.get(epoch - 1).hash());
        assertThat(now.inputsRoot()).isEqualTo(old.inputsRoot());
        assertThat(now.identitiesRoot()).isEqualTo(old.identitiesRoot());
        assertThat(now.startMillis()).isEqualTo(old.startMillis());
        assertThat(node.epochs.header(new Position(epoch, 0)).header()).isEqualTo(old);
        assertThat(node.epochs.outcome(old)).hasSize((int) old.outcomeCount());
        assertThat(node.epochs.attempts(epoch)).hasSize(2);
      }
      assertThat(node.audit(5).difference()).isEmpty();

      // What comes then goes on under it, and a chain that went back is followed too.
      node.close(6);
      assertThat(node.chain().get(6).attempt()).isEqualTo(1);
      assertThat(node.chain().get(6).chain()).isEqualTo(LATER);
      assertThat(
              node.closer.closeAgain(
                  Optional.of(node.epochs.header(new Position(3, 0))),
                  0,
                  (epoch, parent) -> ChainPoints.Span.at(LATER)))
          .isEmpty();
      assertThat(node.chain().subList(0, 6)).isEqualTo(before);
      assertThat(node.chain().get(6).attempt()).isZero();
      assertThat(node.audit(6).difference()).isEmpty();
    }
  }

  @Test
  void fromTheFirstEpochOnAndWithoutAnyToCloseAgain() throws Exception {
    try (Node node = new Node(folder, new Keep.Forever()).upTo(1)) {
      assertThat(node.again(-1, 3)).isEmpty();
      assertThat(node.chain()).extracting(EpochHeader::attempt).containsExactly(3L, 3L);
      assertThat(node.again(1, 4)).isEmpty();
      node.close(2);
      assertThat(node.chain()).extracting(EpochHeader::attempt).containsExactly(3L, 3L, 4L);
      assertThat(node.audit(2).difference()).isEmpty();
    }
    try (Node node = new Node(folder, new Keep.Forever())) {
      node.close(3);
      assertThat(node.chain().getLast().attempt()).isEqualTo(4);
    }
  }

  @Test
  void messagesThatTheJournalForgotComeFromTheArchive() throws Exception {
    try (Node node = new Node(folder, new Keep.Epochs(1)).upTo(5)) {
      assertThat(node.store.journal().begin()).isPositive();
      List<EpochHeader> before = node.chain();
      assertThat(node.again(0, 1)).isEmpty();
      assertThat(node.chain())
          .extracting(EpochHeader::inputsRoot)
          .isEqualTo(before.stream().map(EpochHeader::inputsRoot).toList());
      assertThat(node.audit(5).difference()).isEmpty();
    }
  }

  @Test
  void anEpochIsNeverSealedInTwoWaysUnderOneAttempt() throws Exception {
    try (Node node = new Node(folder, new Keep.Forever()).upTo(4)) {
      assertThat(node.again(1, 1)).isEmpty();
      List<EpochHeader> before = node.chain();
      // Epoch 3 was sealed under attempt 1 on another epoch 2 than that of attempt 0.
      Optional<String> why =
          node.closer.closeAgain(
              Optional.of(node.epochs.header(new Position(2, 0))),
              1,
              (epoch, parent) -> ChainPoints.Span.at(LATER));
      assertThat(why.orElseThrow()).contains("never sealed");
      assertThat(node.chain()).isEqualTo(before);
      assertThatThrownBy(() ->
              new Again(
                  Optional.empty(),
                  node.closing.standing().state(),
                  1,
                  (epoch, parent) -> new Again.Place(LATER, List.of())))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** As a kill does, a failing disk leaves what was written; the node starts again on it. */
  @Test
  void killedAtAnyStepItComesToTheSameHeaders() throws Exception {
    List<EpochHeader> whole;
    try (Node node = new Node(folder.resolve("whole"), new Keep.Forever()).upTo(4)) {
      assertThat(node.again(1, 1)).isEmpty();
      node.close(5);
      whole = node.chain();
    }
    boolean done = false;
    for (int steps = 0; !done; steps++) {
      Path root = folder.resolve("killed-" + steps);
      try (Node node = new Node(root, new Keep.Forever()).upTo(4)) {
        node.archive.steps = steps;
        try {
          assertThat(node.again(1, 1)).isEmpty();
          done = true;
        } catch (IOException broken) {
          assertThat(broken).hasMessageContaining("broken");
        }
      }
      try (Node node = new Node(root, new Keep.Forever())) {
        assertThat(node.closing.standing().nextEpoch()).isEqualTo(5);
        assertThat(node.audit(4).difference()).isEmpty();
        assertThat(node.again(1, 1)).isEmpty();
        node.close(5);
        assertThat(node.chain()).as("killed after %d steps", steps).isEqualTo(whole);
        assertThat(node.audit(5).difference()).isEmpty();
      }
    }
    assertThat(Files.list(folder)).hasSizeGreaterThan(10);
  }

  /** A disk that refuses for a while leaves the node where closing goes on. */
  @Test
  void aDiskThatRefusesForAWhileLosesNothing() throws Exception {
    try (Node node = new Node(folder, new Keep.Forever()).upTo(4)) {
      node.archive.steps = 6;
      assertThatThrownBy(() -> node.again(1, 1)).isInstanceOf(IOException.class);
      assertThat(node.closing.standing().nextEpoch()).as("as others see it").isEqualTo(5);
      node.archive.steps = Integer.MAX_VALUE;
      node.close(5);
      assertThat(node.chain()).hasSize(6);
      assertThat(node.audit(5).difference()).isEmpty();
      assertThat(node.again(1, 1)).isEmpty();
      assertThat(node.chain().subList(2, 6)).allMatch(header -> header.attempt() == 1);
      assertThat(node.audit(5).difference()).isEmpty();
    }
  }
}
