package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.Assessment.Verdict.ACCEPTED;
import static polder.networks.Assessment.Verdict.CORROBORATED;
import static polder.networks.Assessment.Verdict.REJECTED;
import static polder.networks.Assessment.Verdict.UNVERIFIED;
import static polder.networks.sensors.SensorWorld.MINUTE;
import static polder.networks.sensors.SensorWorld.SECOND;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.networks.Assessment;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorWorld.Closed;
import polder.protocol.manifest.Value;

/** Three owners within 4 km must agree, to 1.5 degrees or 3 standard deviations. */
class NeighbourCheckTest {
  private static final SenderRecord ANN = SensorWorld.station(1, 0);

  private static SensorWorld world() {
    return new SensorWorld(SensorWorld.withNeighbours(SensorWorld.bare()), MINUTE);
  }

  private static Finding finding(Closed closed) {
    return closed.finding(ANN, "neighbours").orElseThrow();
  }

  private static SensorWorld around(SensorWorld world, String... degrees) {
    for (int i = 0; i < degrees.length; i++) {
      world.report(SensorWorld.station(10 + i, 0.5 + 0.5 * i), 0, degrees[i]);
    }
    return world;
  }

  @Test
  void withoutEnoughNeighboursAReadingIsUnverified() {
    Closed closed = around(world().report(ANN, 0, "10"), "10", "10").close();

    assertThat(closed.verdict(ANN)).isEqualTo(UNVERIFIED);
    assertThat(finding(closed))
        .isEqualTo(new Finding("neighbours", Result.UNDECIDED, 2_000, 3_000, "{owners}"));
    assertThat(closed.weight(ANN)).isEqualTo(300_000);
    assertThat(closed.of(ANN).reasons()).containsExactly("unverified");
  }

  @Test
  void whoAgreesWithItsNeighboursIsAccepted() {
    Closed closed = around(world().report(ANN, 0, "11.5"), "10", "10", "10").close();

    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);
    assertThat(finding(closed))
        .isEqualTo(new Finding("neighbours", Result.PASS, 1_500, 1_500, "Cel"));
    assertThat(closed.weight(ANN)).isEqualTo(1_000_000);
  }

  @Test
  void whoDiffersIsRejectedWithValueAndLimit() {
    Closed closed = around(world().report(ANN, 0, "11.501"), "10", "10", "10").close();

    assertThat(closed.verdict(ANN)).isEqualTo(REJECTED);
    assertThat(finding(closed))
        .isEqualTo(new Finding("neighbours", Result.FAIL, 1_501, 1_500, "Cel"));
    assertThat(closed.weight(ANN)).isZero();
  }

  /** Median 12, absolute deviations 0, 1, 1, 2, 2: the MAD is 1, so 3 · 1.4826 is allowed. */
  @ParameterizedTest
  @CsvSource({"16.447, ACCEPTED", "16.448, REJECTED", "7.553, ACCEPTED", "7.552, REJECTED"})
  void theLimitFollowsTheSpreadOfTheNeighbours(String degrees, Assessment.Verdict verdict) {
    Closed closed = around(world().report(ANN, 0, degrees), "10", "11", "12", "13", "14").close();

    assertThat(finding(closed).limit()).isEqualTo(4_447);
    assertThat(closed.verdict(ANN)).isEqualTo(verdict);
  }

  @Test
  void aMinorityOfLiarsDoesNotMoveTheVerdict() {
    Closed closed = around(world().report(ANN, 0, "10"), "99", "10.1", "9.9", "99", "10").close();

    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);
  }

  @Test
  void oneOwnerCountsOnceAndOneselfNever() {
    SensorWorld world = world().report(ANN, 0, "10");
    for (int i = 0; i < 4; i++) {
      SenderRecord station = SensorWorld.station(10 + i, 0.5 + 0.5 * i);
      world.report(SensorWorld.ownedBy(station, i < 2 ? 1 : 7), 0, "10");
    }
    Closed closed = world.close();

    assertThat(finding(closed).value()).isEqualTo(1_000);
    assertThat(closed.verdict(ANN)).isEqualTo(UNVERIFIED);
  }

  @Test
  void onlyTheNearestOfAnOwnerCounts() {
    SensorWorld world = around(world().report(ANN, 0, "10"), "10", "10");
    world.report(SensorWorld.ownedBy(SensorWorld.station(20, 2), 9), 0, "12");
    world.report(SensorWorld.ownedBy(SensorWorld.station(21, 2.5), 9), 0, "50");
    Closed closed = world.close();

    // The median of 10, 10, 12 is 10.
    assertThat(finding(closed).value()).isZero();
    assertThat(finding(closed).result()).isEqualTo(Result.PASS);
  }

  @Test
  void farAwayIsNoNeighbour() {
    SensorWorld world = around(world().report(ANN, 0, "10"), "10", "10");
    world.report(SensorWorld.station(20, 4.1), 0, "10");
    assertThat(world.close().verdict(ANN)).isEqualTo(UNVERIFIED);

    world = around(world().report(ANN, 0, "10"), "10", "10");
    world.report(SensorWorld.station(20, 3.9), 0, "10");
    assertThat(world.close().verdict(ANN)).isEqualTo(ACCEPTED);
  }

  @Test
  void onlyTheNearestAreAsked() {
    // Five near ones say 10; whoever is beyond them is not heard.
    Closed closed =
        around(world().report(ANN, 0, "10"), "10", "10", "10", "10", "10", "30", "30").close();

    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);
  }

  @Test
  void heightIsCorrectedFor() {
    SenderRecord onTheHill = SensorWorld.atHeight(ANN, 10_000);
    Closed closed = around(world().report(onTheHill, 0, "3.5"), "10", "10", "10").close();

    // A kilometre higher it should be 6.5 degrees colder.
    assertThat(finding(closed).value()).isZero();
    assertThat(closed.verdict(onTheHill)).isEqualTo(ACCEPTED);

    closed = around(world().report(onTheHill, 0, "10"), "10", "10", "10").close();
    assertThat(finding(closed).value()).isEqualTo(6_500);
    assertThat(closed.verdict(onTheHill)).isEqualTo(REJECTED);
  }

  @Test
  void readingsAreComparedWithThoseOfTheSameTime() {
    SensorWorld world = around(world().report(ANN, 0, "10"), "10", "10", "10");
    world.close();
    world.closeUntil(6);
    // Five minutes and a second later nobody else has said anything.
    Closed closed = world.report(ANN, 6 * MINUTE, "10").close();
    assertThat(closed.verdict(ANN)).isEqualTo(UNVERIFIED);

    world = around(world().report(ANN, 0, "10"), "10", "10", "10");
    world.close();
    world.closeUntil(5);
    assertThat(world.report(ANN, 5 * MINUTE, "10").close().verdict(ANN)).isEqualTo(ACCEPTED);
  }

  @Test
  void whatComesLateCorroboratesNobody() {
    SensorWorld world = world();
    world.closeUntil(1);
    around(world.report(ANN, MINUTE, "10"), "10", "10", "10");
    Closed closed = world.close();

    assertThat(closed.verdict(ANN)).isEqualTo(UNVERIFIED);
    assertThat(closed.verdict(SensorWorld.station(10, 0.5))).isEqualTo(UNVERIFIED);
    // Nor does it in the epoch after.
    closed = world.report(ANN, 2 * MINUTE, "10").close();
    assertThat(closed.verdict(ANN)).isEqualTo(UNVERIFIED);
  }

  @Test
  void anExtremeThatOthersSawIsAcceptedAndMarked() {
    Value.Table parameters = SensorWorld.withAllChecks();
    SensorWorld world = new SensorWorld(parameters, MINUTE);
    around(world.report(ANN, 0, "10"), "10", "10", "10").close();
    for (int i = 0; i < 3; i++) {
      world.report(SensorWorld.station(10 + i, 0.5 + 0.5 * i), MINUTE, "45");
    }
    Closed closed = world.report(ANN, MINUTE, "45").close();

    assertThat(closed.verdict(ANN)).isEqualTo(CORROBORATED);
    assertThat(closed.finding(ANN, "bounds").orElseThrow().result()).isEqualTo(Result.FAIL);
    assertThat(closed.finding(ANN, "step").orElseThrow().result()).isEqualTo(Result.FAIL);
    assertThat(closed.of(ANN).reasons()).contains("corroborated").doesNotContain("bounds");
    assertThat(closed.factor(ANN, "validity")).isEqualTo(1_000_000);

    // And when it is over nobody calls it a spike.
    for (int i = 0; i < 3; i++) {
      world.report(SensorWorld.station(10 + i, 0.5 + 0.5 * i), 2 * MINUTE, "10");
    }
    closed = world.report(ANN, 2 * MINUTE, "10").close();
    assertThat(closed.assessments(ANN)).hasSize(1);
    assertThat(closed.factor(ANN, "validity")).isEqualTo(1_000_000);
  }

  @Test
  void theImpossibleIsNotCorroborated() {
    SensorWorld world = new SensorWorld(SensorWorld.withAllChecks(), MINUTE);
    Closed closed = around(world.report(ANN, 0, "61"), "61", "61", "61").close();

    assertThat(closed.verdict(ANN)).isEqualTo(REJECTED);
    assertThat(closed.weight(ANN)).isZero();
  }

  @Test
  void anExtremeAloneIsRejected() {
    SensorWorld world = new SensorWorld(SensorWorld.withAllChecks(), MINUTE);
    Closed closed = around(world.report(ANN, 0, "45"), "45", "45").close();

    assertThat(closed.verdict(ANN)).isEqualTo(REJECTED);
    assertThat(closed.of(ANN).reasons()).contains("bounds");
  }

  @Test
  void manyOwnersAtOnePlaceCorroborateAsOne() {
    Value.Table parameters =
        Samples.with(
            SensorWorld.withNeighbours(SensorWorld.bare()),
            "shared_coordinates",
            Samples.table("most", 1));
    SensorWorld world = new SensorWorld(parameters, MINUTE).report(ANN, 0, "30");
    for (int i = 0; i < 6; i++) {
      world.report(SensorWorld.station(10 + i, 1), 0, "30");
    }
    Closed closed = world.close();

    assertThat(finding(closed).value()).isEqualTo(1_000);
    assertThat(closed.verdict(ANN)).isEqualTo(UNVERIFIED);
  }

  @Test
  void ofThoseWhoShareAPlaceTheMostSeniorCounts() {
    Value.Table parameters =
        Samples.with(SensorWorld.bare(), "shared_coordinates", Samples.table("most", 1));
    SensorWorld world = new SensorWorld(parameters, MINUTE);
    SenderRecord copy = SensorWorld.enrolledIn(SensorWorld.station(2, 0), 5);
    SenderRecord copied = SensorWorld.enrolledIn(SensorWorld.station(3, 0), 4);
    Closed closed = world.report(copy, 0, "10").report(copied, SECOND, "10").close();

    assertThat(closed.verdict(copied)).isEqualTo(ACCEPTED);
    assertThat(closed.verdict(copy)).isEqualTo(REJECTED);
    assertThat(closed.finding(copy, "shared_coordinates"))
        .contains(new Finding("shared_coordinates", Result.FAIL, 2_000, 1_000, "{devices}"));
    assertThat(closed.weight(copy)).isZero();
    // The one who was copied earns as if it were alone.
    Closed alone = new SensorWorld(parameters, MINUTE).report(copied, SECOND, "10").close();
    assertThat(closed.weight(copied)).isEqualTo(alone.weight(copied));
  }
}
