package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.sensors.SlowWorld.DAY;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.networks.Assessment;
import polder.networks.Contribution;
import polder.networks.GroupRuns.Step;
import polder.networks.Outcome;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Value;
import polder.protocol.message.Site;

/** How the map is cut into groups changes nothing that days and weeks say, and no day to come. */
class SlowGroupingTest {
  private static final int HOURS = 7 * DAY;

  /** Evidence for everything within days. */
  static Value.Table hasty(int resolution) {
    Value.Table table = Samples.with(SlowWorld.parameters(), "group_resolution", resolution);
    table = Samples.with(table, "quantities.temperature.siting.least_slots", 40);
    table = Samples.with(table, "quantities.temperature.reliability.least_slots", 24);
    table = Samples.with(table, "quantities.temperature.reliability.window", "3d");
    table = Samples.with(table, "quantities.temperature.copies.least_slots", 72);
    table = Samples.with(table, "quantities.temperature.copies.window", "5d");
    return Samples.with(table, "quantities.temperature.copies.least_pairs", 60);
  }

  private static SlowWorld world(int resolution, int until) {
    SlowWorld world = new SlowWorld(41, hasty(resolution)).town();
    SenderRecord near = SensorWorld.enrolledIn(SensorWorld.station(40, 52_521_000, 13_428_000), 40);
    world.with(near, 40, at -> at < until ? world.honest(12, at) + 0.5 : 0);
    world.with(SlowWorld.away(41, 60), 41, at -> world.honest(5, at - 1));
    world.with(SlowWorld.away(42, 2), 42, at -> 14 + world.white(42, at, 0.3));
    world.with(SlowWorld.away(43, 1), 43, at -> world.honest(43, at) + (at % 3 == 0 ? 0 : 9));
    world.with(world.sender(7), 7, at -> at < 60 ? world.honest(7, at) : 12);
    world.with(world.sender(8), 8, at -> at % 50 < 40 ? world.honest(8, at) : Double.NaN);
    return world;
  }

  /** What was said of each reading, hour by hour; station 3 moves away in between, and back. */
  private static List<SortedMap<DeviceId, List<Assessment>>> verdicts(int resolution, int until) {
    SlowWorld world = world(resolution, until);
    List<SortedMap<DeviceId, List<Assessment>>> all = new ArrayList<>();
    SenderRecord home = world.sender(3);
    while (all.size() < HOURS) {
      if (all.size() == 70 || all.size() == 100) {
        world.honest(moved(home, all.size(), all.size() == 70 ? 52_600_000 : 52_530_000), 3);
      }
      SortedMap<DeviceId, List<Assessment>> verdicts = new TreeMap<>();
      for (Outcome outcome : world.pass().closed().outcomes().values()) {
        for (Contribution contribution : outcome.contributions()) {
          // The old group of one that was moved still says that it does not report there.
          if (!contribution.assessments().isEmpty()) {
            verdicts.put(contribution.device(), contribution.assessments());
          }
        }
      }
      all.add(verdicts);
    }
    return all;
  }

  private static SenderRecord moved(SenderRecord station, int hour, int latMicro) {
    return new SenderRecord(
        station.device(),
        station.owner(),
        Optional.of(new Site(new Place(latMicro, 13_450_000), 0)),
        Optional.empty(),
        hour,
        SensorWorld.START + hour * SensorWorld.HOUR);
  }

  @Test
  void verdictsAreEqualAtAnyResolution() {
    List<SortedMap<DeviceId, List<Assessment>>> expected = verdicts(4, HOURS);
    for (String check : List.of("persistence", "siting", "reliability", "copy")) {
      assertThat(expected.stream().flatMap(hour -> hour.values().stream()))
          .as(check)
          .anyMatch(its ->
              its.getLast().findings().stream()
                  .anyMatch(finding ->
                      finding.check().equals(check)
                          && finding.result() == polder.networks.Finding.Result.FAIL));
    }
    for (int resolution = 5; resolution <= 7; resolution++) {
      List<SortedMap<DeviceId, List<Assessment>>> others = verdicts(resolution, HOURS);
      for (int hour = 0; hour < HOURS; hour++) {
        assertThat(others.get(hour))
            .as("hour %s at resolution %s", hour, resolution)
            .isEqualTo(expected.get(hour));
      }
    }
  }

  @Test
  void whatComesLaterChangesNothingBefore() {
    int until = 5 * DAY;
    assertThat(verdicts(6, until).subList(0, until))
        .isEqualTo(verdicts(6, HOURS).subList(0, until));
    assertThat(verdicts(6, until)).isNotEqualTo(verdicts(6, HOURS));
  }

  /** Whatever a group left itself or another under one manifest is understood under the next. */
  @Test
  void aManifestMayChangeBetweenAnyTwoEpochs() {
    SlowWorld world = world(6, HOURS);
    world.until(4 * DAY + 6);
    Value.Table bare = Samples.with(SensorWorld.withNeighbours(SensorWorld.bare()), "period", "1h");
    Value.Table table = hasty(6);
    String temperature = "quantities.temperature.";
    List<Value.Table> others =
        List.of(
            Samples.with(bare, "group_resolution", 6),
            Samples.with(table, "course.slot", "2h"),
            Samples.with(table, "course.slot", "30m"),
            Samples.with(table, "course.region_resolution", 2),
            Samples.with(table, temperature + "resolution", "0.01"),
            Samples.with(table, temperature + "siting.window", "60d"),
            Samples.without(
                Samples.without(
                    Samples.without(table, temperature + "siting"), temperature + "copies"),
                temperature + "reliability"),
            Samples.with(
                Samples.with(table, temperature + "share", "0.5"),
                "quantities.humidity",
                Samples.table("unit", "%RH", "share", "0.5")));
    for (Value.Table other : others) {
      SensorRules rules = SensorWorld.rules(other);
      for (Step<SensorReport> step : world.world().runs().steps()) {
        if (step.inputs().home().isEmpty() && step.inputs().witnesses().isEmpty()) {
          assertThat(rules.weigh(step.inputs(), step.context()).wakeEpoch())
              .isGreaterThan(step.context().window().epoch());
        }
      }
      // And a whole network goes on, from states and notes of any hour.
      Step<SensorReport> review =
          world.world().runs().steps().stream()
              .filter(step -> step.inputs().notes().size() > 1)
              .reduce((first, second) -> second)
              .orElseThrow();
      assertThat(rules.weigh(review.inputs(), review.context()).contributions()).isEmpty();
    }
  }

  /** The contract of kinds, over days. */
  @Test
  void allThatAGroupNeedsIsInItsInputs() {
    SlowWorld world = world(7, HOURS);
    world.until(HOURS);
    SensorRules used = SensorWorld.rules(hasty(7));
    List<Step<SensorReport>> steps = world.world().runs().steps();
    assertThat(steps.stream().filter(step -> !step.outcome().notes().isEmpty()).count())
        .isGreaterThan(50);
    for (int i = steps.size() - 1; i >= 0; i--) {
      Step<SensorReport> step = steps.get(i);
      assertThat(used.weigh(step.inputs(), step.context())).isEqualTo(step.outcome());
      assertThat(step.outcome().wakeEpoch()).isGreaterThan(step.context().window().epoch());
      step.outcome().notes().forEach(note -> assertThat(note.from()).isNotNull());
    }
  }
}
