package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.sensors.SensorWorld.MINUTE;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import polder.networks.Contribution;
import polder.networks.Finding;
import polder.networks.Guide;
import polder.networks.PastEpoch;
import polder.networks.Prospect;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorWorld.Closed;
import polder.protocol.Bytes;
import polder.protocol.geo.H3;
import polder.protocol.geo.Place;
import polder.protocol.manifest.Value;

/** What people are told of a network of sensors, beside what then is so. */
class SensorGuideTest {
  private static final long WHOLE = 1_000_000;
  private static final Value.Table DENSE =
      Samples.with(
          Samples.with(
              SensorWorld.bare(),
              "density",
              List.of(
                  Samples.table("resolution", 8, "target", 2),
                  Samples.table("resolution", 6, "target", 12))),
          "cell.cap",
          "1.5");

  private static Guide guide(Value.Table parameters) {
    return SensorWorld.rules(parameters).guide();
  }

  private static SenderRecord somewhere(SplittableRandom random, int number) {
    return SensorWorld.station(
        number, 52_500_000 + random.nextInt(40_000), 13_400_000 + random.nextInt(60_000));
  }

  private static PastEpoch past(Closed closed, List<SenderRecord> stations) {
    Bytes summary = Bytes.EMPTY;
    for (var outcome : closed.outcomes().values()) {
      summary = Summary.merge(summary, outcome.summary());
    }
    List<PastEpoch.Worked> worked = new ArrayList<>();
    for (SenderRecord station : stations) {
      Contribution its = closed.of(station);
      worked.add(new PastEpoch.Worked(station, its.weight(), its.factors()));
    }
    return new PastEpoch(summary, worked);
  }

  /** Lets all report once a minute, until what they are worth does not change any more. */
  private static Closed settle(SensorWorld world, List<SenderRecord> stations, int from) {
    for (int epoch = from; epoch < from + 2; epoch++) {
      for (SenderRecord station : stations) {
        world.report(station, epoch * MINUTE, "10");
      }
      world.close();
    }
    for (SenderRecord station : stations) {
      world.report(station, (from + 2) * MINUTE, "10");
    }
    return world.close();
  }

  @Test
  void whatANewcomerIsToldItThenWeighsAndSoDoAllOthers() {
    for (int seed = 0; seed < 6; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SensorWorld world = new SensorWorld(DENSE, MINUTE);
      List<SenderRecord> stations = new ArrayList<>();
      for (int number = 1; number <= 40; number++) {
        stations.add(somewhere(random, number));
      }
      PastEpoch past = past(settle(world, stations, 0), stations);
      SenderRecord newcomer = somewhere(random, 99);
      Place place = newcomer.site().orElseThrow().place();
      Prospect.Part told = guide(DENSE).prospect(place, past).orElseThrow().most();

      List<SenderRecord> all = new ArrayList<>(stations);
      all.add(newcomer);
      Closed closed = settle(world, all, 3);

      assertThat(closed.weight(newcomer)).as("seed " + seed).isEqualTo(told.weight());
      assertThat(closed.of(newcomer).factors()).isEqualTo(told.factors());
      long others = 0;
      for (SenderRecord station : stations) {
        others += closed.weight(station);
      }
      assertThat(others).as("seed " + seed).isEqualTo(told.othersWeight());
    }
  }

  @Test
  void whoStandsAloneIsToldTheLeast() {
    Value.Table parameters = SensorWorld.withNeighbours(SensorWorld.bare());
    SensorWorld world = new SensorWorld(parameters, MINUTE);
    SenderRecord far = SensorWorld.station(1, 0);
    PastEpoch past = past(settle(world, List.of(far), 0), List.of(far));
    SenderRecord newcomer = SensorWorld.station(2, 50);
    Prospect told =
        guide(parameters).prospect(newcomer.site().orElseThrow().place(), past).orElseThrow();

    Closed closed = settle(world, List.of(far, newcomer), 3);
    assertThat(closed.weight(newcomer)).isEqualTo(told.least().weight()).isEqualTo(300_000);
    assertThat(told.most().weight()).isEqualTo(WHOLE);
    assertThat(told.compared()).isEmpty();
    assertThat(told.words())
        .containsExactly(
            "No station of another owner stands within 4 km; 3 are needed to verify readings of"
                + " temperature: until then they earn 30 %.");
  }

  /** The check itself counts whom it found, where it needs more than there are. */
  @Test
  void thoseWhoAreNamedAreThoseWhoAreComparedWith() {
    Value.Table parameters =
        Samples.with(
            SensorWorld.withNeighbours(SensorWorld.bare()),
            "quantities.temperature.neighbours.least_owners",
            100);
    parameters = Samples.with(parameters, "quantities.temperature.neighbours.height_m", 50);
    SplittableRandom random = new SplittableRandom(5);
    SensorWorld world = new SensorWorld(parameters, MINUTE);
    List<SenderRecord> stations = new ArrayList<>();
    for (int number = 1; number <= 60; number++) {
      SenderRecord station =
          SensorWorld.station(
              number, 52_400_000 + random.nextInt(150_000), 13_300_000 + random.nextInt(300_000));
      station = SensorWorld.atHeight(station, random.nextInt(1_000));
      stations.add(SensorWorld.ownedBy(station, random.nextInt(1, 20)));
    }
    stations.forEach(station -> world.report(station, 0, "10"));
    Closed closed = world.close();

    Guide guide = guide(parameters);
    int sizes = 0;
    for (SenderRecord station : stations) {
      List<SenderRecord> compared = guide.compared(station, stations);
      Finding finding = closed.finding(station, "neighbours").orElseThrow();
      assertThat(finding.value()).isEqualTo(1_000L * compared.size());
      sizes += compared.size();
    }
    assertThat(sizes).isGreaterThan(60);
  }

  @Test
  void aCellWantsAsManyAsAllItsLevelsLack() {
    SensorWorld world = new SensorWorld(DENSE, MINUTE);
    SenderRecord one = SensorWorld.station(1, 0);
    PastEpoch past = past(settle(world, List.of(one), 0), List.of(one));
    Guide.Demand demand = guide(DENSE).demand(past.summary());
    Place place = one.site().orElseThrow().place();

    Guide.Wanted fine = demand.in(H3.cell(place, 8)).orElseThrow();
    assertThat(fine.devices()).hasValue(2);
    assertThat(fine.needPpm()).isEqualTo(500_000);
    Guide.Wanted coarse = demand.in(H3.cell(place, 6)).orElseThrow();
    assertThat(coarse.devices()).hasValue(12);
    assertThat(coarse.needPpm()).isEqualTo(11 * WHOLE / 12);
    Guide.Wanted between = demand.in(H3.cell(place, 7)).orElseThrow();
    assertThat(between.devices()).isEmpty();
    assertThat(between.needPpm()).isEqualTo(11 * WHOLE / 12);
    assertThat(demand.in(H3.cell(place, 5))).isEmpty();
    Place elsewhere = new Place(10_000_000, 10_000_000);
    assertThat(demand.in(H3.cell(elsewhere, 8)).orElseThrow().needPpm()).isEqualTo(WHOLE);
    assertThat(guide(SensorWorld.bare()).demand(past.summary()).in(H3.cell(place, 8))).isEmpty();
  }

  @Test
  void theRulesAreSaidInWords() {
    assertThat(guide(SensorWorld.withAllChecks()).words())
        .containsExactly(
            "Stations are paid for readings of temperature, one every minute.",
            "A station that reports on time all the while counts in full; time without a reading"
                + " earns nothing.",
            "A reading counts in full once the nearest stations of 3 other owners, at most 4 km"
                + " away, agree with it; as long as too few are near, it earns 30 %, and nothing if"
                + " it fails a check.",
            "An area of about 0.7 km² needs 3 stations; where more work, all of them earn less in"
                + " proportion.",
            "An area of about 36 km² needs 60 stations; where more work, all of them earn less in"
                + " proportion.",
            "All stations within about 0.7 km² together count as much as 1000 at most.",
            "Of stations that claim the very same place only the first one counts.",
            "A device that cannot sign what it says, and reports through a node, earns 80 %.");
    assertThat(SensorWords.list(List.of("a", "b", "c"))).isEqualTo("a, b and c");
    assertThat(SensorWords.area(0)).isEqualTo("about 4180868 km²");
    assertThat(SensorWords.area(7)).isEqualTo("about 5.2 km²");
    assertThat(SensorWords.area(15)).isEqualTo("about 1 m²");
    assertThat(SensorWords.duration(150_000)).isEqualTo("150 seconds");
    assertThat(SensorWords.duration(7_200_000)).isEqualTo("2 hours");
  }

  @Test
  void nobodyElseIsNeededToTellWhatTheFirstOneWouldBeWorth() {
    Prospect first =
        guide(DENSE)
            .prospect(new Place(52_000_000, 4_000_000), new PastEpoch(Bytes.EMPTY, List.of()))
            .orElseThrow();
    assertThat(first.most().weight()).isEqualTo(WHOLE);
    assertThat(first.most().othersWeight()).isZero();
    assertThat(first.words())
        .first()
        .isEqualTo("In this area of about 0.7 km² no station works yet; 2 are needed.");
  }
}
