package polder.node.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochEngine;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EvidenceException;
import polder.node.archive.Keep;
import polder.node.archive.Pruner;
import polder.ports.Archive;
import polder.ports.MemoryArchive;
import polder.protocol.Bytes;
import polder.protocol.message.Message;

/**
 * An archive of which old epochs were given up: what is kept audits, and of what is gone everybody
 * is told that it was pruned. The world's states are archived after epochs 2 and 5.
 */
class PrunedArchiveTest {
  private static final SmallWorld WORLD = SmallWorld.sealed();
  private static final Anchor NODE = new Anchor.Signatures(WORLD.node.id());
  private static final EpochHeader LATEST = WORLD.sealed.getLast().header();
  private static final Pruner.Reader READ_ALL = () -> Long.MAX_VALUE;
  private static final long ALL_SNAPSHOTS = Long.MAX_VALUE;

  private static MemoryArchive archive() throws IOException {
    MemoryArchive archive = new MemoryArchive();
    SortedMap<String, Bytes> files = new TreeMap<>(WORLD.archive().files());
    Bytes latest = Optional.ofNullable(files.remove(Archive.LATEST)).orElseThrow();
    archive.write(files);
    archive.writeLatest(latest);
    return archive;
  }

  private static MemoryArchive pruned(Keep evidence, long snapshots) throws IOException {
    MemoryArchive archive = archive();
    new Pruner(archive, new Pruner.Rules(evidence, snapshots), READ_ALL).sealed(LATEST);
    return archive;
  }

  private static AuditReport audit(Archive.Reader archive, long first, boolean fromGenesis)
      throws IOException {
    return new Audit(new EpochArchive(archive), SmallWorld.RULES, EpochEngine.SEQUENTIAL)
        .run(
            new Audit.Request(first, LATEST.epoch(), NODE, fromGenesis, SmallWorld.PROGRAM),
            (done, total) -> {});
  }

  private static boolean has(Archive.Reader archive, long epoch) throws IOException {
    boolean inputs = archive.read(ArchivePaths.inputs(epoch, 0)).isPresent();
    assertThat(archive.read(ArchivePaths.outcome(epoch, 0)).isPresent()).isEqualTo(inputs);
    return inputs;
  }

  @Test
  void whatIsOlderGoesUpToAnArchivedState() throws IOException {
    // Epochs 0 to 3 may go, but only those up to 2 have their state archived behind them.
    MemoryArchive archive = pruned(new Keep.Epochs(3), ALL_SNAPSHOTS);
    assertThat(new EpochArchive(archive).kept().from()).isEqualTo(3);
    for (long epoch = 0; epoch <= LATEST.epoch(); epoch++) {
      assertThat(has(archive, epoch)).as("epoch " + epoch).isEqualTo(epoch >= 3);
      assertThat(archive.read(ArchivePaths.header(epoch, 0))).isPresent();
    }
    assertThat(pruned(new Keep.Epochs(4), 1).list("snapshots")).hasSize(2);
  }

  @Test
  void epochsThatEndedLongAgoGo() throws IOException {
    long sinceThird = LATEST.endMillis() - WORLD.sealed.get(2).header().endMillis();
    assertThat(kept(new Keep.Duration(sinceThird))).isEqualTo(3);
    assertThat(kept(new Keep.Duration(sinceThird + 1))).isZero();
    assertThat(kept(new Keep.Epochs(1))).isEqualTo(6);
    assertThat(kept(new Keep.Forever())).isZero();
  }

  private static long kept(Keep evidence) throws IOException {
    return new EpochArchive(pruned(evidence, ALL_SNAPSHOTS)).kept().from();
  }

  @Test
  void whatSomebodyHasYetToReadStays() throws IOException {
    MemoryArchive archive = archive();
    Pruner.Rules rules = new Pruner.Rules(new Keep.Epochs(1), ALL_SNAPSHOTS);
    new Pruner(archive, rules, () -> 5).sealed(LATEST);
    assertThat(new EpochArchive(archive).kept().from()).isEqualTo(3);
    new Pruner(archive, rules, () -> 6).sealed(LATEST);
    assertThat(new EpochArchive(archive).kept().from()).isEqualTo(6);
  }

  @Test
  void whatIsKeptAuditsAndTheRestIsSaidToBePruned() throws IOException {
    MemoryArchive archive = pruned(new Keep.Epochs(3), ALL_SNAPSHOTS);
    for (long first = 3; first <= LATEST.epoch(); first++) {
      AuditReport report = audit(archive, first, false);
      assertThat(report.difference()).isEmpty();
      assertThat(report.keptFrom()).isEqualTo(3);
    }
    for (boolean fromGenesis : List.of(false, true)) {
      Difference difference = audit(archive, fromGenesis ? 4 : 1, fromGenesis).difference().get();
      assertThat(difference.kind()).isEqualTo(Difference.Kind.PRUNED);
      assertThat(difference.summary()).contains("are pruned: kept from epoch 3 on");
    }
    // What is missing beyond what was pruned is missing.
    archive.delete(List.of(ArchivePaths.inputs(4, 0)));
    assertThat(audit(archive, 3, false).difference().get().kind())
        .isEqualTo(Difference.Kind.MISSING);
  }

  @Test
  void aDamagedSnapshotIsNothingToBuildOn() throws IOException {
    MemoryArchive archive = archive();
    archive.delete(List.of(ArchivePaths.snapshot(2, 0)));
    archive.write(new TreeMap<>(java.util.Map.of(ArchivePaths.snapshot(2, 0), Bytes.EMPTY)));
    new Pruner(archive, new Pruner.Rules(new Keep.Epochs(3), 9), READ_ALL).sealed(LATEST);
    assertThat(new EpochArchive(archive).kept().from()).isZero();
    assertThat(has(archive, 0)).isTrue();
  }

  @Test
  void onlyTheNewestSnapshotsAreKept() throws IOException {
    MemoryArchive archive = pruned(new Keep.Forever(), 1);
    assertThat(archive.list("snapshots")).containsExactly(ArchivePaths.snapshot(5, 0));
    assertThat(audit(archive, 4, false).snapshotEpoch()).isEmpty();
    assertThat(audit(archive, 4, false).difference()).isEmpty();
  }

  @Test
  void proofsAndExplanationsSayWhatWasPruned() throws IOException {
    EpochArchive archive = new EpochArchive(pruned(new Keep.Epochs(3), ALL_SNAPSHOTS));
    HeaderChain chain = new HeaderChain(archive, NODE);
    Reexecution reexecution = new Reexecution(archive, SmallWorld.RULES, EpochEngine.SEQUENTIAL);
    Explainer explainer = new Explainer(archive, chain, reexecution);
    Prover prover = new Prover(archive, chain, reexecution);
    assertThat(explainer.explain(WORLD.device(1), 5).rewards()).isNotEmpty();
    assertThat(prover.account(WORLD.owners.get(1), 2)).as("from the snapshot").isPresent();
    assertThatThrownBy(() -> explainer.explain(WORLD.device(1), 2))
        .isInstanceOfSatisfying(EvidenceException.class, e -> assertThat(e.keptFrom()).hasValue(3));
    assertThatThrownBy(() -> prover.account(WORLD.owners.get(1), 1))
        .hasMessageContaining("is pruned: kept from epoch 3 on");
    Message old = Message.decode(WORLD.sealed.get(1).inputs().getFirst().toArray());
    assertThat(prover.message(old.id(), LATEST.epoch(), 100)).isEmpty();
  }

  /**
   * However far it came before it died: what is said to be kept audits, and the rest goes later.
   */
  @Test
  void aCrashAtAnyMomentLeavesAnArchiveThatAudits() throws IOException {
    Pruner.Rules rules = new Pruner.Rules(new Keep.Epochs(1), 1);
    int steps = 0;
    boolean died = true;
    while (died) {
      MemoryArchive archive = archive();
      Dying dying = new Dying(archive, steps);
      new Pruner(dying, rules, READ_ALL).sealed(LATEST);
      died = dying.dead;
      long kept = new EpochArchive(archive).kept().from();
      assertThat(audit(archive, kept, false).difference()).as("after %d", steps).isEmpty();
      new Pruner(archive, rules, READ_ALL).sealed(LATEST);
      assertThat(new EpochArchive(archive).kept().swept()).isEqualTo(6);
      for (long epoch = 0; epoch < 6; epoch++) {
        assertThat(has(archive, epoch)).isFalse();
      }
      assertThat(archive.list("snapshots")).containsExactly(ArchivePaths.snapshot(5, 0));
      steps++;
    }
    assertThat(steps).as("moments to die at").isGreaterThan(12);
  }

  /** Dies after so many changes. Each file that is deleted is one. */
  private static final class Dying implements Archive {
    private final MemoryArchive archive;
    private int left;
    private boolean dead;

    Dying(MemoryArchive archive, int changes) {
      this.archive = archive;
      this.left = changes;
    }

    private void live() throws IOException {
      if (left == 0) {
        dead = true;
        throw new IOException("died");
      }
      left--;
    }

    @Override
    public Reader reader() {
      return archive;
    }

    @Override
    public void writePieces(SortedMap<String, List<Bytes>> files) throws IOException {
      live();
      archive.writePieces(files);
    }

    @Override
    public void writeLatest(Bytes pointer) throws IOException {
      live();
      archive.writeLatest(pointer);
    }

    @Override
    public void writeKept(Bytes note) throws IOException {
      live();
      archive.writeKept(note);
    }

    @Override
    public void delete(Collection<String> paths) throws IOException {
      for (String path : paths) {
        live();
        archive.delete(List.of(path));
      }
    }

    @Override
    public SortedSet<String> list(String folder) {
      return archive.list(folder);
    }
  }
}
