package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.sensors.SlowWorld.DAY;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.networks.Assessment.Verdict;
import polder.networks.Finding;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.sensors.SlowWorld.Hour;
import polder.protocol.manifest.Value;

/** Stuck sensors, bad places and unreliable stations, over days of a town's weather. */
class SlowChecksTest {
  private static final int X = 40;
  private static final SenderRecord OUTSIDE = SlowWorld.away(X, 20);

  private static SlowWorld town(long seed) {
    return new SlowWorld(seed, SlowWorld.withoutNeighbours()).town();
  }

  /** The first hour in which a station fails a check. */
  private static int first(List<Hour> hours, SenderRecord station, String check) {
    return hours.stream()
        .filter(hour -> hour.fails(station, check))
        .findFirst()
        .orElseThrow(() -> new AssertionError(check + " never fails"))
        .number();
  }

  private static boolean ever(List<Hour> hours, SenderRecord station, String check) {
    return hours.stream().anyMatch(hour -> hour.fails(station, check));
  }

  @Test
  void aStuckSensorIsRejectedWhileTheCourseMoves() {
    SlowWorld world = town(1);
    world.with(OUTSIDE, X, at -> at < 30 || at >= 60 ? world.honest(X, at) : 12.34);
    List<Hour> hours = world.until(70);

    int first = first(hours, OUTSIDE, "persistence");
    assertThat(first).isBetween(36, 44);
    assertThat(hours.get(first).verdict(OUTSIDE)).isEqualTo(Verdict.REJECTED);
    assertThat(hours.get(first + 1).closed().weight(OUTSIDE)).isZero();
    assertThat(hours.get(first).closed().of(OUTSIDE).reasons()).contains("persistence");
    assertThat(hours.get(60).verdict(OUTSIDE)).isEqualTo(Verdict.ACCEPTED);
    for (Hour hour : hours.subList(0, 36)) {
      assertThat(hour.failed()).isEmpty();
    }
  }

  @Test
  void inSteadyWeatherNobodyIsStuck() {
    SlowWorld world = new SlowWorld(2, SlowWorld.withoutNeighbours(), 0).town();
    world.with(OUTSIDE, X, at -> 12.34);

    for (Hour hour : world.until(3 * DAY)) {
      assertThat(hour.failed()).isEmpty();
      assertThat(hour.finding(OUTSIDE, "persistence").orElseThrow().result())
          .isEqualTo(Finding.Result.PASS);
    }
  }

  @Test
  void anIndoorStationFailsWhenTheEvidenceIsIn() {
    SlowWorld world = town(3);
    world.with(OUTSIDE, X, at -> 21 + world.white(X, at, 0.2));
    List<Hour> hours = world.until(7 * DAY);

    // Four days of slots, and the day after that the review.
    int first = first(hours, OUTSIDE, "siting");
    assertThat(first).isBetween(4 * DAY, 5 * DAY + 4);
    Finding finding = hours.getLast().finding(OUTSIDE, "siting").orElseThrow();
    assertThat(finding.value()).isBetween(-300L, 300L);
    assertThat(finding.limit()).isEqualTo(900);
    assertThat(hours.getLast().verdict(OUTSIDE)).isEqualTo(Verdict.REJECTED);
    assertThat(hours.getLast().closed().weight(OUTSIDE)).isZero();
    for (Hour hour : hours) {
      assertThat(hour.failed().keySet()).isSubsetOf("siting");
      hour.failed().values().forEach(its -> assertThat(its).containsExactly(OUTSIDE.device()));
    }
  }

  @Test
  void anIndoorStationThatFollowsWeaklyFailsAndRecoversWhenMended() {
    Value.Table parameters =
        Samples.with(SlowWorld.withoutNeighbours(), "quantities.temperature.siting.window", "6d");
    SlowWorld world = new SlowWorld(4, parameters).town();
    int mended = 8 * DAY;
    world.with(
        OUTSIDE,
        X,
        at ->
            at < mended
                ? 18 + 0.2 * world.course(at) + 2 * (world.honest(X, at) - world.course(at))
                : world.honest(X, at));
    List<Hour> hours = world.until(16 * DAY);

    assertThat(first(hours, OUTSIDE, "siting")).isBetween(4 * DAY, 5 * DAY + 4);
    assertThat(hours.get(mended).fails(OUTSIDE, "siting")).isTrue();
    assertThat(hours.getLast().finding(OUTSIDE, "siting").orElseThrow().result())
        .isEqualTo(Finding.Result.PASS);
    assertThat(hours.getLast().verdict(OUTSIDE)).isEqualTo(Verdict.ACCEPTED);
  }

  /** By a slow check nobody is judged who stands where the course says nothing. */
  @Test
  void withoutEnoughStationsThereIsNoCourse() {
    SlowWorld world = new SlowWorld(5, SlowWorld.withoutNeighbours());
    world.with(OUTSIDE, X, at -> 21 + world.white(X, at, 0.2));
    for (int number = 0; number < 8; number++) {
      world.honest(SlowWorld.inTown(number), number);
    }
    for (Hour hour : world.until(6 * DAY)) {
      assertThat(hour.failed()).isEmpty();
    }
  }

  @Test
  void aStationThatIsMostlyRejectedIsUnreliable() {
    Value.Table parameters =
        Samples.with(SlowWorld.parameters(), "quantities.temperature.reliability.window", "6d");
    SlowWorld world = new SlowWorld(6, parameters).town();
    int mended = 8 * DAY;
    world.with(
        world.sender(12), 12, at -> world.honest(12, at) + (at < mended && at % 3 != 0 ? 9 : 0));
    SenderRecord bad = world.sender(12);
    List<Hour> hours = world.until(15 * DAY);

    assertThat(first(hours, bad, "reliability")).isBetween(4 * DAY, 5 * DAY + 4);
    Hour right = hours.get(7 * DAY);
    assertThat(right.finding(bad, "neighbours").orElseThrow().result())
        .isEqualTo(Finding.Result.PASS);
    assertThat(right.verdict(bad)).isEqualTo(Verdict.REJECTED);
    assertThat(right.finding(bad, "reliability").orElseThrow().value()).isBetween(600L, 720L);
    // It is not held against itself: when most readings are good again, they count.
    assertThat(hours.getLast().verdict(bad)).isEqualTo(Verdict.ACCEPTED);
    for (int number = 0; number < 24; number++) {
      assertThat(number != 12 && ever(hours, world.sender(number), "reliability")).isFalse();
    }
  }

  @Test
  void whoReallyIsWarmestIsNotRejected() {
    SlowWorld world = new SlowWorld(7, SlowWorld.parameters()).town();
    // One alone in a hot valley, and five together in another.
    world.with(OUTSIDE, X, at -> world.honest(X, at) + 4 + Math.sin(at / 9.0));
    for (int number = 50; number < 55; number++) {
      int its = number;
      SenderRecord place =
          SensorWorld.enrolledIn(
              SensorWorld.station(its, 52_900_000 + (its - 50) * 5_000, 13_400_000), its);
      world.with(place, its, at -> world.honest(its, at) + 4 + Math.sin(at / 9.0));
    }
    List<Hour> hours = world.until(13 * DAY);

    assertThat(hours.getLast().verdict(OUTSIDE)).isEqualTo(Verdict.UNVERIFIED);
    for (int number : new int[] {X, 50, 51, 52, 53, 54}) {
      for (String check : List.of("siting", "reliability", "copy", "persistence")) {
        assertThat(ever(hours, world.sender(number), check)).as(number + " " + check).isFalse();
      }
    }
    assertThat(hours.stream().map(hour -> hour.verdict(world.sender(52))))
        .filteredOn(verdict -> verdict == Verdict.ACCEPTED)
        .hasSizeGreaterThan(12 * DAY);
  }

  @Test
  void aFrontThatReachesSomeFirstRejectsNobody() {
    Value.Table parameters =
        SensorWorld.withCheck(SlowWorld.parameters(), "step", "limit", 8, "per", "1h", "least", 2);
    SlowWorld world = new SlowWorld(8, parameters);
    for (int number = 0; number < 24; number++) {
      int its = number;
      boolean west = number < 12;
      SenderRecord place =
          SensorWorld.enrolledIn(
              SensorWorld.station(
                  its, 52_500_000 + its % 12 * 4_000, west ? 13_400_000 : 13_700_000),
              its);
      world.with(
          place,
          its,
          at ->
              world.honest(its, at) - (at % 100 >= 50 + (west ? 0 : 2) && at % 100 < 80 ? 11 : 0));
    }
    List<Hour> hours = world.until(13 * DAY);

    int corroborated = 0;
    for (Hour hour : hours) {
      for (int number = 0; number < 24; number++) {
        Verdict verdict = hour.verdict(world.sender(number));
        corroborated += verdict == Verdict.CORROBORATED ? 1 : 0;
      }
      assertThat(hour.failed().keySet())
          .as("hour " + hour.number())
          .isSubsetOf("step", "neighbours");
    }
    assertThat(corroborated).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void honestStationsStandInNobodysWay(long seed) {
    SlowWorld world = new SlowWorld(seed, SlowWorld.parameters()).town();
    for (Hour hour : world.until(25 * DAY)) {
      assertThat(hour.failed().keySet()).as("seed %s", seed).isSubsetOf("neighbours");
    }
  }

  /** Two quantities differ in how far they look back; then all are silent for longer. */
  @Test
  void aLongSilenceStopsNothing() {
    for (int silent : new int[] {1, 9, 20, 29, 40}) {
      SlowWorld world = town(9);
      world.honest(OUTSIDE, X);
      world.until(3 * DAY);
      int until = 3 * DAY + silent * DAY;
      SlowWorld quiet = town(9);
      quiet.with(OUTSIDE, X, at -> at < 3 * DAY || at > until ? quiet.honest(X, at) : Double.NaN);
      for (int number = 0; number < 24; number++) {
        int its = number;
        quiet.with(
            SlowWorld.inTown(its),
            its,
            at -> at < 3 * DAY || at > until ? quiet.honest(its, at) : Double.NaN);
      }
      List<Hour> hours = quiet.until(until + 2 * DAY);
      assertThat(hours.getLast().verdict(OUTSIDE)).isEqualTo(Verdict.ACCEPTED);
    }
  }

  @Test
  void hostileValuesStopNothing() {
    String[] hostile = {"99999999999.99", "-99999999999.99", "0", "3276.8", "-819.2"};
    SlowWorld world = town(10);
    for (int number = 60; number < 90; number++) {
      int its = number;
      SenderRecord place = SlowWorld.away(its, its);
      // More than all others together: even the course is theirs.
      world.with(
          place,
          its,
          at -> Double.parseDouble(hostile[(at * (its < 65 ? 1 : 0) + its) % hostile.length]));
    }
    List<Hour> hours = world.until(12 * DAY);
    assertThat(hours.getLast().closed().contributions()).hasSize(54);
  }

  @Test
  void aReviewThatHearsNothingMoreIsForgotten() {
    SlowWorld world = town(14);
    world.until(2 * DAY);
    for (int number = 0; number < 24; number++) {
      world.without(number);
    }
    assertThat(world.world().runs().steps().getLast().outcome().state().size()).isPositive();
    world.until(34 * DAY);

    assertThat(world.world().runs().steps().getLast().inputs().group())
        .isEqualTo(Geography.review(Geography.WHOLE_NETWORK));
    assertThat(world.world().runs().steps().getLast().outcome().state().size()).isZero();
    assertThat(Optional.of(world.pass().closed().outcomes())).contains(new java.util.TreeMap<>());
  }
}
