package polder.agent.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.agent.compute.TimingScene.ROUND;
import static polder.agent.compute.TimingScene.TIMER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import polder.agent.Mailbox;
import polder.agent.Outbox;
import polder.agent.work.Yardstick;
import polder.networks.compute.Machine;
import polder.networks.compute.SpeedTask;
import polder.networks.compute.message.Said;
import polder.ports.work.WasmRunner;

/**
 * Who was drawn to time another machine asks at its door, checks what it hears, and says it once.
 */
@Timeout(120)
final class TimekeeperTest {
  private static final long WITHIN = 2;

  @TempDir Path folder;

  /** A machine that times. */
  private final class Timing implements AutoCloseable {
    private final Outbox outbox;
    private final Ledger ledger;
    private final SpeedDesk self;
    private final Timekeeper keeper;

    Timing() throws IOException {
      Path home = Files.createDirectories(folder.resolve("timer"));
      outbox = Outbox.open(home, 1 << 20, warning -> {});
      ledger = Ledger.open(home, warning -> {});
      Yardstick yardstick = new Yardstick(TimingScene.honest());
      self = new SpeedDesk(TIMER.id(), yardstick, Orders.capacity());
      self.work(List.of());
      keeper =
          new Timekeeper(
              new Desk(
                  TIMER.id(),
                  ledger,
                  new Mailbox(outbox, TIMER, "market", System::currentTimeMillis),
                  event -> {}),
              yardstick,
              self,
              new SpeedClient(TIMER, true, System::currentTimeMillis),
              WITHIN);
    }

    /** Attends until it has said something that will do, with so much left of the round. */
    Said await(MarketView view, long clockMillis, Predicate<Said> wanted) throws Exception {
      while (TimingScene.said(outbox).stream().noneMatch(wanted)) {
        keeper.attend(view, clockMillis);
        Thread.yield();
      }
      keeper.attend(view, clockMillis);
      assertThat(TimingScene.said(outbox)).hasSize(1);
      return TimingScene.said(outbox).getFirst();
    }

    @Override
    public void close() throws IOException {
      keeper.close();
      ledger.close();
      outbox.close();
    }
  }

  private Said seen(WasmRunner runner) throws Exception {
    try (TimingScene scene = new TimingScene(folder, runner);
        Timing timing = new Timing()) {
      return timing.await(
          TimingScene.view(6, scene.machine(ROUND)), 6 * Orders.EPOCH_MILLIS, said -> true);
    }
  }

  @Test
  void aRightAnswerIsTimed() throws Exception {
    Said.Timed timed = (Said.Timed) seen(TimingScene.honest());
    assertThat(timed.machine()).isEqualTo(Orders.MACHINE);
    assertThat(timed.epoch()).isEqualTo(ROUND.epoch());
    // Anybody can compute it again by what is said.
    byte[] input =
        SpeedTask.input(ROUND.nonce(), Orders.MACHINE, TIMER.id(), timed.salt()).toArray();
    assertThat(timed.digest()).isEqualTo(TimingScene.run(input).output());
  }

  @Test
  void aWrongAnswerIsToldAsOne() throws Exception {
    assertThat(seen((task, streams, stop) -> TimingScene.run(new byte[] {1})))
        .isEqualTo(new Said.Untimed(Orders.MACHINE, 5, Said.Untimed.Why.WRONG));
  }

  /** Near the end of the round's last epoch nobody waits any longer. */
  @Test
  void aMachineThatIsAlwaysBusyIsToldAsThat() throws Exception {
    try (TimingScene scene = new TimingScene(folder, TimingScene.honest());
        Timing timing = new Timing()) {
      scene.speeds.work(List.of(LeaseScene.deal(), LeaseScene.deal()));
      Said said =
          timing.await(
              TimingScene.view(7, scene.machine(ROUND)),
              8 * Orders.EPOCH_MILLIS - 1_500,
              its -> true);
      assertThat(said).isEqualTo(new Said.Untimed(Orders.MACHINE, 5, Said.Untimed.Why.BUSY));
    }
  }

  @Test
  void aDoorThatNobodyOpensIsToldAsThat() throws Exception {
    Machine away = TimingScene.machine("http://127.0.0.1:1", ROUND);
    try (Timing timing = new Timing()) {
      assertThat(
              timing.await(TimingScene.view(7, away), 8 * Orders.EPOCH_MILLIS - 1_500, its -> true))
          .isEqualTo(new Said.Untimed(Orders.MACHINE, 5, Said.Untimed.Why.AWAY));
    }
  }
}
