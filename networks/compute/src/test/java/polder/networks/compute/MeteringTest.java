package polder.networks.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.compute.MarketWorld.TOKEN;
import static polder.networks.compute.MarketWorld.order;
import static polder.networks.compute.MarketWorld.paid;
import static polder.networks.compute.MarketWorld.reasons;

import java.util.List;
import org.junit.jupiter.api.Test;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.protocol.identity.DeviceId;

/** What runs is counted by both sides, looked at by others, and paid by the second. */
final class MeteringTest {
  private static final long PRICE = 1_000_000;
  private static final long PURSE = 60 * PRICE;

  private final MarketWorld world = MarketWorld.of(4);
  private final GroupKey order = world.leased(order(1, Proof.METERED, PRICE), PRICE, PURSE);

  private Meter meter() {
    return ((OrderState.Phase.Running) world.order(order).orElseThrow().phase()).meter();
  }

  private long count(long device, long seconds) {
    world.say(device, new Said.Count(order, seconds));
    return seconds;
  }

  private SealedEpoch probed(long machineSeconds, long found) {
    for (DeviceId prober : meter().probers()) {
      for (long machine = 1; machine <= 4; machine++) {
        if (prober.equals(Samples.device(machine).id())) {
          world.say(machine, new Said.Probe(order, 10, found));
        }
      }
    }
    count(1, machineSeconds);
    return world.close();
  }

  @Test
  void theLowerCountIsPaidAndTheRestGoesBack() {
    count(1, 10);
    count(0, 9);
    SealedEpoch first = world.close();
    count(1, 20);
    count(0, 20);
    SealedEpoch second = world.close();
    world.say(0, new Said.Close(order)).close();
    // Last counts of a closed order are still heard for an epoch.
    count(1, 25);
    count(0, 25);
    SealedEpoch last = world.close();

    assertThat(paid(first)).extracting(OutcomeLeaf.Paid::amountNano).containsExactly(9 * PRICE);
    assertThat(reasons(first, 1, order)).containsExactly("renter_counts_less");
    assertThat(paid(second)).extracting(OutcomeLeaf.Paid::amountNano).containsExactly(11 * PRICE);
    assertThat(paid(last)).extracting(OutcomeLeaf.Paid::amountNano).containsExactly(5 * PRICE);
    assertThat(reasons(last, 0, order)).containsExactly("closed_by_renter");
    assertThat(world.order(order)).isEmpty();
    assertThat(world.account(1).earnedNano()).isEqualTo(25 * PRICE);
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN - 25 * PRICE);
    world.close();
    assertThat(world.machine(1).good()).isEqualTo(1);
    assertThat(world.machine(1).heldNano()).isZero();
  }

  @Test
  void aClosedOrderEndsThoughNobodyCountsAnyMore() {
    count(1, 10);
    count(0, 10);
    world.close();
    world.say(0, new Said.Close(order)).close();
    SealedEpoch last = world.close();

    assertThat(reasons(last, 0, order)).containsExactly("closed_by_renter");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN - 10 * PRICE);
  }

  @Test
  void aMachineThatCountsMoreThanTimeHasPassedLosesItsBond() {
    count(1, 20);
    SealedEpoch sealed = world.close();

    assertThat(reasons(sealed, 1, order)).containsExactly("counts_too_much");
    assertThat(paid(sealed)).isEmpty();
    assertThat(world.order(order)).isEmpty();
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
    world.close();
    assertThat(world.bondNano(1)).isZero();
    assertThat(world.account(0).earnedNano()).isEqualTo(5 * TOKEN);
  }

  @Test
  void aRenterWhoIsSilentPaysForWhatOthersSaw() {
    count(1, 10);
    world.close();
    assertThat(meter().probers()).hasSize(2).doesNotContain(Samples.device(1).id());
    SealedEpoch sealed = probed(20, 9);

    assertThat(reasons(sealed, 1, order)).containsExactly("found_running");
    // Of the first epoch nobody saw anything; from then on the others' eyes count.
    assertThat(world.account(1).earnedNano()).isEqualTo(10 * PRICE);
    probed(30, 10);
    assertThat(world.account(1).earnedNano()).isEqualTo(20 * PRICE);
  }

  @Test
  void aRenterWhoCountsLessThanRunsPaysForWhatOthersSaw() {
    count(1, 10);
    count(0, 1);
    world.close();
    assertThat(meter().probers()).hasSize(2);
    count(0, 2);
    probed(20, 10);

    assertThat(world.account(1).earnedNano()).isEqualTo(11 * PRICE);
  }

  @Test
  void aMachineThatStopsTheWorkAndGoesOnCountingLosesItsBond() {
    count(1, 10);
    count(0, 10);
    world.close();
    count(1, 20);
    world.close();
    probed(30, 0);
    SealedEpoch sealed = probed(40, 0);

    assertThat(reasons(sealed, 1, order)).containsExactly("not_running");
    assertThat(reasons(sealed, 0, order)).containsExactly("not_running");
    assertThat(world.account(1).earnedNano()).isEqualTo(10 * PRICE);
    world.close();
    assertThat(world.bondNano(1)).isZero();
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN - 10 * PRICE);
  }

  @Test
  void oneWitnessAloneTakesNobodysBond() {
    MarketWorld two = MarketWorld.of(2);
    GroupKey its = two.leased(order(1, Proof.METERED, PRICE), PRICE, PURSE);
    two.say(1, new Said.Count(its, 10)).close();
    for (int epoch = 2; epoch < 6; epoch++) {
      two.say(2, new Said.Probe(its, 10, 0)).say(1, new Said.Count(its, 10L * epoch)).close();
    }
    assertThat(two.bondNano(1)).isEqualTo(5 * TOKEN);
    assertThat(two.account(1).earnedNano()).isZero();
  }

  @Test
  void onlyThoseWhoWereDrawnAreAsked() {
    count(1, 10);
    world.close();
    List<DeviceId> drawn = meter().probers();
    for (long machine = 2; machine <= 4; machine++) {
      if (!drawn.contains(Samples.device(machine).id())) {
        world.say(machine, new Said.Probe(order, 10, 10));
      }
    }
    count(1, 20);
    world.close();

    assertThat(world.account(1).earnedNano()).isZero();
  }

  @Test
  void aMachineThatFallsSilentEndsTheOrder() {
    count(1, 10);
    count(0, 10);
    world.close();
    world.close();
    world.close();
    SealedEpoch sealed = world.close();

    assertThat(reasons(sealed, 0, order)).containsExactly("machine_silent");
    assertThat(world.order(order)).isEmpty();
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN - 10 * PRICE);
    world.close();
    assertThat(world.machine(1).bad()).isEqualTo(1);
    assertThat(world.bondNano(1)).isEqualTo(5 * TOKEN);
  }

  @Test
  void anOrderEndsWhenItsPurseIsEmptyAndNothingIsPaidTwice() {
    MarketWorld poor = MarketWorld.of(1);
    GroupKey its = poor.leased(order(1, Proof.METERED, PRICE), PRICE, 15 * PRICE);
    poor.say(1, new Said.Count(its, 10)).say(0, new Said.Count(its, 10)).close();
    poor.say(1, new Said.Count(its, 20)).say(0, new Said.Count(its, 20)).close();
    SealedEpoch sealed =
        poor.say(1, new Said.Count(its, 22)).say(0, new Said.Count(its, 22)).close();

    assertThat(reasons(sealed, 0, its)).containsExactly("purse_empty");
    assertThat(poor.account(1).earnedNano()).isEqualTo(15 * PRICE);
    assertThat(poor.purseNano(its)).isZero();
    assertThat(poor.order(its)).isEmpty();
  }

  @Test
  void anOrderEndsWhenItsTimeIsOver() {
    MarketWorld brief = MarketWorld.of(1);
    Said.Order its =
        new Said.Order(1, Proof.METERED, MarketWorld.need(), MarketWorld.JOB, PRICE, 12, 1);
    GroupKey key = brief.leased(its, PRICE, PURSE);
    brief.say(1, new Said.Count(key, 10)).say(0, new Said.Count(key, 10)).close();
    brief.say(1, new Said.Count(key, 20)).say(0, new Said.Count(key, 20)).close();
    SealedEpoch sealed = brief.close();

    assertThat(reasons(sealed, 0, key)).containsExactly("time_over");
    assertThat(brief.account(1).earnedNano()).isEqualTo(12 * PRICE);
  }

  @Test
  void aCountThatGoesBackIsNoRefund() {
    count(1, 10);
    count(0, 10);
    world.close();
    count(1, 5);
    count(0, 5);
    SealedEpoch sealed = world.close();

    assertThat(paid(sealed)).isEmpty();
    assertThat(meter().paidSeconds()).isEqualTo(10);
  }

  @Test
  void aMachineThatLeavesWhileItWinsPutsNoBondInSafety() {
    MarketWorld one = MarketWorld.of(1);
    GroupKey its = MarketWorld.key(7);
    one.fund(0, its, PURSE).say(0, order(7, Proof.METERED, PRICE)).seal(1, its, PRICE).close();
    one.open(1, its, PRICE).say(1, new Said.Leave()).close();
    assertThat(one.order(its).orElseThrow().lease()).isPresent();
    one.close();

    assertThat(one.bondNano(1)).isEqualTo(5 * TOKEN);
    assertThat(one.machine(1).heldNano()).isEqualTo(5 * TOKEN);
    one.say(1, new Said.Count(its, 500)).close();
    one.close();
    assertThat(one.bondNano(1)).isZero();
    assertThat(one.account(0).earnedNano()).isEqualTo(5 * TOKEN);
  }

  @Test
  void aMachineThatLeavesGetsItsBondOnceNoOrderHoldsIt() {
    world.say(1, new Said.Leave()).close();
    assertThat(world.bondNano(1)).isEqualTo(5 * TOKEN);
    world.say(1, new Said.Close(order)).close();
    world.close();
    world.close();

    assertThat(world.bondNano(1)).isZero();
    assertThat(world.account(1).balanceNano()).isEqualTo(1_000 * TOKEN);
  }
}
