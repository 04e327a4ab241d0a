package polder.networks.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.compute.MarketWorld.TOKEN;
import static polder.networks.compute.MarketWorld.reasons;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.epoch.SealedEpoch;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/** Strangers who are drawn find out how fast a machine is, and one who lies changes nothing. */
final class TimekeepingTest {
  private static final long FAST = 500;
  private static final long SLOW = 1_000;

  private final GroupKey group = Seals.machine(Samples.device(1).id());

  /** A market of so many machines, in which strangers of machine 1 are drawn. */
  private static MarketWorld drawn(int machines) {
    MarketWorld world = MarketWorld.of(machines);
    world.close();
    assertThat(world.round(1)).isPresent();
    return world;
  }

  private static List<Long> timers(MarketWorld world) {
    List<DeviceId> drawn = world.round(1).orElseThrow().timers();
    return LongStream.rangeClosed(1, 9)
        .filter(its -> drawn.contains(Samples.device(its).id()))
        .boxed()
        .toList();
  }

  private static Speed speed(MarketWorld world) {
    return world.machine(1).pace().speed();
  }

  @Test
  void theMedianOfWhatStrangersSawIsItsSpeed() {
    MarketWorld world = drawn(4);
    assertThat(timers(world)).containsExactly(2L, 3L, 4L);
    SealedEpoch sealed = world.time(2, 1, SLOW).time(3, 1, FAST).time(4, 1, 700).close();

    assertThat(speed(world)).isEqualTo(new Speed(SpeedTask.speed(700), 3));
    assertThat(world.machine(1).pace().lack()).isEmpty();
    assertThat(reasons(sealed, 1, group)).containsExactly("speed_known");
    assertThat(reasons(sealed, 3, group)).containsExactly("timed");
    assertThat(Directory.decode(world.standing().summary(MarketWorld.NAME)).all())
        .filteredOn(its -> its.device().equals(Samples.device(1).id()))
        .singleElement()
        .extracting(Machine::speed)
        .isEqualTo(speed(world));
  }

  /** Whatever one of three says: too slow, too fast, a wrong answer, or nothing. */
  @ParameterizedTest
  @ValueSource(longs = {1, 600, Said.Timed.MOST_MILLIS, 0, -1})
  void oneLiarOfThreeLeavesItBetweenWhatTheOthersSaw(long lie) {
    MarketWorld world = drawn(4);
    world.time(2, 1, FAST).time(3, 1, SLOW);
    if (lie > 0) {
      world.time(4, 1, lie);
    } else if (lie == 0) {
      world.fail(4, 1, Said.Untimed.Why.WRONG);
    }
    world.close();
    world.close();
    assertThat(speed(world).fuel()).isBetween(SpeedTask.speed(SLOW), SpeedTask.speed(FAST));
  }

  @Test
  void ofTwoTheSlowerCountsAndOneAloneNothing() {
    MarketWorld two = drawn(3);
    two.time(2, 1, FAST).time(3, 1, SLOW).close();
    assertThat(speed(two)).isEqualTo(new Speed(SpeedTask.speed(SLOW), 2));

    MarketWorld one = drawn(3);
    one.time(2, 1, FAST).close();
    one.close();
    assertThat(speed(one)).isEqualTo(Speed.UNKNOWN);
    assertThat(one.machine(1).pace().lack()).isEqualTo("timing_silence");
  }

  @Test
  void noMachineOfItsOwnOwnerAndNoTwoOfOneOwnerAreDrawn() {
    MarketWorld world = MarketWorld.of(2);
    // Machine 3 is of the owner of machine 1, 4 of that of 2.
    world.enrol(1, 3).enrol(2, 4).close();
    world.say(3, MarketWorld.offer(MarketWorld.capacity()));
    world.say(4, MarketWorld.offer(MarketWorld.capacity())).close();
    for (int epoch = 0; epoch < 10; epoch++) {
      world.close();
      assertThat(world.round(1)).isEmpty();
    }
    assertThat(world.machine(1).pace().lack()).isEqualTo("no_strangers");

    world.enrol(5, 5).close();
    world.say(5, MarketWorld.offer(MarketWorld.capacity())).close();
    world.close();
    assertThat(timers(world)).hasSize(2).contains(5L).containsAnyOf(2L, 4L);
  }

  @Test
  void onlyWhoWasDrawnIsHeardOnceAndOnlyOfTheRoundThatRuns() {
    MarketWorld world = drawn(5);
    long epoch = world.round(1).orElseThrow().epoch();
    List<Long> timers = timers(world);
    assertThat(timers).hasSize(3);
    long other = LongStream.rangeClosed(2, 5).filter(its -> !timers.contains(its)).sum();
    DeviceId machine = Samples.device(1).id();
    Said stale = new Said.Timed(machine, epoch - 1, MarketWorld.SALT, 1, Hash.ZERO);
    SealedEpoch sealed =
        world
            .time(other, 1, 1)
            .time(1, 1, 1)
            .say(timers.get(0), stale)
            .time(timers.get(1), 1, SLOW)
            .time(timers.get(1), 1, 1)
            .close();

    assertThat(reasons(sealed, other, group)).containsExactly("not_asked_to_time");
    assertThat(reasons(sealed, 1, group)).containsExactly("not_asked_to_time");
    assertThat(reasons(sealed, timers.get(0), group)).containsExactly("not_asked_to_time");
    assertThat(reasons(sealed, timers.get(1), group)).containsExactly("timed", "not_asked_to_time");
    assertThat(world.machine(1).pace().timings())
        .extracting(Pace.Timing::fuel)
        .containsExactly(SpeedTask.speed(SLOW));
  }

  @Test
  void aWrongAnswerCostsTheSpeedAndNothingElse() {
    MarketWorld world = drawn(4);
    for (long timer : timers(world)) {
      world.fail(timer, 1, Said.Untimed.Why.WRONG);
    }
    world.close();

    assertThat(speed(world)).isEqualTo(Speed.UNKNOWN);
    assertThat(world.machine(1).pace().lack()).isEqualTo("timing_wrong");
    assertThat(world.machine(1).bad()).isZero();
    assertThat(world.bondNano(1)).isEqualTo(5 * TOKEN);
  }

  @Test
  void whyNobodyTimedItIsKept() {
    MarketWorld world = drawn(4);
    for (long timer : timers(world)) {
      world.fail(timer, 1, Said.Untimed.Why.BUSY);
    }
    SealedEpoch sealed = world.close();

    assertThat(world.machine(1).pace().lack()).isEqualTo("timing_busy");
    assertThat(reasons(sealed, 1, group)).containsExactly("timing_busy");
  }

  @Test
  void aSpeedThatNobodyFindsAnyMoreIsForgotten() {
    MarketWorld world = drawn(4);
    world.time(2, 1, FAST).time(3, 1, FAST).time(4, 1, FAST).close();
    assertThat(speed(world).isKnown()).isTrue();
    // As many rounds of which nobody says anything, each of two epochs and one to draw.
    for (int epoch = 0; epoch < 4 * Pace.ROUNDS; epoch++) {
      world.close();
    }
    assertThat(speed(world)).isEqualTo(Speed.UNKNOWN);
    assertThat(world.machine(1).pace().rounds()).hasSize(Pace.ROUNDS);
  }

  @Test
  void aMachineWithoutADoorIsNotTimed() {
    MarketWorld world = MarketWorld.of(4);
    world.say(1, new Said.Offer(MarketWorld.capacity(), "")).close();
    for (int epoch = 0; epoch < 4; epoch++) {
      world.close();
    }
    assertThat(world.round(1)).isEmpty();
    assertThat(world.machine(1).pace().lack()).isEqualTo("no_door");
  }

  @Test
  void whatIsSaidOfAMachineThatLendsNothingLeavesNoTrace() {
    MarketWorld world = MarketWorld.of(2);
    world.say(2, new Said.Timed(Samples.device(8).id(), 1, MarketWorld.SALT, 5, Hash.ZERO));
    world.say(1, new Said.Leave()).close();
    assertThat(world.standing().group(MarketWorld.NAME, Seals.machine(Samples.device(8).id())))
        .satisfies(kept -> assertThat(kept.size()).isZero());
    assertThat(world.machine(1).pace()).isEqualTo(Pace.NONE);
  }

  @Test
  void stateIsReadAsItWasWritten() {
    MarketWorld world = drawn(4);
    world.time(2, 1, FAST).fail(3, 1, Said.Untimed.Why.AWAY).close();
    MachineState state = world.machine(1);
    assertThat(state.pace().round().orElseThrow().failure()).contains(Said.Untimed.Why.AWAY);
    assertThat(state.pace().timings()).hasSize(1);
    assertThat(MachineState.decode(state.encode())).isEqualTo(state);
  }

  private static Said.Order asking(long number, long leastSpeed) {
    Need plain = MarketWorld.need();
    Need need =
        new Need(
            plain.units(),
            plain.attributes(),
            plain.signedByAll(),
            plain.signedByAny(),
            leastSpeed);
    return new Said.Order(number, Proof.HASH, need, MarketWorld.JOB, TOKEN, 60, 1);
  }

  private static List<String> bid(MarketWorld world, long number, long leastSpeed) {
    GroupKey key = MarketWorld.key(number);
    world
        .fund(0, key, 3 * TOKEN)
        .say(0, asking(number, leastSpeed))
        .seal(1, key, TOKEN / 2)
        .close();
    SealedEpoch sealed = world.open(1, key, TOKEN / 2).say(0, new Said.Close(key)).close();
    return reasons(sealed, 1, key);
  }

  @Test
  void aSlowerMachineOrOneThatWasNotTimedLosesAnOrderThatAsksForASpeed() {
    MarketWorld world = drawn(4);
    world.time(2, 1, SLOW).time(3, 1, SLOW).time(4, 1, SLOW).close();
    long its = SpeedTask.speed(SLOW);
    Directory directory = Directory.decode(world.standing().summary(MarketWorld.NAME));
    Machine timed = directory.find(Samples.device(1).id()).orElseThrow();
    assertThat(Fit.lack(asking(9, its).need(), Proof.HASH, timed)).isEqualTo(Optional.empty());
    assertThat(Fit.lack(asking(9, its + 1).need(), Proof.HASH, timed))
        .hasValueSatisfying(lack -> {
          assertThat(lack.check()).isEqualTo("slow");
          assertThat(lack.value()).isEqualTo(its * 1_000);
          assertThat(lack.limit()).isEqualTo((its + 1) * 1_000);
        });

    // An order that is closed at once tells each bid what would have become of it.
    assertThat(bid(world, 2, its)).containsExactly("won");
    assertThat(bid(MarketWorld.of(1), 3, 1)).containsExactly("not_timed");
    MarketWorld slow = drawn(4);
    slow.time(2, 1, SLOW).time(3, 1, SLOW).time(4, 1, SLOW).close();
    assertThat(bid(slow, 4, its + 1)).containsExactly("slow");
    assertThat(new ComputeKind().explain("slow")).isPresent();
    assertThat(new ComputeKind().explain("not_timed")).isPresent();
  }

  @Test
  void everyReasonOfTimingHasItsWords() {
    for (Said.Untimed.Why why : Said.Untimed.Why.values()) {
      assertThat(new ComputeKind().explain("timing_" + why.code())).isPresent();
    }
    for (String code :
        List.of(
            "timed",
            "speed_known",
            "not_timed_yet",
            "no_strangers",
            "no_door",
            "timing_silence",
            "not_asked_to_time")) {
      assertThat(new ComputeKind().explain(code)).as(code).isPresent();
    }
  }

  @Test
  void noTwoWhoTimeAndNoTwoRoundsHaveTheSameTask() {
    Hash nonce = SpeedTask.nonce(Hash.ZERO, group);
    DeviceId machine = Samples.device(1).id();
    DeviceId timer = Samples.device(2).id();
    Hash input = SpeedTask.input(nonce, machine, timer, MarketWorld.SALT);
    assertThat(input)
        .isNotEqualTo(SpeedTask.input(nonce, machine, Samples.device(3).id(), MarketWorld.SALT))
        .isNotEqualTo(SpeedTask.input(nonce, Samples.device(3).id(), timer, MarketWorld.SALT))
        .isNotEqualTo(
            SpeedTask.input(
                SpeedTask.nonce(MarketWorld.JOB, group), machine, timer, MarketWorld.SALT));
  }
}
