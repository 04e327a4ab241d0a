package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import polder.networks.Assessment;
import polder.networks.Finding;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.protocol.manifest.Value;

/**
 * How the map is cut into groups changes no verdict on dust, rain, pressure or direction either.
 */
class QuantitiesGroupingTest {
  private static final int STATIONS = 40;
  private static final int EPOCHS = 9;
  private static final long MINUTE = SensorWorld.MINUTE;

  private static Value.Table quantity(String unit, Object... neighbours) {
    Value.Table limits =
        Samples.table(
            "radius_km",
            6,
            "nearest",
            8,
            "least_owners",
            3,
            "within",
            "3m",
            "mad_factor",
            2,
            "least_limit",
            5,
            "lapse_per_km",
            0);
    for (int i = 0; i < neighbours.length; i += 2) {
      limits = Samples.with(limits, (String) neighbours[i], neighbours[i + 1]);
    }
    return Samples.table("unit", unit, "share", "0.2", "neighbours", limits);
  }

  private static Value.Table parameters(int resolution) {
    Value.Table quantities =
        Samples.table(
            "humidity",
            Samples.table("unit", "%RH", "share", "0.2"),
            "pm25",
            Samples.with(
                quantity("ug/m3", "relative_limit", "0.5"),
                "humid",
                Samples.table("quantity", "humidity", "above", 85, "within", "2m")),
            "pressure",
            quantity("Pa", "scale_height_m", 8435, "height_m", 80, "least_limit", 300),
            "rain",
            Samples.with(
                quantity("mm/h", "relative_limit", 24, "mad_factor", 0, "least_owners", 7),
                "faulty_zeros",
                Samples.table("over", "4m", "readings", 3)),
            "wind_direction",
            Samples.with(quantity("deg", "least_limit", 30), "circle", 360));
    return Samples.with(
        Samples.with(SensorWorld.bare(), "quantities", quantities), "group_resolution", resolution);
  }

  private static SenderRecord station(int number) {
    SplittableRandom random = new SplittableRandom(number);
    SenderRecord station =
        SensorWorld.station(
            number,
            52_520_000 + random.nextInt(-80_000, 80_000),
            13_405_000 + random.nextInt(-80_000, 80_000));
    return SensorWorld.atHeight(SensorWorld.ownedBy(station, number / 2), random.nextInt(1_000));
  }

  private static void speak(SensorWorld world, int epoch) {
    for (int number = 0; number < STATIONS; number++) {
      SplittableRandom random = new SplittableRandom(epoch * 1_000L + number);
      int messages = random.nextInt(3);
      for (int i = 0; i < messages; i++) {
        long age = random.nextInt(12) == 0 ? random.nextLong(10 * MINUTE) : random.nextLong(MINUTE);
        long at = Math.max(0, (epoch + 1) * MINUTE - 1 - age);
        List<String> said = new ArrayList<>();
        // Some say how humid it is only now and then, and some gauges are clogged.
        if (number % 5 != 0 || random.nextInt(3) == 0) {
          said.addAll(List.of("humidity", "%RH", "" + random.nextInt(70, 100)));
        }
        said.addAll(List.of("pm25", "ug/m3", "" + random.nextInt(5, 40)));
        said.addAll(List.of("pressure", "Pa", "" + random.nextInt(100_000, 100_500)));
        said.addAll(List.of("rain", "mm/h", number % 4 == 0 ? "0" : "" + random.nextInt(1, 70)));
        said.addAll(List.of("wind_direction", "deg", "" + (340 + random.nextInt(50)) % 360));
        world.measure(station(number), at, said.toArray(String[]::new));
      }
    }
  }

  private static List<List<Assessment>> verdicts(int resolution) {
    SensorWorld world = new SensorWorld(parameters(resolution), MINUTE);
    List<List<Assessment>> all = new ArrayList<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      speak(world, epoch);
      world.close().contributions().values().forEach(its -> all.add(its.assessments()));
    }
    return all;
  }

  @Test
  void verdictsAreEqualAtAnyResolution() {
    List<List<Assessment>> expected = verdicts(4);
    for (String check : List.of("humid", "faulty_zeros", "neighbours")) {
      // The field is worth a test: each check says all that it can say.
      assertThat(expected.stream().flatMap(List::stream).flatMap(its -> its.findings().stream()))
          .filteredOn(finding -> finding.check().equals(check))
          .extracting(Finding::result)
          .as(check)
          .contains(Finding.Result.values());
    }
    for (int resolution = 5; resolution <= 7; resolution++) {
      assertThat(verdicts(resolution)).as("resolution %d", resolution).isEqualTo(expected);
    }
  }
}
