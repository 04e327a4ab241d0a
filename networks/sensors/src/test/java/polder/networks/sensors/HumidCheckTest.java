package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.Assessment.Verdict.ACCEPTED;
import static polder.networks.Assessment.Verdict.CORROBORATED;
import static polder.networks.Assessment.Verdict.REJECTED;
import static polder.networks.Assessment.Verdict.UNVERIFIED;
import static polder.networks.sensors.SensorWorld.MINUTE;

import org.junit.jupiter.api.Test;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorWorld.Closed;
import polder.protocol.manifest.Value;

/** Fine dust: not trusted above 85 % humidity, and compared on a relative scale. */
class HumidCheckTest {
  private static final SenderRecord ANN = SensorWorld.station(1, 0);

  private static Value.Table parameters() {
    Value.Table dust =
        Samples.table(
            "unit",
            "ug/m3",
            "share",
            "0.8",
            "bounds",
            Samples.table(
                "least", 0, "most", 500, "impossible_below", 0, "impossible_above", "999.9"),
            "humid",
            Samples.table("quantity", "humidity", "above", 85, "within", "5m"),
            "neighbours",
            Samples.table(
                "radius_km",
                4,
                "nearest",
                5,
                "least_owners",
                3,
                "within",
                "5m",
                "mad_factor",
                3,
                "least_limit",
                10,
                "relative_limit",
                "0.5",
                "lapse_per_km",
                0));
    return Samples.with(
        SensorWorld.bare(),
        "quantities",
        Samples.table("pm25", dust, "humidity", Samples.table("unit", "%RH", "share", "0.2")));
  }

  private static SensorWorld world() {
    return new SensorWorld(parameters(), MINUTE);
  }

  private static SenderRecord neighbour(int number) {
    return SensorWorld.station(10 + number, 0.5 + 0.5 * number);
  }

  private static SensorWorld measure(
      SensorWorld world, SenderRecord station, long at, String dust, String humidity) {
    return world.measure(station, at, "pm25", "ug/m3", dust, "humidity", "%RH", humidity);
  }

  private static SensorWorld around(SensorWorld world, String dust, String... humidities) {
    for (int i = 0; i < humidities.length; i++) {
      measure(world, neighbour(i), 0, dust, humidities[i]);
    }
    return world;
  }

  private static Finding humid(Closed closed) {
    return closed.finding(ANN, "humid").orElseThrow();
  }

  @Test
  void inDryAirNothingChanges() {
    Closed closed = around(measure(world(), ANN, 0, "12", "85"), "12", "60", "60", "60").close();

    assertThat(humid(closed)).isEqualTo(new Finding("humid", Result.PASS, 85_000, 85_000, "%RH"));
    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);
    assertThat(closed.weight(ANN)).isEqualTo(1_000_000);
  }

  /** In fog all overread together, so that they agree says nothing. */
  @Test
  void inFogNobodyIsVerified() {
    Closed closed = around(measure(world(), ANN, 0, "60", "97"), "60", "98", "97", "96").close();

    assertThat(humid(closed).result()).isEqualTo(Result.FAIL);
    assertThat(closed.finding(ANN, "neighbours").orElseThrow().value()).isZero();
    assertThat(closed.verdict(ANN)).isEqualTo(UNVERIFIED);
    assertThat(closed.of(ANN).reasons()).containsExactly("unverified", "humid");
  }

  @Test
  void whatDryNeighboursConfirmIsAccepted() {
    Closed closed = around(measure(world(), ANN, 0, "12", "90"), "12", "60", "85", "70").close();

    assertThat(humid(closed).result()).isEqualTo(Result.FAIL);
    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);
    assertThat(closed.of(ANN).reasons()).isEmpty();
  }

  @Test
  void whatDryNeighboursContradictIsRejected() {
    Closed closed = around(measure(world(), ANN, 0, "60", "95"), "12", "60", "85", "70").close();

    assertThat(closed.verdict(ANN)).isEqualTo(REJECTED);
    assertThat(closed.of(ANN).reasons()).contains("neighbours", "humid");
  }

  @Test
  void whoMeasuresInHumidAirCorroboratesNobody() {
    Closed closed = around(measure(world(), ANN, 0, "12", "60"), "60", "98", "97", "96").close();

    assertThat(closed.finding(ANN, "neighbours").orElseThrow().value()).isZero();
    assertThat(closed.verdict(ANN)).isEqualTo(UNVERIFIED);
    assertThat(closed.of(ANN).reasons()).containsExactly("unverified");
  }

  /** Who does not tell is neither accused nor taken for dry. */
  @Test
  void withoutAReadingOfTheHumidityItIsUnknown() {
    SensorWorld world = around(world(), "12", "60", "60", "60");
    Closed closed = world.measure(ANN, 0, "pm25", "ug/m3", "12").close();
    assertThat(humid(closed).result()).isEqualTo(Result.UNDECIDED);
    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);

    world = measure(world(), ANN, 0, "12", "90");
    for (int i = 0; i < 3; i++) {
      world.measure(neighbour(i), 0, "pm25", "ug/m3", "12");
    }
    assertThat(world.close().verdict(ANN)).isEqualTo(UNVERIFIED);
  }

  /** How humid it was is remembered for as long as the dust is compared with. */
  @Test
  void neighboursOfEarlierEpochsAreKnownToBeDry() {
    SensorWorld world = around(world(), "12", "60", "60", "60");
    world.closeUntil(5);
    Closed closed = measure(world, ANN, 5 * MINUTE, "12", "90").close();
    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);

    world = around(world(), "12", "90", "90", "90");
    world.closeUntil(5);
    assertThat(measure(world, ANN, 5 * MINUTE, "12", "60").close().verdict(ANN))
        .isEqualTo(UNVERIFIED);
  }

  /** Half of the median, but ten micrograms at any time. */
  @Test
  void theLimitGrowsWithTheMedian() {
    for (String[] row :
        new String[][] {
          {"4", "14", "ACCEPTED"},
          {"4", "14.1", "REJECTED"},
          {"100", "150", "ACCEPTED"},
          {"100", "150.1", "REJECTED"},
          {"100", "50", "ACCEPTED"},
          {"100", "49.9", "REJECTED"}
        }) {
      Closed closed =
          around(measure(world(), ANN, 0, row[1], "50"), row[0], "60", "60", "60").close();
      assertThat(closed.verdict(ANN)).as(String.join(" ", row)).hasToString(row[2]);
    }
  }

  /** Fireworks, or a fire: far out of bounds, and true. */
  @Test
  void anHonestExtremeIsCorroborated() {
    Closed closed = around(measure(world(), ANN, 0, "800", "60"), "640", "60", "60", "60").close();

    assertThat(closed.verdict(ANN)).isEqualTo(CORROBORATED);
    assertThat(closed.weight(ANN)).isEqualTo(1_000_000);
  }
}
