package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import polder.networks.Assessment;
import polder.networks.Finding;
import polder.networks.Grouping;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorWorld.Closed;
import polder.protocol.geo.Distance;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Value;

/** How the map is cut into groups changes no verdict, and what comes later none of the past. */
class GroupingPropertyTest {
  private static final int STATIONS = 45;
  private static final int EPOCHS = 6;

  /** A field of stations, some faulty, some late, some on one spot, over a few kilometres. */
  private record Field(long seed, int centerLat, int centerLon) {
    SenderRecord station(int number) {
      SplittableRandom random = new SplittableRandom(seed * 1_000 + number);
      boolean shared = number % 9 == 8;
      int spread = 120_000;
      SenderRecord station =
          SensorWorld.station(
              number,
              shared ? centerLat : centerLat + random.nextInt(-spread, spread),
              shared ? centerLon : centerLon + random.nextInt(-spread, spread));
      SenderRecord owned = SensorWorld.ownedBy(station, number / 2);
      return SensorWorld.atHeight(owned, random.nextInt(3_000));
    }

    void speak(SensorWorld world, int epoch) {
      for (int number = 0; number < STATIONS; number++) {
        SplittableRandom random = new SplittableRandom(seed * 7 + epoch * 1_000L + number);
        if (random.nextInt(8) == 0) {
          continue;
        }
        SensorWorld.At[] readings = new SensorWorld.At[random.nextInt(1, 4)];
        for (int i = 0; i < readings.length; i++) {
          long age = random.nextInt(12) == 0 ? random.nextLong(600_000) : random.nextLong(60_000);
          double degrees = 10 + random.nextInt(-20, 20) / 10.0;
          degrees += random.nextInt(10) == 0 ? random.nextInt(-60, 60) : 0;
          readings[i] =
              new SensorWorld.At(
                  Math.max(0, (epoch + 1) * 60_000L - 1 - age), Double.toString(degrees));
        }
        world.report(station(number), readings);
      }
    }
  }

  /** What was said of each reading, over all epochs. */
  private static List<SortedMap<DeviceId, List<Assessment>>> verdicts(
      Field field, int resolution, int epochs) {
    Value.Table parameters =
        Samples.with(SensorWorld.withAllChecks(), "group_resolution", resolution);
    SensorWorld world = new SensorWorld(parameters, 60_000);
    List<SortedMap<DeviceId, List<Assessment>>> all = new java.util.ArrayList<>();
    for (int epoch = 0; epoch < epochs; epoch++) {
      field.speak(world, epoch);
      SortedMap<DeviceId, List<Assessment>> verdicts = new TreeMap<>();
      world
          .close()
          .contributions()
          .forEach((device, contribution) -> verdicts.put(device, contribution.assessments()));
      all.add(verdicts);
    }
    return all;
  }

  private static void verdictsAreEqual(Field field) {
    List<SortedMap<DeviceId, List<Assessment>>> expected = verdicts(field, 4, EPOCHS);
    for (int resolution = 5; resolution <= 7; resolution++) {
      assertThat(verdicts(field, resolution, EPOCHS))
          .as("%s at resolution %s", field, resolution)
          .isEqualTo(expected);
    }
  }

  @Test
  void verdictsAreEqualAtAnyResolution() {
    Field berlin = new Field(1, 52_520_000, 13_405_000);
    List<Finding> findings =
        verdicts(berlin, 7, EPOCHS).stream()
            .flatMap(epoch -> epoch.values().stream())
            .flatMap(List::stream)
            .flatMap(assessment -> assessment.findings().stream())
            .filter(finding -> finding.check().equals("neighbours"))
            .toList();
    // The field is worth a test: neighbours agree, disagree, and are too few.
    assertThat(findings).extracting(Finding::result).contains(Finding.Result.values());

    verdictsAreEqual(berlin);
    // On the equator, across the 180th meridian, near a pentagon, in the far north.
    verdictsAreEqual(new Field(2, 0, 0));
    verdictsAreEqual(new Field(3, -17_000_000, 179_950_000));
    verdictsAreEqual(new Field(4, 64_700_000, 10_536_000));
    verdictsAreEqual(new Field(5, 78_220_000, 15_650_000));
  }

  @Test
  @Tag("full")
  void verdictsAreEqualAtAnyResolutionAnywhere() {
    SplittableRandom random = new SplittableRandom(2026);
    for (int seed = 10; seed < 110; seed++) {
      verdictsAreEqual(
          new Field(
              seed,
              random.nextInt(-80_000_000, 80_000_000),
              random.nextInt(-179_000_000, 179_000_000)));
    }
  }

  @Test
  void truncatingTheFutureChangesNoPastVerdict() {
    Field field = new Field(6, 48_137_000, 11_575_000);
    Value.Table parameters = Samples.with(SensorWorld.withAllChecks(), "group_resolution", 6);
    SensorWorld whole = new SensorWorld(parameters, 60_000);
    List<Closed> outcomes = new java.util.ArrayList<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      field.speak(whole, epoch);
      outcomes.add(whole.close());
    }
    for (int last = 0; last < EPOCHS; last++) {
      SensorWorld truncated = new SensorWorld(parameters, 60_000);
      for (int epoch = 0; epoch <= last; epoch++) {
        field.speak(truncated, epoch);
        assertThat(truncated.close()).isEqualTo(outcomes.get(epoch));
      }
    }
  }

  /** Whoever is near enough to be a neighbour hears of it. */
  @Test
  void everyNeighbourIsHeard() {
    SplittableRandom random = new SplittableRandom(3);
    for (int resolution = 4; resolution <= 7; resolution++) {
      SensorRules rules =
          SensorWorld.rules(
              Samples.with(
                  SensorWorld.withNeighbours(SensorWorld.bare()), "group_resolution", resolution));
      for (int i = 0; i < 1_500; i++) {
        int lat = random.nextInt(-85_000_000, 85_000_000);
        int lon = random.nextInt(-179_000_000, 179_000_000);
        Place one = new Place(lat, lon);
        Place other =
            new Place(lat + random.nextInt(-36_000, 36_000), lon + random.nextInt(-36_000, 36_000));
        if (Distance.decimeters(one, other) <= 40_000) {
          Grouping there = grouping(rules, other);
          Grouping here = grouping(rules, one);
          assertThat(here.home().equals(there.home()) || here.witnesses().contains(there.home()))
              .as("%s hears of %s", one, other)
              .isTrue();
        }
      }
    }
  }

  private static Grouping grouping(SensorRules rules, Place place) {
    SenderRecord station = SensorWorld.station(1, place.latMicro(), place.lonMicro());
    return rules.group(new SensorReport(station.site().orElseThrow(), List.of()), station);
  }
}
