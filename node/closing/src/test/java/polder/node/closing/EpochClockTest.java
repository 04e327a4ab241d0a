package polder.node.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.node.closing.SmallDeployment.GENESIS;
import static polder.node.closing.SmallDeployment.LENGTH;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import polder.epoch.EpochHeader;
import polder.epoch.SealedEpoch;
import polder.networks.EpochWindow;
import polder.node.archive.Keep;
import polder.ports.MemoryJournal;
import polder.ports.ReportJournal.Cut;
import polder.ports.Time;
import polder.protocol.Hash;
import polder.protocol.settlement.ChainPoint;

/** Epochs are closed when their windows are over, whatever the clock does. */
class EpochClockTest {
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
            closing((window, manifests, before) -> {
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

  private Cut cut(EpochWindow window, Hash manifests, ChainPoint before)
      throws IOException, InterruptedException {
    return SmallDeployment.cutter(journal).cut(window, manifests, before);
  }

  private Closing closing(Closing.Cutter cutter) throws IOException {
    Closing closing = SmallDeployment.closing(journal, cutter, new Keep.Epochs(100));
    closing.addListener(sealed::add);
    return closing;
  }
}
