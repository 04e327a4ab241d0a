package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.networks.Samples;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;

class SensorParametersTest {
  private static SensorParameters read(Value.Table table) {
    Parameters parameters = new Parameters("parameters", table);
    SensorParameters read = SensorParameters.of(parameters);
    parameters.finish();
    return read;
  }

  @Test
  void whatTheManifestSaysIsReadExactly() {
    SensorParameters parameters = read(SensorWorld.withAllChecks());

    assertThat(parameters.spanMillis()).isEqualTo(72_000);
    assertThat(parameters.widestRadiusDecimeters()).isEqualTo(40_000);
    assertThat(parameters.sharedPlaces()).contains(1);
    assertThat(parameters.cellCap()).isEqualTo(1_000_000_000L);
    assertThat(parameters.quantities().sequencedValues().getFirst().neighbours().orElseThrow())
        .isEqualTo(
            new SensorParameters.Neighbours(
                40_000, 5, 3, 300_000, 3_000_000, 1_500, 0, new Height(-6_500, 0, 1_000_000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "period",
        "slack",
        "forget_after",
        "max_age",
        "readings_per_message",
        "group_resolution",
        "quantities",
        "quantities.temperature.unit",
        "quantities.temperature.share",
        "pay",
        "pay.unverified",
        "pay.via",
        "cell",
        "cell.resolution",
        "cell.cap",
        "quantities.temperature.bounds.least",
        "quantities.temperature.step.per",
        "quantities.temperature.spike.limit",
        "quantities.temperature.neighbours.nearest",
        "shared_coordinates.most"
      })
  void whatIsMissingIsNamed(String key) {
    assertThatThrownBy(() -> read(Samples.without(SensorWorld.withAllChecks(), key)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("parameters." + key)
        .hasMessageContaining("missing");
  }

  @ParameterizedTest
  @CsvSource({
    "period, 0s",
    "slack, 1.1",
    "forget_after, 71s",
    "quantities.temperature.share, 0.9",
    "quantities.temperature.step.per, 0s",
    "quantities.temperature.step.limit, -1",
    "quantities.temperature.spike.limit, -1",
    "quantities.temperature.bounds.least, 43",
    "quantities.temperature.bounds.impossible_above, 41",
    "quantities.temperature.neighbours.radius_km, 501",
    "quantities.temperature.neighbours.radius_km, 90",
    "cell.cap, 0"
  })
  void whatIsOutOfRangeNamesTheKey(String key, String value) {
    String last = key.substring(key.lastIndexOf('.') + 1);
    assertThatThrownBy(() -> read(Samples.with(SensorWorld.withAllChecks(), key, value)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(
            switch (last) {
              case "share" -> "parameters.quantities";
              case "impossible_above" -> "impossible_above";
              default -> last;
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "perod",
        "quantities.temperature.bonds",
        "pay.vai",
        "cell.cup",
        "quantities.temperature.neighbours.radius",
        "shared_coordinates.least"
      })
  void whatIsMisspeltIsNamed(String key) {
    assertThatThrownBy(() -> read(Samples.with(SensorWorld.withAllChecks(), key, 1)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("parameters." + key);
  }

  @ParameterizedTest
  @CsvSource({
    "course.slot, 9m, slot",
    "course.slot, 7h, slot",
    "course.least_stations, 0, least_stations",
    "course.region_resolution, 7, region_resolution",
    "quantities.temperature.resolution, 0, resolution",
    "quantities.temperature.persistence.readings, 1, readings",
    "quantities.temperature.siting.window, 36h, window",
    "quantities.temperature.siting.window, 61d, window",
    "quantities.temperature.siting.correlation, 1.1, correlation",
    "quantities.temperature.reliability.most_rejected, -1, most_rejected",
    "quantities.temperature.copies.slope, 0.6, slope",
    "quantities.temperature.copies.lags, 7, lags",
    "quantities.temperature.copies.spread, 10001, spread",
    "quantities.temperature.copies.memory, 10001, memory",
    "quantities.temperature.copies.screen, -1, screen"
  })
  void limitsOfTheSlowChecksAreRefusedByTheirKey(String key, String value, String named) {
    assertThatThrownBy(() -> read(Samples.with(SlowWorld.parameters(), key, value)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(named);
  }

  @Test
  void slowChecksNeedACourseAndAResolution() {
    assertThatThrownBy(() -> read(Samples.without(SlowWorld.parameters(), "course")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("parameters.course is missing");
    assertThatThrownBy(() ->
            read(Samples.without(SlowWorld.parameters(), "quantities.temperature.resolution")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("quantities.temperature.resolution is missing");
  }

  @Test
  void capsAndDensitiesFitTheGroups() {
    assertThatThrownBy(() -> read(Samples.with(SensorWorld.bare(), "cell.resolution", 4)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("cell.resolution");
    Value.Table wrong =
        Samples.with(
            SensorWorld.bare(),
            "density",
            List.of(
                Samples.table("resolution", 6, "target", 1),
                Samples.table("resolution", 8, "target", 1)));
    assertThatThrownBy(() -> read(wrong)).hasMessageContaining("density");
    Value.Table nothing = Samples.with(SensorWorld.bare(), "quantities", Value.Table.empty());
    assertThatThrownBy(() -> read(nothing)).hasMessageContaining("quantities");
  }

  private static Value.Table rain() {
    return Samples.with(
        SensorWorld.withNeighbours(SensorWorld.bare()),
        "quantities.temperature.faulty_zeros",
        Samples.table("over", "7m", "readings", 4));
  }

  @Test
  void whatIsPeculiarToAQuantityFitsTheRest() {
    String temperature = "quantities.temperature.";
    Value.Table bare = SensorWorld.bare();
    assertThat(read(rain()).quantities()).hasSize(1);
    wrong(Samples.with(rain(), temperature + "faulty_zeros.over", "421s"), "faulty_zeros.over");
    wrong(Samples.without(rain(), temperature + "neighbours"), "faulty_zeros");
    wrong(
        Samples.with(
            bare,
            temperature + "humid",
            Samples.table("quantity", "humidity", "above", 85, "within", "5m")),
        "humid.quantity");
    wrong(
        Samples.with(
            bare,
            temperature + "saturation",
            Samples.table("from", 101, "at", 100, "overshoot", 3)),
        "saturation.from");
    Value.Table circle = Samples.with(bare, temperature + "circle", 360);
    assertThat(read(circle).quantities()).hasSize(1);
    wrong(SensorWorld.withCheck(circle, "spike", "limit", 4), "circle");
    wrong(
        Samples.with(
            SensorWorld.withNeighbours(circle), temperature + "neighbours.relative_limit", 1),
        "circle");
    wrong(Samples.with(rain(), temperature + "neighbours.scale_height_m", 4_999), "scale_height_m");
  }

  @Test
  void eachPeculiarityCanBeSwitchedOff() {
    String temperature = "quantities.temperature.";
    Value.Table all =
        Samples.with(
            Samples.with(
                rain(),
                temperature + "humid",
                Samples.table("quantity", "temperature", "above", 85, "within", "5m")),
            temperature + "saturation",
            Samples.table("from", 97, "at", 100, "overshoot", 3));
    Traits on = read(all).quantities().sequencedValues().getFirst().traits();
    assertThat(on.humid()).isPresent();
    assertThat(on.faultyZeros()).isPresent();
    assertThat(on.saturation()).isPresent();
    for (String check : List.of("humid", "faulty_zeros", "saturation")) {
      all = Samples.with(all, temperature + check + ".enabled", false);
    }
    assertThat(read(all).quantities().sequencedValues().getFirst().traits())
        .isEqualTo(read(SensorWorld.bare()).quantities().sequencedValues().getFirst().traits());
  }

  private static void wrong(Value.Table table, String key) {
    assertThatThrownBy(() -> read(table))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(
            "parameters.quantities.temperature." + key.replace("scale", "neighbours.scale"));
  }

  /** At the largest radius that is allowed a reading still goes to a bounded number of groups. */
  @Test
  void witnessesAreBounded() {
    for (int resolution = 3; resolution <= 8; resolution++) {
      Value.Table parameters =
          Samples.with(
              SensorWorld.withNeighbours(SensorWorld.bare()), "group_resolution", resolution);
      long radius =
          Math.min(500_0000, 8 * polder.protocol.geo.Covering.cellRadiusDecimeters(resolution));
      SensorRules rules =
          SensorWorld.rules(
              Samples.with(
                  parameters,
                  "quantities.temperature.neighbours.radius_km",
                  java.math.BigDecimal.valueOf(radius, 4).toPlainString()));
      for (int lat = -80_000_000; lat <= 80_000_000; lat += 7_000_000) {
        var station = SensorWorld.station(1, lat, lat);
        var report = new SensorReport(station.site().orElseThrow(), List.of());
        assertThat(rules.group(report, station).witnesses()).hasSizeLessThan(400);
      }
    }
  }
}
