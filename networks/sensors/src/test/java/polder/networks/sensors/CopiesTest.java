package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.sensors.SlowWorld.DAY;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import polder.networks.Assessment.Verdict;
import polder.networks.Finding;
import polder.networks.SenderRecord;
import polder.networks.sensors.SlowWorld.Hour;
import polder.networks.sensors.SlowWorld.Says;

/** Who repeats another's series is found within twelve days, and nobody else is harmed by it. */
class CopiesTest {
  private static final int VICTIM = 12;
  private static final int COPY = 40;
  private static final int EVIDENCE = 12 * DAY;
  private static final int END = 14 * DAY;

  /** In the midst of the town, half a kilometre from its victim; in no group of its. */
  private static final SenderRecord NEAR =
      SensorWorld.enrolledIn(SensorWorld.station(COPY, 52_521_000, 13_428_000), COPY);

  private static final SenderRecord FAR = SlowWorld.away(COPY, 60);

  private enum Kind {
    AS_IT_IS,
    HIGHER,
    LOWER,
    SCALED_UP,
    SCALED_DOWN,
    NOISY,
    LATER,
    TWO_LATER,
    HIGHER_SCALED_AND_NOISY,
    WITH_ABSURD_READINGS;

    double of(SlowWorld world, int victim, int at) {
      double its = world.honest(victim, at);
      return switch (this) {
        case AS_IT_IS -> its;
        case HIGHER -> its + 2;
        case LOWER -> its - 2;
        case SCALED_UP -> its * 1.03;
        case SCALED_DOWN -> its * 0.97;
        case NOISY -> its + world.white(COPY, at, 0.3);
        case LATER -> world.honest(victim, at - 1);
        case TWO_LATER -> world.honest(victim, at - 2);
        case HIGHER_SCALED_AND_NOISY -> 1.02 * its + 1 + world.white(COPY, at, 0.2);
        // Each costs one reading of 49.
        case WITH_ABSURD_READINGS -> at % 49 == 7 ? 75 : its;
      };
    }
  }

  private static SlowWorld town(long seed) {
    return new SlowWorld(
            seed,
            SensorWorld.withCheck(
                SlowWorld.parameters(),
                "bounds",
                "least",
                -40,
                "most",
                50,
                "impossible_below",
                -90,
                "impossible_above",
                60))
        .town();
  }

  private static void copyIsFound(SlowWorld world, SenderRecord copy, SenderRecord original) {
    List<Hour> hours = world.until(END);
    int first =
        hours.stream()
            .filter(hour -> hour.fails(copy, "copy"))
            .findFirst()
            .orElseThrow(
                () -> new AssertionError("the copy is not found: " + hours.getLast().failed()))
            .number();
    assertThat(first).isBetween(10 * DAY, EVIDENCE + 4);
    for (Hour hour : hours.subList(first + 1, END)) {
      Finding finding = hour.finding(copy, "copy").orElseThrow();
      assertThat(finding.other()).contains(original.device());
      assertThat(finding.unit()).isEqualTo("Cel");
      assertThat(hour.verdict(copy)).isEqualTo(Verdict.REJECTED);
      assertThat(hour.closed().weight(copy)).isZero();
      assertThat(hour.failed().get("copy")).containsExactly(copy.device());
    }
    for (Hour hour : hours.subList(0, first)) {
      assertThat(hour.failed()).doesNotContainKey("copy");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aNearCopyIsFound(Kind kind) {
    SlowWorld world = town(21);
    world.with(NEAR, COPY, at -> kind.of(world, VICTIM, at));

    copyIsFound(world, NEAR, world.sender(VICTIM));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aFarCopyIsFound(Kind kind) {
    SlowWorld world = town(22);
    world.with(FAR, COPY, at -> kind.of(world, VICTIM, at));

    assertThat(group(world, FAR)).isNotEqualTo(group(world, world.sender(VICTIM)));
    copyIsFound(world, FAR, world.sender(VICTIM));
  }

  private static polder.networks.GroupKey group(SlowWorld world, SenderRecord station) {
    return SensorWorld.rules(SlowWorld.parameters())
        .group(new SensorReport(station.site().orElseThrow(), List.of()), station)
        .home();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"AS_IT_IS", "HIGHER", "NOISY", "LATER"})
  void nobodyIsHarmedByACopy(Kind kind) {
    for (SenderRecord place : List.of(NEAR, FAR)) {
      SlowWorld with = town(23);
      with.with(place, COPY, at -> kind.of(with, VICTIM, at));
      List<Hour> hours = with.until(END);
      List<Hour> alone = town(23).until(END);
      for (int at = EVIDENCE + 4; at < END; at++) {
        for (int number = 0; number < 24; number++) {
          SenderRecord station = with.sender(number);
          assertThat(hours.get(at).closed().verdicts(station))
              .isEqualTo(alone.get(at).closed().verdicts(station));
          assertThat(hours.get(at).closed().of(station).factors())
              .isEqualTo(alone.get(at).closed().of(station).factors());
          assertThat(hours.get(at).finding(station, "neighbours"))
              .as("hour %s of station %s", at, number)
              .isEqualTo(alone.get(at).finding(station, "neighbours"));
        }
        assertThat(hours.get(at).closed().weight(with.sender(VICTIM)))
            .isEqualTo(alone.get(at).closed().weight(with.sender(VICTIM)));
      }
      // Far away it stood near nobody before it was found either.
      if (place == FAR) {
        for (int at = 0; at < EVIDENCE + 4; at++) {
          assertThat(hours.get(at).closed().weight(with.sender(VICTIM)))
              .isEqualTo(alone.get(at).closed().weight(with.sender(VICTIM)));
        }
      }
    }
  }

  @Test
  void aSeniorThatRepeatsAJuniorLaterIsTheCopy() {
    SlowWorld world = town(24);
    world.with(SensorWorld.enrolledIn(NEAR, -5), COPY, at -> world.honest(VICTIM, at - 1) + 0.5);

    copyIsFound(world, SensorWorld.enrolledIn(NEAR, -5), world.sender(VICTIM));
  }

  /** Three copies of one station nearby do not verify each other. */
  @Test
  void copiesCorroborateNobody() {
    SlowWorld world = town(25);
    for (int copy = 40; copy < 45; copy++) {
      int its = copy;
      world.with(
          SensorWorld.enrolledIn(
              SensorWorld.station(its, 53_100_000 + its * 4_000, 13_400_000), its),
          its,
          at -> world.honest(VICTIM, at) + world.white(its, at, 0.2));
    }
    SenderRecord honest =
        SensorWorld.enrolledIn(SensorWorld.station(50, 53_270_000, 13_400_000), 3);
    world.honest(honest, 50);
    List<Hour> hours = world.until(END);

    assertThat(hours.get(9 * DAY).finding(honest, "neighbours").orElseThrow().result())
        .isNotEqualTo(Finding.Result.UNDECIDED);
    Hour last = hours.getLast();
    assertThat(last.failed().get("copy")).hasSize(5).doesNotContain(honest.device());
    assertThat(last.finding(honest, "neighbours"))
        .contains(new Finding("neighbours", Finding.Result.UNDECIDED, 0, 3_000, "{owners}"));
    assertThat(last.verdict(honest)).isEqualTo(Verdict.UNVERIFIED);
  }

  /** Even one that is senior to both, whatever it mixes, puts neither in the wrong. */
  @ParameterizedTest
  @CsvSource({"0.5, 0", "0.6, 0", "0.5, 1", "0.9, 1"})
  void aMixOfTwoAccusesNeither(double part, int lag) {
    for (int epoch : new int[] {-5, 60}) {
      SlowWorld world = town(26);
      Says mix = at -> part * world.honest(3, at - lag) + (1 - part) * world.honest(17, at - lag);
      SenderRecord mixer = SensorWorld.enrolledIn(NEAR, epoch);
      world.with(mixer, COPY, mix);
      for (Hour hour : world.until(END)) {
        if (hour.failed().containsKey("copy")) {
          assertThat(hour.failed().get("copy")).containsExactly(mixer.device());
        }
      }
    }
  }

  /** Two good stations on neighbouring roofs, which differ by as little as good ones do. */
  @ParameterizedTest
  @CsvSource({"31", "32", "33", "34"})
  void twoHonestNeighboursAreNotAccused(long seed) {
    SlowWorld world = town(seed);
    world.with(
        NEAR,
        COPY,
        at -> world.honest(VICTIM, at) + 0.5 * (world.honest(COPY, at) - world.course(at)));
    for (Hour hour : world.until(END)) {
      assertThat(hour.failed()).doesNotContainKey("copy");
    }
  }

  /** A copy that is moved a little is still known the day after. */
  @Test
  void aCopyThatIsMovedIsFoundAgain() {
    SlowWorld world = town(27);
    world.with(NEAR, COPY, at -> world.honest(VICTIM, at));
    world.until(12 * DAY);
    SenderRecord moved =
        new SenderRecord(
            NEAR.device(),
            NEAR.owner(),
            Optional.of(
                new polder.protocol.message.Site(
                    new polder.protocol.geo.Place(52_521_100, 13_428_000), 0)),
            Optional.empty(),
            12 * DAY,
            SensorWorld.START + 12 * DAY * SensorWorld.HOUR);
    world.with(moved, COPY, at -> world.honest(VICTIM, at));
    List<Hour> hours = world.until(14 * DAY);

    assertThat(hours.getLast().fails(moved, "copy")).isTrue();
  }

  @Test
  void aCopyThatMeasuresByItselfAgainRecovers() {
    SlowWorld world = town(28);
    int mended = 12 * DAY;
    world.with(NEAR, COPY, at -> world.honest(at < mended ? VICTIM : COPY, at));
    List<Hour> hours = world.until(36 * DAY);

    assertThat(hours.get(mended + 3).fails(NEAR, "copy")).isTrue();
    assertThat(hours.getLast().fails(NEAR, "copy")).isFalse();
    assertThat(hours.getLast().closed().weight(NEAR)).isPositive();
  }
}
