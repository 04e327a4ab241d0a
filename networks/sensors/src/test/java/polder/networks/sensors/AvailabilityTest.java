package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.sensors.SensorWorld.HOUR;
import static polder.networks.sensors.SensorWorld.MINUTE;
import static polder.networks.sensors.SensorWorld.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import polder.networks.Contribution;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorWorld.At;
import polder.networks.sensors.SensorWorld.Closed;
import polder.protocol.manifest.Value;

/** What time is paid for: each moment once, at what the reading that covers it is worth. */
class AvailabilityTest {
  private static final SenderRecord ANN = SensorWorld.station(1, 0);
  private static final long WHOLE = 1_000_000;

  private static Value.Table period(String period) {
    return Samples.with(SensorWorld.bare(), "period", period);
  }

  @Test
  void whoReportsEvery145SecondsIsFullyAvailableInEpochsOf10Seconds() {
    SensorWorld world = new SensorWorld(period("150s"), 10 * SECOND);
    long next = 0;
    for (int epoch = 0; epoch < 1_500; epoch++) {
      if (next < (epoch + 1) * 10L * SECOND) {
        world.report(ANN, next, "10");
        next += 145 * SECOND;
      }
      Closed closed = world.close();
      assertThat(closed.weight(ANN)).as("epoch %s", epoch).isEqualTo(WHOLE);
      assertThat(closed.of(ANN).evidence()).isNotEmpty();
    }
  }

  @Test
  void theLengthOfEpochsDoesNotChangeWhatATimeIsWorth() {
    // A day of a device that often forgets to report.
    SplittableRandom random = new SplittableRandom(2026);
    List<Long> times = new ArrayList<>();
    for (long at = 0; at < 24 * HOUR; at += random.nextLong(10 * SECOND, 5 * MINUTE)) {
      times.add(at);
    }
    long expected = 0;
    for (int i = 0; i < times.size(); i++) {
      long until = i + 1 < times.size() ? times.get(i + 1) : 24 * HOUR;
      expected += Math.min(until - times.get(i), 72 * SECOND);
    }
    for (long length : List.of(10 * SECOND, MINUTE, HOUR, 24 * HOUR)) {
      assertThat(paidMillis(times, length))
          .as("epochs of %s ms", length)
          .isBetween(expected - 24 * HOUR / length * length / WHOLE - 1, expected);
    }
  }

  private static long paidMillis(List<Long> times, long length) {
    Value.Table parameters = Samples.with(SensorWorld.bare(), "readings_per_message", 1024);
    SensorWorld world = new SensorWorld(parameters, length);
    long worth = 0;
    int next = 0;
    for (long end = length; end <= 24 * HOUR; end += length) {
      List<At> due = new ArrayList<>();
      while (next < times.size() && times.get(next) < end) {
        due.add(new At(times.get(next++), "10"));
      }
      if (!due.isEmpty()) {
        world.report(ANN, due.toArray(At[]::new));
      }
      Contribution contribution = world.close().contributions().get(ANN.device());
      worth += contribution == null ? 0 : contribution.weight() * length;
    }
    return worth / WHOLE;
  }

  @Test
  void aReadingCoversAtMostThePeriodWithItsSlack() {
    SensorWorld world = new SensorWorld(SensorWorld.bare(), MINUTE);
    world.report(ANN, 0, "10");

    assertThat(world.close().weight(ANN)).isEqualTo(WHOLE);
    Closed closed = world.close();
    assertThat(closed.weight(ANN)).isEqualTo(200_000);
    assertThat(closed.of(ANN).reasons()).containsExactly("unavailable");
    closed = world.close();
    assertThat(closed.weight(ANN)).isZero();
    assertThat(closed.of(ANN).reasons()).containsExactly("no_report");
  }

  @Test
  void aSilentStationIsForgotten() {
    SensorWorld world = new SensorWorld(SensorWorld.bare(), HOUR);
    world.report(ANN, 59 * MINUTE, "10").close();
    world.close();
    assertThat(world.close().contributions()).containsKey(ANN.device());
    assertThat(world.close().contributions()).isEmpty();
    assertThat(world.close().outcomes()).isEmpty();
  }

  @Test
  void aBacklogPaysAtMostTheUnverifiedRateAndFillsOnlyWhatIsOpen() {
    SensorWorld world = new SensorWorld(SensorWorld.bare(), MINUTE);
    world.report(ANN, 0, "10").close();
    world.closeUntil(60);
    // Nothing but what was measured while it could not send.
    for (int minute = 2; minute < 59; minute++) {
      world.report(ANN, minute * MINUTE, "10");
    }
    Closed late = world.close();
    assertThat(late.factor(ANN, "availability")).isEqualTo(WHOLE);
    assertThat(late.weight(ANN)).isBetween(250_000L, 300_000L);
    assertThat(late.of(ANN).reasons()).contains("unverified");

    // The same again is worth nothing, whether as copies or as other readings of the same time.
    for (int minute = 2; minute < 59; minute++) {
      world.report(ANN, minute * MINUTE, "10");
      world.report(ANN, minute * MINUTE + 7, "10");
    }
    assertThat(world.close().weight(ANN)).isBetween(0L, 60_000L);
  }

  @Test
  void aBacklogTakesNothingFromATimelyReading() {
    SensorWorld world = new SensorWorld(SensorWorld.bare(), MINUTE);
    world.report(ANN, 0, "10").close();
    world.closeUntil(60);
    for (int minute = 2; minute < 59; minute++) {
      world.report(ANN, minute * MINUTE, "10");
    }
    world.report(ANN, 60 * MINUTE, "10");
    assertThat(world.close().weight(ANN)).isEqualTo(WHOLE);
  }

  @Test
  void aBacklogOfAStationThatNobodyKnowsIsNotPaid() {
    SensorWorld world = new SensorWorld(SensorWorld.bare(), MINUTE);
    world.closeUntil(60);
    for (int minute = 2; minute < 58; minute++) {
      world.report(ANN, minute * MINUTE, "10");
    }
    assertThat(world.close().weight(ANN)).isZero();
  }

  @Test
  void noTimeIsPaidTwiceHoweverItIsReported() {
    SplittableRandom random = new SplittableRandom(99);
    for (int run = 0; run < 20; run++) {
      SensorWorld world = new SensorWorld(SensorWorld.bare(), MINUTE);
      long paid = 0;
      for (int epoch = 0; epoch < 60; epoch++) {
        for (int i = random.nextInt(4); i > 0; i--) {
          long age =
              random.nextInt(3) == 0 ? random.nextLong(30 * MINUTE) : random.nextLong(MINUTE);
          world.report(ANN, Math.max(0, (epoch + 1) * MINUTE - 1 - age), "10");
        }
        Contribution contribution = world.close().contributions().get(ANN.device());
        if (contribution != null) {
          assertThat(contribution.weight()).isLessThanOrEqualTo(WHOLE);
          paid += contribution.weight();
        }
        assertThat(paid).isLessThanOrEqualTo((epoch + 1) * WHOLE);
      }
    }
  }

  @Test
  void aReadingFromJustBeforeTheEpochIsTimely() {
    SensorWorld world = new SensorWorld(SensorWorld.bare(), MINUTE);
    world.closeUntil(1);
    Closed closed = world.report(ANN, MINUTE - 4 * SECOND, "10").close();

    assertThat(closed.factor(ANN, "validity")).isEqualTo(WHOLE);
    assertThat(closed.weight(ANN)).isEqualTo(WHOLE);
  }

  @Test
  void whoCannotSignForItselfEarnsTheRateOfVia() {
    SenderRecord via =
        new SenderRecord(ANN.device(), ANN.owner(), ANN.site(), Optional.of("airrohr"), 0);
    Closed closed = new SensorWorld(SensorWorld.bare(), MINUTE).report(via, 0, "10").close();

    assertThat(closed.weight(via)).isEqualTo(800_000);
    assertThat(closed.of(via).reasons()).containsExactly("via");
  }

  @Test
  void quantitiesArePaidByTheirShare() {
    Value.Table parameters =
        Samples.with(
            Samples.with(SensorWorld.bare(), "quantities.temperature.share", "0.333333"),
            "quantities.humidity",
            Samples.table("unit", "%RH", "share", "0.666667"));
    Closed closed = new SensorWorld(parameters, MINUTE).report(ANN, 0, "10").close();

    assertThat(closed.factor(ANN, "availability")).isEqualTo(333_333);
    assertThat(closed.factor(ANN, "validity")).isEqualTo(WHOLE);
    assertThat(closed.weight(ANN)).isEqualTo(333_333);
  }

  /** Whoever moves each minute would else be paid at every place for the same time. */
  @Test
  void whoMovesIsPaidAtOnePlaceAtATime() {
    for (int step : new int[] {10, 1}) {
      SensorWorld world = new SensorWorld(SensorWorld.bare(), MINUTE);
      long paid = 0;
      for (int epoch = 0; epoch < 30; epoch++) {
        SenderRecord there = SensorWorld.station(1, epoch * step);
        SenderRecord moved =
            new SenderRecord(
                there.device(),
                there.owner(),
                there.site(),
                there.via(),
                epoch,
                epoch == 0 ? SenderRecord.NEVER_MOVED : SensorWorld.START + epoch * MINUTE);
        world.report(moved, epoch * MINUTE, "10");
        for (var outcome : world.close().outcomes().values()) {
          paid += outcome.contributions().stream().mapToLong(Contribution::weight).sum();
        }
        assertThat(paid).isLessThanOrEqualTo((epoch + 1) * WHOLE);
      }
    }
  }

  @Test
  void whoMovedAndStaysIsPaidAgain() {
    SensorWorld world = new SensorWorld(SensorWorld.bare(), MINUTE);
    world.report(ANN, 0, "10").close();
    SenderRecord there = SensorWorld.station(1, 50);
    SenderRecord moved =
        new SenderRecord(
            there.device(),
            there.owner(),
            there.site(),
            there.via(),
            1,
            SensorWorld.START + MINUTE);
    List<Long> weights = new ArrayList<>();
    for (int epoch = 1; epoch < 5; epoch++) {
      weights.add(
          world.report(moved, epoch * MINUTE, "10").close().outcomes().values().stream()
              .flatMap(outcome -> outcome.contributions().stream())
              .mapToLong(Contribution::weight)
              .sum());
    }
    // The old place pays 12 s more; the new one begins 77 s after the move.
    assertThat(weights).containsExactly(200_000L, 716_666L, WHOLE, WHOLE);
  }
}
