package polder.node.closing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochEngine;
import polder.epoch.EpochHeader;
import polder.epoch.EpochRun;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.SignatureRule;
import polder.networks.EpochWindow;
import polder.node.archive.Keep;
import polder.ports.MemoryArchive;
import polder.ports.MemoryJournal;
import polder.ports.MemoryStateStore;
import polder.ports.ReportJournal.Cut;
import polder.ports.Time;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.settlement.ChainPoint;

/** Epochs are closed when their windows are over, whatever the clock does. */
class EpochClockTest {
  private static final long GENESIS = 1_700_000_040_000L;
  private static final long LENGTH = 60_000;

  private final SteppedTime time = new SteppedTime(GENESIS);
  private final Semaphore waits = new Semaphore(0);
  private final Time observed =
      new Time() {
        @Override
        public long nowMillis() {
          return time.nowMillis();
        }

        @Override
        public void awaitMillis(long millis) throws InterruptedException {
          waits.release();
          time.awaitMillis(millis);
        }
      };
  private final MemoryJournal journal = new MemoryJournal();
  private final BlockingQueue<SealedEpoch> sealed = new LinkedBlockingQueue<>();

  @Test
  void closesEachWindowWhenItIsOver() throws Exception {
    try (EpochClock clock = new EpochClock(closing(this::cut), observed)) {
      assertThat(clock.running().endMillis()).isEqualTo(GENESIS + LENGTH);
      clock.start();
      for (long epoch = 0; epoch < 3; epoch++) {
        awaitWait();
        assertThat(clock.running().epoch()).isEqualTo(epoch);
        time.advanceTo(GENESIS + (epoch + 1) * LENGTH - 1);
        assertThat(sealed).isEmpty();
        time.advanceTo(GENESIS + (epoch + 1) * LENGTH);

        EpochHeader header = next();
        assertThat(header.epoch()).isEqualTo(epoch);
        assertThat(header.startMillis()).isEqualTo(GENESIS + epoch * LENGTH);
      }
      assertThat(clock.hasFailed()).isFalse();
    }
  }

  @Test
  void aClockThatJumpsAheadLeavesWindowsOutAndNoNumber() throws Exception {
    try (EpochClock clock = new EpochClock(closing(this::cut), observed)) {
      clock.start();
      awaitWait();
      time.advanceTo(GENESIS + 10 * LENGTH + 1);
      EpochHeader first = next();
      awaitWait();
      time.advanceTo(GENESIS + 11 * LENGTH);

      EpochHeader second = next();
      assertThat(second.epoch()).isEqualTo(1);
      assertThat(second.startMillis()).isEqualTo(GENESIS + 10 * LENGTH);
      assertThat(second.previous()).isEqualTo(first.hash());
    }
  }

  @Test
  void saysThatClosingHasFailed() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    EpochClock clock =
        new EpochClock(
            closing((window, manifests) -> {
              reached.countDown();
              throw new IOException("the disk of this test is broken");
            }),
            observed);
    clock.start();
    awaitWait();
    time.advanceTo(GENESIS + LENGTH);
    assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();

    clock.close();

    assertThat(clock.hasFailed()).isTrue();
    assertThat(sealed).isEmpty();
  }

  @Test
  void aStopLeavesTheOpenWindowOpen() throws Exception {
    EpochClock clock = new EpochClock(closing(this::cut), observed);
    clock.start();
    awaitWait();

    clock.close();
    time.advanceTo(GENESIS + LENGTH);

    assertThat(clock.hasFailed()).isFalse();
    assertThat(journal.lastCut()).isEmpty();
  }

  /** An epoch clock that only now looks at the time would leave out what is over already. */
  private void awaitWait() throws InterruptedException {
    assertThat(waits.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
  }

  private EpochHeader next() throws InterruptedException {
    return Optional.ofNullable(sealed.poll(60, TimeUnit.SECONDS)).orElseThrow().header();
  }

  private Cut cut(EpochWindow window, Hash manifests) throws IOException {
    Cut cut =
        new Cut(
            window.epoch(),
            window.startMillis(),
            window.endMillis(),
            journal.end(),
            manifests,
            ChainPoint.NONE);
    journal.cut(cut);
    return cut;
  }

  private Closing closing(Closing.Cutter cutter) throws IOException {
    RuleBook rules = new RuleBook(List.of());
    Closing closing =
        Closing.open(
            new Closing.Parts(
                journal,
                cutter,
                new MemoryStateStore(),
                new MemoryArchive(),
                new EpochRun(rules, EpochEngine.SEQUENTIAL, SignatureRule.VERIFIED),
                rules,
                DeviceKey.ed25519(new byte[32]),
                Hash.ZERO,
                new Keep.Epochs(100)),
            manifests());
    closing.addListener(sealed::add);
    return closing;
  }

  private static Manifests manifests() {
    TreeMap<String, Value> emission = new TreeMap<>();
    emission.put("per_day", new Value.Whole(1440));
    emission.put("halving", new Value.Text("1460d"));
    TreeMap<String, Value> deployment = new TreeMap<>();
    deployment.put("name", new Value.Text("small"));
    deployment.put("chain_id", new Value.Whole(31337));
    deployment.put("genesis_millis", new Value.Whole(GENESIS));
    deployment.put("epoch", new Value.Text("1m"));
    deployment.put("emission", new Value.Table(emission));
    deployment.put("grace", new Value.Text("5s"));
    deployment.put("clock_tolerance", new Value.Text("5s"));
    deployment.put("snapshot_every", new Value.Whole(3));
    deployment.put("messages_per_epoch", new Value.Whole(100));
    return Manifests.of(new Value.Table(deployment), List.of());
  }
}
