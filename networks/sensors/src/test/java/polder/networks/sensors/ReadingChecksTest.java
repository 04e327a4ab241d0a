package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.Assessment.Verdict.ACCEPTED;
import static polder.networks.Assessment.Verdict.REJECTED;
import static polder.networks.Assessment.Verdict.UNVERIFIED;
import static polder.networks.sensors.SensorWorld.HOUR;
import static polder.networks.sensors.SensorWorld.MINUTE;
import static polder.networks.sensors.SensorWorld.SECOND;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.networks.Assessment;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorWorld.At;
import polder.networks.sensors.SensorWorld.Closed;
import polder.protocol.manifest.Value;

/** The checks that look at one station alone; each by itself. */
class ReadingChecksTest {
  private static final SenderRecord ANN = SensorWorld.station(1, 0);

  private static SensorWorld world(String check, Object... limits) {
    return new SensorWorld(SensorWorld.withCheck(SensorWorld.bare(), check, limits), MINUTE);
  }

  private static SensorWorld bounds() {
    return world(
        "bounds", "least", -30, "most", 42, "impossible_below", -90, "impossible_above", 60);
  }

  private static SensorWorld step() {
    return world("step", "limit", 8, "per", "1h", "least", 2);
  }

  private static SensorWorld spike() {
    return world("spike", "limit", 4);
  }

  private static Finding finding(Closed closed, String check) {
    return closed.finding(ANN, check).orElseThrow();
  }

  @Test
  void withoutChecksEverythingIsAccepted() {
    Closed closed = new SensorWorld(SensorWorld.bare(), MINUTE).report(ANN, 0, "-300").close();

    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);
    assertThat(closed.assessments(ANN).getFirst().findings()).isEmpty();
    assertThat(closed.weight(ANN)).isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "-30, ACCEPTED, PASS, 42000",
    "42, ACCEPTED, PASS, 42000",
    "-30.001, REJECTED, FAIL, -30000",
    "42.001, REJECTED, FAIL, 42000"
  })
  void boundsAreInclusive(String degrees, Assessment.Verdict verdict, Result result, long limit) {
    Closed closed = bounds().report(ANN, 0, degrees).close();

    assertThat(closed.verdict(ANN)).isEqualTo(verdict);
    Finding finding = finding(closed, "bounds");
    assertThat(finding.result()).isEqualTo(result);
    assertThat(finding.limit()).isEqualTo(limit);
    assertThat(finding.unit()).isEqualTo("Cel");
    assertThat(closed.finding(ANN, "impossible")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-90.001, -90000", "60.001, 60000"})
  void theImpossibleIsNamed(String degrees, long limit) {
    Closed closed = bounds().report(ANN, 0, degrees).close();

    assertThat(closed.verdict(ANN)).isEqualTo(REJECTED);
    assertThat(finding(closed, "impossible").limit()).isEqualTo(limit);
    assertThat(closed.weight(ANN)).isZero();
    assertThat(closed.of(ANN).reasons()).containsExactly("bounds", "impossible");
  }

  @Test
  void aStepNeedsSomethingToCompareWith() {
    Closed closed = step().report(ANN, 0, "20").close();

    assertThat(finding(closed, "step").result()).isEqualTo(Result.UNDECIDED);
    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);
  }

  /** 8 degrees an hour, but 2 at any time. */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 2000, ACCEPTED",
    "1, 2.001, 2000, REJECTED",
    "15, 2.001, 2000, REJECTED",
    "30, 4, 4000, ACCEPTED",
    "30, 4.001, 4000, REJECTED",
    "59, 7.866, 7866, ACCEPTED",
    "59, 7.867, 7866, REJECTED"
  })
  void aStepIsScaledToTheTimeThatPassed(
      int minutes, String change, long limit, Assessment.Verdict verdict) {
    SensorWorld world = step();
    world.report(ANN, 0, "0").close();
    world.closeUntil(minutes);
    Closed closed = world.report(ANN, minutes * MINUTE, change).close();

    assertThat(finding(closed, "step").limit()).isEqualTo(limit);
    assertThat(closed.verdict(ANN)).isEqualTo(verdict);
  }

  @Test
  void aStepIsMeasuredFromTheLastReadingThatWasNotRejected() {
    SensorWorld world = step();
    world.report(ANN, 0, "10").close();
    assertThat(world.report(ANN, MINUTE, "30").close().verdict(ANN)).isEqualTo(REJECTED);
    assertThat(world.report(ANN, 2 * MINUTE, "30").close().verdict(ANN)).isEqualTo(REJECTED);
    assertThat(world.report(ANN, 3 * MINUTE, "10.5").close().verdict(ANN)).isEqualTo(ACCEPTED);
  }

  @Test
  void stepsWithinOneMessageAreStepsToo() {
    Closed closed =
        step()
            .report(ANN, new At(0, "10"), new At(10 * SECOND, "15"), new At(20 * SECOND, "11"))
            .close();

    assertThat(closed.verdicts(ANN)).containsExactly(ACCEPTED, REJECTED, ACCEPTED);
  }

  @Test
  void aSpikeStandsOutFromBeforeAndAfter() {
    Closed closed =
        spike()
            .report(ANN, new At(0, "10"), new At(10 * SECOND, "14.501"), new At(20 * SECOND, "11"))
            .close();

    // |14.501 − 10.5| − 0.5 = 3.501 is allowed.
    assertThat(closed.verdicts(ANN)).containsExactly(ACCEPTED, ACCEPTED, ACCEPTED);

    closed =
        spike()
            .report(ANN, new At(0, "10"), new At(10 * SECOND, "15.001"), new At(20 * SECOND, "11"))
            .close();

    assertThat(closed.verdicts(ANN)).containsExactly(ACCEPTED, REJECTED, ACCEPTED);
    Finding finding = closed.assessments(ANN).get(1).findings().getFirst();
    assertThat(finding).isEqualTo(new Finding("spike", Result.FAIL, 4_001, 4_000, "Cel"));
  }

  @Test
  void aGoodReadingBetweenTwoBadOnesIsNoSpike() {
    SensorWorld world =
        new SensorWorld(
            SensorWorld.withCheck(
                SensorWorld.withCheck(
                    SensorWorld.bare(),
                    "bounds",
                    "least",
                    -30,
                    "most",
                    42,
                    "impossible_below",
                    -90,
                    "impossible_above",
                    60),
                "spike",
                "limit",
                4),
            MINUTE);
    Closed closed =
        world
            .report(
                ANN,
                new At(0, "10"),
                new At(10 * SECOND, "50"),
                new At(20 * SECOND, "10.5"),
                new At(30 * SECOND, "50"),
                new At(40 * SECOND, "11"))
            .close();

    assertThat(closed.verdicts(ANN))
        .containsExactly(ACCEPTED, REJECTED, ACCEPTED, REJECTED, ACCEPTED);
  }

  @Test
  void aSlopeIsNoSpike() {
    Closed closed =
        spike()
            .report(ANN, new At(0, "0"), new At(10 * SECOND, "10"), new At(20 * SECOND, "20"))
            .close();

    assertThat(closed.verdicts(ANN)).containsOnly(ACCEPTED);
  }

  @Test
  void aSpikeAtTheEndOfAnEpochIsKnownInHindsight() {
    SensorWorld world = spike();
    world.report(ANN, 0, "10").close();
    Closed spiked = world.report(ANN, MINUTE, "20").close();
    assertThat(spiked.verdict(ANN)).isEqualTo(ACCEPTED);
    assertThat(spiked.weight(ANN)).isEqualTo(1_000_000);

    Closed hindsight = world.report(ANN, 2 * MINUTE, "10").close();

    assertThat(hindsight.verdicts(ANN)).containsExactly(REJECTED, ACCEPTED);
    Assessment revoked = hindsight.assessments(ANN).getFirst();
    assertThat(revoked.timeMillis()).isEqualTo(SensorWorld.START + MINUTE);
    assertThat(hindsight.of(ANN).evidence()).contains(revoked.message());
    // The whole minute that was paid for the spike is taken off this one.
    assertThat(hindsight.weight(ANN)).isZero();
    assertThat(hindsight.of(ANN).reasons()).contains("spike");
    // Only once.
    Closed after = world.report(ANN, 3 * MINUTE, "10").close();
    assertThat(after.verdicts(ANN)).containsExactly(ACCEPTED);
    assertThat(after.weight(ANN)).isEqualTo(1_000_000);
  }

  @Test
  void whatIsRejectedInHindsightCoversNothingAnyMore() {
    SensorWorld world = spike();
    world.report(ANN, 0, "10").close();
    world.report(ANN, MINUTE, "20").close();
    // From 120 s on the spike of 60 s would go on to cover until 132 s.
    Closed closed = world.report(ANN, 2 * MINUTE + 30 * SECOND, "10").close();

    assertThat(closed.weight(ANN)).isZero();
    assertThat(world.report(ANN, 3 * MINUTE + 10 * SECOND, "10").close().weight(ANN))
        .isEqualTo(1_000_000);
  }

  @Test
  void lateReadingsEarnTheUnverifiedRateAndLessTheOlderTheyAre() {
    SensorWorld world = new SensorWorld(SensorWorld.bare(), HOUR);
    world.report(ANN, 0, "10").close();
    world.closeUntil(13);
    Closed closed = world.report(ANN, HOUR, "10").close();

    assertThat(closed.verdict(ANN)).isEqualTo(UNVERIFIED);
    Finding late = finding(closed, "late");
    assertThat(late.result()).isEqualTo(Result.UNDECIDED);
    assertThat(late.value()).isEqualTo(12 * HOUR);
    assertThat(late.limit()).isEqualTo(5_000);
  }

  @Test
  void ofTwoReadingsOfOneTimeTheFirstCounts() {
    SensorWorld world = new SensorWorld(SensorWorld.bare(), MINUTE);
    Closed closed = world.report(ANN, new At(0, "10"), new At(0, "99")).close();

    assertThat(closed.verdicts(ANN)).containsExactly(ACCEPTED, REJECTED);
    assertThat(finding(closed, "same_time").result()).isEqualTo(Result.FAIL);
    // Who repeats itself loses nothing: what counts, counts.
    assertThat(closed.weight(ANN)).isEqualTo(1_000_000);
  }

  @Test
  void anOldReadingRepeatedInALaterEpochIsWorthNothing() {
    SensorWorld world = new SensorWorld(SensorWorld.bare(), MINUTE);
    world.report(ANN, 58 * SECOND, "10").close();
    Closed closed = world.report(ANN, 58 * SECOND, "10").report(ANN, 61 * SECOND, "10").close();
    assertThat(closed.verdicts(ANN)).containsExactly(REJECTED, ACCEPTED);
    assertThat(closed.weight(ANN)).isEqualTo(1_000_000);

    // By now it is late as well.
    closed = world.report(ANN, 58 * SECOND, "10").report(ANN, 121 * SECOND, "10").close();
    assertThat(closed.verdicts(ANN)).containsExactly(REJECTED, ACCEPTED);
    assertThat(closed.weight(ANN)).isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bounds", "step", "spike", "neighbours"})
  void everyCheckCanBeSwitchedOff(String check) {
    Value.Table parameters = SensorWorld.withAllChecks();
    Value.Table off =
        Samples.with(parameters, "quantities.temperature." + check + ".enabled", false);
    Value.Table on = Samples.with(parameters, "quantities.temperature." + check + ".enabled", true);

    assertThat(checks(on)).contains(check);
    assertThat(checks(off)).doesNotContain(check).hasSize(checks(on).size() - 1);
  }

  @Test
  void theCheckOfSharedCoordinatesCanBeSwitchedOff() {
    Value.Table off =
        Samples.with(SensorWorld.withAllChecks(), "shared_coordinates.enabled", false);

    assertThat(checks(SensorWorld.withAllChecks())).contains("shared_coordinates");
    assertThat(checks(off)).doesNotContain("shared_coordinates");
  }

  private static java.util.List<String> checks(Value.Table parameters) {
    Closed closed = new SensorWorld(parameters, MINUTE).report(ANN, 0, "10").close();
    return closed.assessments(ANN).getFirst().findings().stream().map(Finding::check).toList();
  }
}
