package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.Assessment.Verdict.ACCEPTED;
import static polder.networks.Assessment.Verdict.REJECTED;
import static polder.networks.sensors.SensorWorld.MINUTE;

import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import polder.networks.Finding.Result;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorWorld.Closed;
import polder.protocol.manifest.Value;

/**
 * Rain every ten minutes, in millimetres an hour: an hour of zeros in the rain is no measurement.
 */
class FaultyZeroCheckTest {
  private static final SenderRecord ANN = SensorWorld.station(1, 0);
  private static final long STEP = 10 * MINUTE;

  private static SensorWorld world() {
    Value.Table rain =
        Samples.table(
            "unit",
            "mm/h",
            "share",
            1,
            "faulty_zeros",
            Samples.table("over", "60m", "readings", 6),
            "neighbours",
            Samples.table(
                "radius_km",
                10,
                "nearest",
                10,
                "least_owners",
                3,
                "within",
                "10m",
                "mad_factor",
                0,
                "least_limit",
                60,
                "relative_limit",
                24,
                "lapse_per_km",
                0));
    Value.Table parameters =
        Samples.with(SensorWorld.bare(), "quantities", Samples.table("rain", rain));
    return new SensorWorld(Samples.with(parameters, "period", "10m"), STEP);
  }

  /** Reports by three neighbours and by Ann, up to the last of which she is judged. */
  private static Closed run(
      int steps, IntFunction<String> ann, IntFunction<String> first, IntFunction<String> others) {
    SensorWorld world = world();
    Closed closed = world.close();
    for (int step = 1; step <= steps; step++) {
      world.measure(ANN, step * STEP, "rain", "mm/h", ann.apply(step));
      for (int i = 0; i < 3; i++) {
        SenderRecord neighbour = SensorWorld.station(10 + i, 1 + i);
        String rain = i == 0 ? first.apply(step) : others.apply(step);
        world.measure(neighbour, step * STEP, "rain", "mm/h", rain);
      }
      closed = world.close();
    }
    return closed;
  }

  private static Result zeros(Closed closed) {
    return closed.finding(ANN, "faulty_zeros").orElseThrow().result();
  }

  @Test
  void anHourOfZerosInTheRainIsFaulty() {
    IntFunction<String> dry = step -> "0";
    IntFunction<String> rain = step -> "1.2";
    assertThat(zeros(run(6, dry, rain, rain))).isEqualTo(Result.PASS);

    Closed closed = run(7, dry, rain, rain);
    assertThat(zeros(closed)).isEqualTo(Result.FAIL);
    assertThat(closed.verdict(ANN)).isEqualTo(REJECTED);
    assertThat(closed.of(ANN).reasons()).contains("faulty_zeros");
    assertThat(closed.finding(ANN, "faulty_zeros").orElseThrow().value()).isEqualTo(1_000);
    // Whoever rains on is not accused by the one who does not.
    assertThat(closed.verdict(SensorWorld.station(11, 2))).isEqualTo(ACCEPTED);
  }

  @Test
  void theFirstDropEndsIt() {
    IntFunction<String> rain = step -> "1.2";
    Closed closed = run(9, step -> step == 9 ? "0.3" : "0", rain, rain);
    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);
    assertThat(zeros(run(9, step -> step == 5 ? "0.3" : "0", rain, rain))).isEqualTo(Result.PASS);
  }

  @Test
  void dryWeatherIsNoFault() {
    IntFunction<String> dry = step -> "0";
    Closed closed = run(30, dry, dry, dry);
    assertThat(zeros(closed)).isEqualTo(Result.PASS);
    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);
  }

  /** A shower that only some get, and drizzle, in which a bucket tips now and then. */
  @Test
  void showersAndDrizzleAreNoFault() {
    IntFunction<String> dry = step -> "0";
    assertThat(zeros(run(9, dry, step -> "20", dry))).isEqualTo(Result.PASS);
    IntFunction<String> drizzle = step -> step % 2 == 0 ? "1.2" : "0";
    assertThat(zeros(run(9, dry, drizzle, drizzle))).isEqualTo(Result.PASS);
  }

  @Test
  void withoutNeighboursThatReportedAllTheTimeItCannotKnow() {
    SensorWorld world = world();
    Closed closed = world.close();
    for (int step = 1; step <= 9; step++) {
      world.measure(ANN, step * STEP, "rain", "mm/h", "0");
      for (int i = 0; i < 3 && step > 6; i++) {
        world.measure(SensorWorld.station(10 + i, 1 + i), step * STEP, "rain", "mm/h", "5");
      }
      closed = world.close();
    }
    assertThat(zeros(closed)).isEqualTo(Result.UNDECIDED);
    assertThat(closed.verdict(ANN)).isEqualTo(ACCEPTED);
  }

  /** High influx: ten millimetres in ten minutes, or 25 times the neighbours' median. */
  @Test
  void tooMuchIsToldByTheNeighbours() {
    IntFunction<String> dry = step -> "0";
    IntFunction<String> storm = step -> "8";
    assertThat(run(1, step -> "60", dry, dry).verdict(ANN)).isEqualTo(ACCEPTED);
    assertThat(run(1, step -> "60.1", dry, dry).verdict(ANN)).isEqualTo(REJECTED);
    // A cloudburst among storms is true.
    assertThat(run(1, step -> "200", storm, storm).verdict(ANN)).isEqualTo(ACCEPTED);
    assertThat(run(1, step -> "200.1", storm, storm).verdict(ANN)).isEqualTo(REJECTED);
  }
}
