package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Value;
import polder.protocol.merkle.StateTree;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.money.Apportionment;

class RewardTest {
  private static final long WHOLE = 1_000_000;
  // Half of ten tokens an epoch.
  private static final long POOL = 5_000_000_000L;

  private EpochWorld world = new EpochWorld();

  private List<DeviceKey> enrol(int devices) {
    List<DeviceKey> keys = new ArrayList<>();
    for (int i = 1; i <= devices; i++) {
      keys.add(Samples.device(i));
      world.say(world.enrol(i, keys.getLast(), Optional.empty()));
    }
    world.close();
    return keys;
  }

  private static List<OutcomeLeaf.Reward> rewards(SealedEpoch sealed) {
    return EpochWorld.lines(sealed, OutcomeLeaf.Reward.class);
  }

  private static long paid(SealedEpoch sealed) {
    return rewards(sealed).stream().mapToLong(OutcomeLeaf.Reward::amountNano).sum();
  }

  @Test
  void belowTheTargetOnlyTheWeightsPartIsMinted() {
    List<DeviceKey> keys = enrol(3);
    world.say(world.order(keys.get(0), "a", "work", WHOLE));
    world.say(world.order(keys.get(1), "b", "work", 333_333));
    world.say(world.order(keys.get(2), "b", "work", 0));

    SealedEpoch sealed = world.close();

    // 1,333,333 of 10,000,000, rounded down.
    assertThat(paid(sealed)).isEqualTo(666_666_500L);
    assertThat(sealed.header().paidNano()).isEqualTo(666_666_500L);
    assertThat(rewards(sealed)).allMatch(reward -> reward.poolNano() == POOL);
    assertThat(rewards(sealed)).allMatch(reward -> reward.paidNano() == 666_666_500L);
    assertThat(rewards(sealed)).allMatch(reward -> reward.totalWeight() == 1_333_333);
    assertThat(world.account(1).earnedNano()).isEqualTo(500_000_000L);
    assertThat(world.account(2).earnedNano()).isEqualTo(166_666_500L);
  }

  @Test
  void zeroIsARewardWithItsReasonToo() {
    List<DeviceKey> keys = enrol(1);
    DeviceMessage idle = world.order(keys.getFirst(), "a", "sleep", 0);
    world.say(idle);

    OutcomeLeaf.Reward reward = rewards(world.close()).getFirst();

    assertThat(reward.amountNano()).isZero();
    assertThat(reward.reasons()).containsExactly("idle");
    assertThat(reward.evidence()).containsExactly(idle.id());
    assertThat(world.state().get(StateKeys.account(Samples.account(1))))
        .map(AccountEntry::decode)
        .hasValueSatisfying(entry -> assertThat(entry.earnedNano()).isZero());
  }

  @Test
  void fromTheTargetOnTheWholePoolIsPaidToTheLastUnit() {
    List<DeviceKey> keys = enrol(3);
    for (DeviceKey key : keys) {
      world.say(world.order(key, "a", "work", 7 * WHOLE));
    }

    SealedEpoch sealed = world.close();

    assertThat(paid(sealed)).isEqualTo(POOL);
    List<DeviceKey> ordered = keys.stream().sorted(Comparator.comparing(DeviceKey::id)).toList();
    // 5,000,000,000 = 3 · 1,666,666,666 + 2: both units go to the smaller identifiers.
    assertThat(rewards(sealed))
        .extracting(OutcomeLeaf.Reward::device)
        .containsExactlyElementsOf(ordered.stream().map(DeviceKey::id).toList());
    assertThat(rewards(sealed))
        .extracting(OutcomeLeaf.Reward::amountNano)
        .containsExactly(1_666_666_667L, 1_666_666_667L, 1_666_666_666L);
  }

  @Test
  void theSplitIsExactForAnyWeights() {
    SplittableRandom random = new SplittableRandom(2026);
    List<DeviceKey> keys = enrol(12);
    for (int round = 0; round < 10; round++) {
      BigInteger total = BigInteger.ZERO;
      for (DeviceKey key : keys) {
        long weight = random.nextLong(1L << random.nextInt(1, 22));
        total = total.add(BigInteger.valueOf(weight));
        world.say(world.order(key, random.nextBoolean() ? "a" : "b", "work", weight));
      }
      SealedEpoch sealed = world.close();

      BigInteger expected =
          BigInteger.valueOf(POOL)
              .multiply(total.min(BigInteger.valueOf(10 * WHOLE)))
              .divide(BigInteger.valueOf(10 * WHOLE));
      assertThat(paid(sealed)).isEqualTo(expected.longValueExact());
      List<OutcomeLeaf.Reward> byDevice =
          rewards(sealed).stream()
              .sorted(Comparator.comparing(OutcomeLeaf.Reward::device))
              .toList();
      assertThat(byDevice.stream().mapToLong(OutcomeLeaf.Reward::amountNano).toArray())
          .isEqualTo(
              Apportionment.split(
                  paid(sealed), byDevice.stream().mapToLong(OutcomeLeaf.Reward::weight).toArray()));
    }
  }

  @Test
  void whatIsMintedHalves() {
    Value.Table halving = Samples.with(EpochWorld.deployment(), "emission.halving", "20s");
    world = new EpochWorld(EpochEngine.SEQUENTIAL, halving, EpochWorld.toys());
    DeviceKey key = enrol(1).getFirst();
    List<Long> paid = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      world.say(world.order(key, "a", "work", 10 * WHOLE));
      paid.add(paid(world.close()));
    }

    // Epoch 0 was the enrolment's.
    assertThat(paid).containsExactly(POOL, POOL / 2, POOL / 2, POOL / 4, POOL / 4, POOL / 8);
  }

  @Test
  void aPurseIsNeverOverdrawn() {
    List<DeviceKey> keys = enrol(2);
    world.say(world.act(0, new Action.FundPurse(EpochWorld.TOYS, "a", 100)));
    world.say(world.order(keys.get(0), "a", "pay", 60));
    world.say(world.order(keys.get(1), "a", "pay", 60));
    world.say(world.order(keys.get(1), "b", "pay", 60));

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Paid.class))
        .extracting(OutcomeLeaf.Paid::amountNano)
        .containsExactlyInAnyOrder(60L, 40L, 0L);
    assertThat(world.purse("a")).isZero();
    assertThat(world.account(1).earnedNano() + world.account(2).earnedNano()).isEqualTo(100);
    assertThat(sealed.header().paidNano()).isEqualTo(100);
    assertThat(world.account(0).balanceNano()).isEqualTo(999_999_999_900L);
  }

  @Test
  void whatIsGivenBackCanBeSpentAgainAndIsNotEarned() {
    DeviceKey key = enrol(1).getFirst();
    world.say(world.act(0, new Action.FundPurse(EpochWorld.TOYS, "a", 100)));
    world.say(world.order(key, "a", "refund", 130));
    long before = world.account(1).balanceNano();

    SealedEpoch sealed = world.close();

    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Refunded.class))
        .extracting(OutcomeLeaf.Refunded::to, OutcomeLeaf.Refunded::amountNano)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(Samples.account(1), 100L));
    assertThat(world.purse("a")).isZero();
    assertThat(world.account(1).earnedNano()).isZero();
    assertThat(world.account(1).balanceNano()).isEqualTo(before + 100);
    assertThat(sealed.header().paidNano()).isZero();
  }

  @Test
  void nobodyIsPaidNegativeAmounts() {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> polder.networks.Payment.earned(Samples.account(1), -1, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> new polder.networks.Penalty(Samples.device(1).id(), -1, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** All money there is: earned, held, in purses and balances. Emission is all that adds to it. */
  @Test
  void moneyComesFromEmissionAloneAndIsNeverLostBut() {
    Value.Table held = Samples.with(EpochWorld.toys(), "pay.probation", "40s");
    world = new EpochWorld(EpochEngine.SEQUENTIAL, EpochWorld.deployment(), held);
    List<DeviceKey> keys = enrol(6);
    SplittableRandom random = new SplittableRandom(5);
    long expected = 1_000_000_000_000L;
    for (int i = 0; i < 12; i++) {
      world.say(world.act(0, new Action.FundPurse(EpochWorld.TOYS, "a", random.nextInt(1, 999))));
      for (int j = 0; j < 20; j++) {
        ToyKind.Order order = EpochWorld.anyOrder(random);
        DeviceKey key = keys.get(random.nextInt(keys.size()));
        world.say(world.order(key, order.group(), order.verb(), order.number()));
      }
      SealedEpoch sealed = world.close();
      for (OutcomeLeaf leaf : sealed.outcome()) {
        expected +=
            switch (leaf) {
              case OutcomeLeaf.Reward reward -> reward.amountNano();
              case OutcomeLeaf.Penalised penalised -> -penalised.amountNano();
              case OutcomeLeaf.Released released when released.forfeited() ->
                  -released.amountNano();
              default -> 0;
            };
      }
      assertThat(allMoney(world.state(), keys)).isEqualTo(expected);
    }
  }

  @Test
  void anEpochCountsItsLines() {
    List<DeviceKey> keys = enrol(3);
    world.say(
        world.order(keys.get(0), "a", "work", 5),
        world.order(keys.get(1), "a", "work", 0),
        world.order(Samples.device(99), "a", "work", 5));
    SealedEpoch sealed = world.close();
    assertThat(rewards(sealed)).hasSize(2);
    assertThat(sealed.counts()).isEqualTo(new SealedEpoch.Counts(2, 1, 1));
    assertThat(sealed.outcome(EpochWorld.TOYS::equals))
        .containsExactlyElementsOf(
            sealed.outcome().stream()
                .filter(leaf -> leaf.network().equals(EpochWorld.TOYS))
                .toList());
    assertThat(sealed.outcome(name -> false)).isEmpty();
  }

  private long allMoney(StateTree state, List<DeviceKey> keys) {
    long money = 0;
    for (var account : state.range(StateKeys.accounts()).values()) {
      AccountEntry entry = AccountEntry.decode(account);
      money += entry.earnedNano() + entry.balanceNano();
    }
    for (DeviceKey key : keys) {
      money += world.device(key).held().values().stream().mapToLong(Long::longValue).sum();
    }
    for (String group : List.of("a", "b", "b.next", "c-3", "watch")) {
      money += world.purse(group);
    }
    return money;
  }

  @Test
  void rewardsStandByGroupAndDevice() {
    List<DeviceKey> keys = enrol(4);
    for (DeviceKey key : keys) {
      world.say(world.order(key, "b", "work", 5), world.order(key, "a", "work", 5));
    }
    List<OutcomeLeaf.Reward> rewards = rewards(world.close());

    assertThat(rewards)
        .hasSize(8)
        .isSortedAccordingTo(
            Comparator.comparing(OutcomeLeaf.Reward::group)
                .thenComparing(OutcomeLeaf.Reward::device));
    assertThat(rewards.getFirst().group()).isEqualTo(new GroupKey("a"));
  }

  @Test
  void payoutsAreWhatAccountsEarnedInAll() {
    List<DeviceKey> keys = enrol(2);
    assertThat(Payouts.of(world.state(), world.manifests().deployment()).root())
        .isEqualTo(Hash.ZERO);
    world.say(world.order(keys.getFirst(), "a", "work", WHOLE));
    SealedEpoch sealed = world.close();

    Payouts payouts = Payouts.of(world.state(), world.manifests().deployment());
    assertThat(payouts.leaves()).hasSize(1);
    assertThat(payouts.leaves().getFirst().account()).isEqualTo(Samples.account(1).address());
    assertThat(payouts.leaves().getFirst().cumulativeWei())
        .isEqualTo(BigInteger.valueOf(500_000_000L).multiply(BigInteger.TEN.pow(9)));
    assertThat(sealed.header().payoutsRoot()).isEqualTo(payouts.root());
    assertThat(sealed.header().earnedNano()).isEqualTo(500_000_000L);
  }
}
