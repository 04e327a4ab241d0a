package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.Assessment.Verdict.ACCEPTED;
import static polder.networks.Assessment.Verdict.REJECTED;
import static polder.networks.Assessment.Verdict.UNVERIFIED;
import static polder.networks.sensors.SensorWorld.MINUTE;

import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.networks.Finding.Result;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorWorld.Closed;
import polder.protocol.manifest.Value;

/** Pressure, humidity, wind and noise: what is peculiar to each. */
class WeatherQuantitiesTest {
  private static final SenderRecord ANN = SensorWorld.station(1, 0);

  private static Value.Table neighbours(String leastLimit, Object... more) {
    Value.Table table =
        Samples.table(
            "radius_km",
            10,
            "nearest",
            5,
            "least_owners",
            3,
            "within",
            "5m",
            "mad_factor",
            3,
            "least_limit",
            leastLimit,
            "lapse_per_km",
            0);
    for (int i = 0; i < more.length; i += 2) {
      table = Samples.with(table, (String) more[i], more[i + 1]);
    }
    return table;
  }

  private static Value.Table only(String name, Value.Table quantity) {
    return Samples.with(SensorWorld.bare(), "quantities", Samples.table(name, quantity));
  }

  private static Closed pressure(int decimeters, String own, String others) {
    Value.Table quantity =
        Samples.table(
            "unit",
            "Pa",
            "share",
            1,
            "neighbours",
            neighbours("300", "scale_height_m", 8435, "height_m", 50));
    SensorWorld world = new SensorWorld(only("pressure", quantity), MINUTE);
    world.measure(SensorWorld.atHeight(ANN, decimeters), 0, "pressure", "Pa", own);
    for (int i = 0; i < 3; i++) {
      world.measure(SensorWorld.station(10 + i, 1 + i), 0, "pressure", "Pa", others);
    }
    return world.close();
  }

  /** 50 m up there are 599 Pa less: 101325 · exp(−50 ÷ 8435). */
  @ParameterizedTest
  @CsvSource({
    "0, 101325, ACCEPTED",
    "0, 101625.1, REJECTED",
    "500, 100726, ACCEPTED",
    "500, 101325, REJECTED",
    "-500, 101927.4, ACCEPTED",
    "510, 100726, UNVERIFIED"
  })
  void pressureIsComparedAtOneHeight(int decimeters, String own, String verdict) {
    assertThat(pressure(decimeters, own, "101325").verdict(ANN)).hasToString(verdict);
  }

  private static Value.Table stuck(String moves) {
    return Samples.table("at_least", "2h", "readings", 4, "while_course_moves", moves);
  }

  private static Value.Table withCourse(Value.Table parameters) {
    return Samples.with(
        Samples.with(parameters, "course", Samples.table("slot", "10m", "least_stations", 3)),
        "period",
        "10m");
  }

  private static Value.Table humidity() {
    return Samples.table(
        "unit",
        "%RH",
        "share",
        1,
        "resolution",
        "0.1",
        "bounds",
        Samples.table("least", 5, "most", 100, "impossible_below", 0, "impossible_above", 100),
        "saturation",
        Samples.table("from", 99, "at", 100, "overshoot", 3),
        "persistence",
        stuck("0"));
  }

  /** Every ten minutes the same, for three hours. */
  private static Closed still(Value.Table parameters, String name, String unit, String value) {
    SensorWorld world = new SensorWorld(withCourse(parameters), 10 * MINUTE);
    Closed closed = world.close();
    for (int step = 1; step <= 18; step++) {
      closed = world.measure(ANN, step * 10 * MINUTE, name, unit, value).close();
    }
    return closed;
  }

  @ParameterizedTest
  @CsvSource({
    "100, ACCEPTED",
    "100.01, ACCEPTED",
    "103, ACCEPTED",
    "103.01, REJECTED",
    "4.9, REJECTED"
  })
  void aLittleMoreThanSaturatedIsSaturated(String value, String verdict) {
    SensorWorld world = new SensorWorld(withCourse(only("humidity", humidity())), MINUTE);
    Closed closed = world.measure(ANN, 0, "humidity", "%RH", value).close();

    assertThat(closed.verdict(ANN)).hasToString(verdict);
    if (verdict.equals("ACCEPTED")) {
      assertThat(closed.finding(ANN, "bounds").orElseThrow().value()).isEqualTo(100_000);
    }
  }

  @Test
  void aDayOfFogIsNoStuckSensor() {
    Value.Table parameters = only("humidity", humidity());
    assertThat(still(parameters, "humidity", "%RH", "101.7").verdict(ANN)).isEqualTo(ACCEPTED);
    assertThat(still(parameters, "humidity", "%RH", "99").verdict(ANN)).isEqualTo(ACCEPTED);
    Closed closed = still(parameters, "humidity", "%RH", "98.9");
    assertThat(closed.verdict(ANN)).isEqualTo(REJECTED);
    assertThat(closed.of(ANN).reasons()).contains("persistence");
  }

  /** Ann's anemometer stands at zero while those of others turn as they are told. */
  private static Closed frozen(IntFunction<String> others) {
    Value.Table wind =
        Samples.table(
            "unit",
            "m/s",
            "share",
            1,
            "resolution",
            "0.1",
            "persistence",
            stuck("2"),
            "neighbours",
            neighbours("3", "relative_limit", 1));
    SensorWorld world = new SensorWorld(withCourse(only("wind_speed", wind)), 10 * MINUTE);
    Closed closed = world.close();
    for (int step = 1; step <= 24; step++) {
      world.measure(ANN, step * 10 * MINUTE, "wind_speed", "m/s", "0");
      for (int i = 0; i < 4; i++) {
        world.measure(
            SensorWorld.station(10 + i, 1 + i),
            step * 10 * MINUTE,
            "wind_speed",
            "m/s",
            others.apply(step));
      }
      closed = world.close();
    }
    return closed;
  }

  @Test
  void anAnemometerThatStandsStillInTheWindIsStuck() {
    Closed closed = frozen(step -> step % 6 < 3 ? "2.5" : "6.1");
    // What its neighbours measure is far off, but gardens are sheltered: only time tells.
    assertThat(closed.finding(ANN, "neighbours").orElseThrow().result()).isEqualTo(Result.PASS);
    assertThat(closed.finding(ANN, "persistence").orElseThrow().result()).isEqualTo(Result.FAIL);
    assertThat(closed.verdict(ANN)).isEqualTo(REJECTED);
  }

  @Test
  void aCalmNightIsNoFault() {
    assertThat(frozen(step -> "0").verdict(ANN)).isEqualTo(ACCEPTED);
    assertThat(frozen(step -> step % 2 == 0 ? "0" : "0.9").verdict(ANN)).isEqualTo(ACCEPTED);
  }

  @Test
  void windFarAboveTheNeighboursIsRejected() {
    Value.Table wind =
        Samples.table(
            "unit", "m/s", "share", 1, "neighbours", neighbours("3", "relative_limit", 1));
    for (String[] row :
        new String[][] {
          {"3", "1", "ACCEPTED"},
          {"4.1", "1", "REJECTED"},
          {"40", "20", "ACCEPTED"},
          {"40.1", "20", "REJECTED"}
        }) {
      SensorWorld world = new SensorWorld(only("wind_speed", wind), MINUTE);
      world.measure(ANN, 0, "wind_speed", "m/s", row[0]);
      for (int i = 0; i < 3; i++) {
        world.measure(SensorWorld.station(10 + i, 1 + i), 0, "wind_speed", "m/s", row[1]);
      }
      assertThat(world.close().verdict(ANN)).as(String.join(" ", row)).hasToString(row[2]);
    }
  }

  private static Closed direction(String own, String... others) {
    Value.Table direction =
        Samples.table("unit", "deg", "share", 1, "circle", 360, "neighbours", neighbours("60"));
    SensorWorld world = new SensorWorld(only("wind_direction", direction), MINUTE);
    world.measure(ANN, 0, "wind_direction", "deg", own);
    for (int i = 0; i < others.length; i++) {
      world.measure(SensorWorld.station(10 + i, 1 + i), 0, "wind_direction", "deg", others[i]);
    }
    return world.close();
  }

  @Test
  void directionsAreComparedRoundTheCircle() {
    Closed closed = direction("20", "350", "355", "5");
    assertThat(closed.finding(ANN, "neighbours").orElseThrow().value()).isEqualTo(25_000);
    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);
    assertThat(direction("360", "0", "0", "0").finding(ANN, "neighbours").orElseThrow().value())
        .isZero();
    assertThat(direction("180", "350", "355", "5").verdict(ANN)).isEqualTo(REJECTED);
  }

  /** In a calm vanes point anywhere, and nobody is to blame. */
  @Test
  void whereNeighboursPointEverywhereNoDirectionIsWrong() {
    assertThat(direction("180", "0", "90", "200", "270", "330").verdict(ANN)).isEqualTo(ACCEPTED);
  }

  private static Value.Table noise() {
    return only(
        "noise",
        Samples.table(
            "unit",
            "dB",
            "share",
            1,
            "resolution",
            "0.1",
            "confirmable",
            false,
            "bounds",
            Samples.table(
                "least", 25, "most", 110, "impossible_below", 10, "impossible_above", 140),
            "persistence",
            stuck("0")));
  }

  /** Nobody else hears what a microphone hears, so good noise is unverified at best. */
  @Test
  void whatNobodyCanConfirmIsUnverified() {
    SensorWorld world = new SensorWorld(withCourse(noise()), MINUTE);
    Closed closed = world.measure(ANN, 0, "noise", "dB", "54.3").close();
    assertThat(closed.verdict(ANN)).isEqualTo(UNVERIFIED);
    assertThat(closed.weight(ANN)).isEqualTo(300_000);
    assertThat(closed.of(ANN).reasons()).containsExactly("unverified");

    closed = world.measure(ANN, MINUTE, "noise", "dB", "111").close();
    assertThat(closed.verdict(ANN)).isEqualTo(REJECTED);
    assertThat(still(noise(), "noise", "dB", "54.3").verdict(ANN)).isEqualTo(REJECTED);
  }
}
