package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.networks.Samples;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Value;
import polder.protocol.message.Action;

class ProbationTest {
  private static final long WHOLE = 1_000_000;
  private static final long A_TENTH = 500_000_000L;
  private static final DeviceKey ANN = Samples.device(1);

  /** Three epochs of probation; whoever works less than half of the time forfeits. */
  private static EpochWorld world() {
    Value.Table toys =
        Samples.with(
            Samples.with(EpochWorld.toys(), "pay.probation", "30s"), "pay.forfeit_below", "0.5");
    EpochWorld world = new EpochWorld(EpochEngine.SEQUENTIAL, EpochWorld.deployment(), toys);
    world.say(world.enrol(1, ANN, Optional.empty()));
    return world;
  }

  private static List<OutcomeLeaf.Released> released(SealedEpoch sealed) {
    return EpochWorld.lines(sealed, OutcomeLeaf.Released.class);
  }

  @Test
  void earningsAreHeldAndThenReleased() {
    EpochWorld world = world();
    for (int i = 0; i < 3; i++) {
      world.say(world.order(ANN, "a", "work", WHOLE));
      SealedEpoch sealed = world.close();
      assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Reward.class))
          .allMatch(OutcomeLeaf.Reward::held);
      assertThat(released(sealed)).isEmpty();
      assertThat(world.account(1).earnedNano()).isZero();
    }
    assertThat(world.device(ANN).held()).isEqualTo(Map.of(Samples.account(1), 3 * A_TENTH));

    world.say(world.order(ANN, "a", "work", WHOLE));
    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Reward.class))
        .noneMatch(OutcomeLeaf.Reward::held);
    assertThat(released(sealed))
        .containsExactly(
            new OutcomeLeaf.Released(
                EpochWorld.TOYS, ANN.id(), Samples.account(1), 3 * A_TENTH, false));
    assertThat(world.account(1).earnedNano()).isEqualTo(4 * A_TENTH);
    assertThat(world.device(ANN).held()).isEmpty();
    assertThat(released(world.close())).isEmpty();
  }

  @Test
  void whoHardlyWorksForfeits() {
    EpochWorld world = world();
    world.say(world.order(ANN, "a", "work", WHOLE));
    world.close();
    world.say(world.order(ANN, "a", "work", 100_000));
    world.close();
    world.say(world.order(ANN, "a", "sleep", 0));
    world.close();

    SealedEpoch sealed = world.close();

    assertThat(released(sealed))
        .containsExactly(
            new OutcomeLeaf.Released(
                EpochWorld.TOYS, ANN.id(), Samples.account(1), A_TENTH + A_TENTH / 10, true));
    assertThat(world.account(1).earnedNano()).isZero();
    assertThat(world.device(ANN).held()).isEmpty();
  }

  @Test
  void whatWasEarnedBeforeATransferStaysWithWhoEarnedIt() {
    EpochWorld world = world();
    world.say(world.order(ANN, "a", "work", WHOLE));
    world.close();
    world.say(world.act(1, new Action.Transfer(EpochWorld.TOYS, ANN.id(), Samples.account(2))));
    world.say(world.order(ANN, "a", "work", 2 * WHOLE));
    world.close();
    world.close();

    world.say(world.order(ANN, "a", "work", WHOLE));
    assertThat(released(world.close())).hasSize(2);

    assertThat(world.account(1).earnedNano()).isEqualTo(A_TENTH);
    assertThat(world.account(2).earnedNano()).isEqualTo(3 * A_TENTH);
  }

  @Test
  void oneDeviceHasABoundedNumberOfHolders() {
    EpochWorld world = world();
    long owner = 1;
    for (int i = 0; i < 12; i++) {
      world.say(world.order(ANN, "a", "work", WHOLE));
      world.say(
          world.act(
              owner, new Action.Transfer(EpochWorld.TOYS, ANN.id(), Samples.account(owner + 1))));
      if (EpochWorld.refusals(world.attempt(0)).isEmpty()) {
        owner++;
      }
      world.close();
    }
    assertThat(owner).isGreaterThan(4);
    // Only the first three epochs held anything.
    assertThat(world.device(ANN).held()).isEmpty();
  }

  @Test
  void penaltiesTakeWhatIsHeldAndNoMore() {
    EpochWorld world = world();
    world.say(world.order(ANN, "a", "work", WHOLE));
    world.close();
    world.say(world.act(1, new Action.Transfer(EpochWorld.TOYS, ANN.id(), Samples.account(2))));
    world.say(world.order(ANN, "a", "work", WHOLE));
    world.close();
    world.say(world.order(ANN, "a", "fine", 700_000_000L));
    world.say(world.order(ANN, "b", "fine", 700_000_000L));

    SealedEpoch sealed = world.close();

    // One billion is held, of two owners; the groups take it in their order.
    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Penalised.class))
        .extracting(OutcomeLeaf.Penalised::amountNano)
        .containsExactly(700_000_000L, 300_000_000L);
    assertThat(world.device(ANN).held()).isEmpty();
    world.close();
    assertThat(world.account(1).earnedNano() + world.account(2).earnedNano()).isZero();
  }

  @Test
  void aPenaltyTakesFromHoldersInOrder() {
    EpochWorld world = world();
    world.say(world.order(ANN, "a", "work", WHOLE));
    world.close();
    world.say(world.act(1, new Action.Transfer(EpochWorld.TOYS, ANN.id(), Samples.account(2))));
    world.say(world.order(ANN, "a", "work", WHOLE), world.order(ANN, "a", "fine", 600_000_000L));
    world.close();

    assertThat(world.device(ANN).held()).hasSize(1);
    assertThat(world.device(ANN).held().values()).containsExactly(400_000_000L);
    assertThat(world.device(ANN).held().firstKey())
        .isEqualTo(
            Samples.account(1).compareTo(Samples.account(2)) > 0
                ? Samples.account(1)
                : Samples.account(2));
  }

  @Test
  void withoutProbationNothingIsHeldAndAFineTakesNothing() {
    EpochWorld world = new EpochWorld();
    world.say(world.enrol(1, ANN, Optional.empty()));
    world.say(world.order(ANN, "a", "work", WHOLE), world.order(ANN, "a", "fine", 5));

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Penalised.class))
        .extracting(OutcomeLeaf.Penalised::amountNano)
        .containsExactly(0L);
    assertThat(world.account(1).earnedNano()).isEqualTo(A_TENTH);
  }
}
