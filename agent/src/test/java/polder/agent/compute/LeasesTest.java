package polder.agent.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.agent.compute.Orders.ORDER;

import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.work.ContainerStatus;

/** Seconds are counted while all runs, said once an epoch, and never forgotten. */
final class LeasesTest {
  @TempDir Path folder;

  @Test
  void whatRunsIsCountedAndSaidOnceAnEpoch() throws IOException {
    try (LeaseScene scene = new LeaseScene(folder)) {
      scene.ledger.keep(LeaseScene.deal());
      scene.deploy();
      scene.run(0, 19);
      assertThat(scene.counts()).containsExactly(8L, 18L);
      assertThat(scene.ledger.find(ORDER).orElseThrow().seconds()).isEqualTo(18);
    }
  }

  @Test
  void whatDoesNotRunIsNotCounted() throws IOException {
    try (LeaseScene scene = new LeaseScene(folder)) {
      scene.ledger.keep(LeaseScene.deal());
      scene.deploy();
      scene.run(0, 4);
      scene.driver.of(ORDER).state =
          new ContainerStatus.State.Exited(1, ContainerStatus.Cause.ERROR);
      scene.run(5, 14);
      scene.driver.of(ORDER).state = new ContainerStatus.State.Running();
      scene.run(15, 19);
      // Of 19 seconds it ran 4, and 5 at the end.
      assertThat(scene.counts()).containsExactly(4L, 8L);
    }
  }

  /** For how long it was away between two looks, nobody knows. */
  @Test
  void whatEndedAndRunsAgainAtTheNextLookIsNotCountedInBetween() throws IOException {
    try (LeaseScene scene = new LeaseScene(folder)) {
      scene.ledger.keep(LeaseScene.deal());
      scene.deploy();
      scene.run(0, 4);
      scene.driver.of(ORDER).restarts = 1;
      scene.run(8, 8);
      scene.run(9, 18);
      assertThat(scene.counts()).containsExactly(4L, 14L);
    }
  }

  /** Killed after a count was said: the next process begins there, and skips the time between. */
  @Test
  void anotherProcessGoesOnWhereTheLastCountWas() throws IOException {
    MemoryDriver driver = new MemoryDriver();
    try (LeaseScene scene = new LeaseScene(folder, driver)) {
      scene.ledger.keep(LeaseScene.deal());
      scene.deploy();
      scene.run(0, 8);
    }
    try (LeaseScene again = new LeaseScene(folder, driver)) {
      again.run(28, 38);
      assertThat(again.counts()).containsExactly(8L, 8L, 18L);
    }
  }

  @Test
  void whatRunsIsCountedAlsoWhileTheNodeIsAway() throws IOException {
    try (LeaseScene scene = new LeaseScene(folder)) {
      scene.ledger.keep(LeaseScene.deal());
      scene.deploy();
      scene.run(0, 8);
      for (long second = 9; second <= 30; second++) {
        scene.nanos.set(second * 1_000_000_000);
        scene.leases.goOn(
            scene.ledger.find(ORDER).orElseThrow(),
            Orders.lease(Orders.MACHINE),
            60_000 + second * 1_000);
      }
      scene.run(31, 38);
      assertThat(scene.counts()).containsExactly(8L, 38L);
    }
  }

  @Test
  void noCountIsAheadOfTheTimeSinceTheLeaseBegan() throws IOException {
    try (LeaseScene scene = new LeaseScene(folder)) {
      scene.ledger.keep(LeaseScene.deal());
      scene.deploy();
      // The machine's clock that never goes back runs twice as fast as the node's epochs.
      for (long second = 0; second <= 8; second++) {
        scene.nanos.set(second * 2_000_000_000);
        scene.leases.run(
            scene.ledger.find(ORDER).orElseThrow(),
            Orders.lease(Orders.MACHINE),
            Orders.view(6),
            60_000 + second * 1_000);
      }
      assertThat(scene.counts()).containsExactly(8L);
    }
  }

  @Test
  void theLastCountIsSaidAndAllIsRemoved() throws IOException {
    try (LeaseScene scene = new LeaseScene(folder)) {
      scene.ledger.keep(LeaseScene.deal());
      scene.deploy();
      scene.run(0, 5);
      Deal deal = scene.ledger.find(ORDER).orElseThrow();
      scene.leases.finish(deal, Orders.lease(Orders.MACHINE), Orders.view(6), 65_000);
      scene.leases.finish(
          scene.ledger.find(ORDER).orElseThrow(),
          Orders.lease(Orders.MACHINE),
          Orders.view(6),
          66_000);
      assertThat(scene.counts()).containsExactly(5L);
      assertThat(scene.driver.running).isEmpty();
    }
  }

  @Test
  void whatNoOrderAsksForIsEnded() throws IOException {
    try (LeaseScene scene = new LeaseScene(folder)) {
      scene.deploy();
      scene.leases.keepOnly(new TreeSet<>());
      assertThat(scene.driver.running).isEmpty();
    }
  }
}
