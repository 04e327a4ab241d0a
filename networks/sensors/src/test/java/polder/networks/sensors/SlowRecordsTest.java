package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.networks.Assessment.Verdict;
import polder.networks.Samples;
import polder.networks.sensors.ReviewMemory.Reviewed;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;
import polder.protocol.message.Site;

/** What the slow checks write down is read as it was, also after the manifest has changed. */
class SlowRecordsTest {
  private static final SensorParameters ONE = read(SlowWorld.parameters());

  /** Humidity comes before temperature, so that every index changes. */
  private static final SensorParameters TWO = read(withHumidity());

  private static SensorParameters read(Value.Table table) {
    return SensorParameters.of(new Parameters("parameters", table));
  }

  private static Value.Table withHumidity() {
    Value.Table table = Samples.with(SlowWorld.parameters(), "quantities.temperature.share", "0.5");
    return Samples.with(table, "quantities.humidity", Samples.table("unit", "%RH", "share", "0.5"));
  }

  private static Value.Table otherwise(String key, Object value) {
    return Samples.with(SlowWorld.parameters(), key, value);
  }

  private static <T> List<T> forEach(SensorParameters parameters, T temperature, T other) {
    List<T> items = new ArrayList<>();
    parameters
        .quantities()
        .keySet()
        .forEach(name -> items.add(name.equals("temperature") ? temperature : other));
    return items;
  }

  private static final Standing COPY =
      new Standing(-3, Standing.NOT_KNOWN, Optional.of(SensorWorld.device(9)), 42);

  private static Bytes samples() {
    Bytes samples = DaySamples.with(Bytes.EMPTY, 2, -55, 1);
    return DaySamples.with(samples, 5, 300, 3);
  }

  private static Track track() {
    return new Track(samples(), new Track.Run(20_500, 1_000, 7, -4, 9), COPY);
  }

  private static int temperature(SensorParameters parameters) {
    return Objects.requireNonNull(parameters.quantities().get("temperature")).index();
  }

  private static DayBook book(SensorParameters parameters) {
    return DayBook.empty(parameters.quantities().size())
        .with(20_000, temperature(parameters), 3, -17);
  }

  private static Station station(SensorParameters parameters, Track track) {
    Memory memory =
        new Memory(
                5,
                4,
                Optional.empty(),
                List.of(
                    new Past(1, 2, Optional.of(new Past.Own(Verdict.REJECTED, true, true))),
                    new Past(2, 3, Optional.of(new Past.Own(Verdict.REJECTED, false, false))),
                    new Past(3, 4, Optional.of(new Past.Own(Verdict.UNVERIFIED, false, true)))),
                Track.NOTHING)
            .with(track);
    return new Station(
        SensorWorld.device(1),
        Samples.account(1),
        new Site(new Place(52_000_000, 13_000_000), 340),
        7,
        false,
        true,
        99,
        forEach(parameters, memory, Memory.NOTHING));
  }

  @Test
  void aGroupRemembersItsTracks() {
    Bytes state = new GroupMemory(ONE).encode(book(ONE), List.of(station(ONE, track())));

    assertThat(new GroupMemory(ONE).decode(state).stations())
        .containsExactly(station(ONE, track()));
    assertThat(new GroupMemory(ONE).decode(state).book().median(0, 3)).isEqualTo(-17);
    assertThat(new GroupMemory(ONE).decode(state).book().median(0, 2)).isEqualTo(Course.UNKNOWN);
  }

  @Test
  void aGroupFindsAQuantityWhereItStandsNow() {
    Bytes one = new GroupMemory(ONE).encode(book(ONE), List.of(station(ONE, track())));
    Bytes two = new GroupMemory(TWO).encode(book(TWO), List.of(station(TWO, track())));

    assertThat(new GroupMemory(TWO).decode(one).stations()).containsExactly(station(TWO, track()));
    assertThat(new GroupMemory(TWO).decode(one).book().median(1, 3)).isEqualTo(-17);
    assertThat(new GroupMemory(TWO).decode(one).book().median(0, 3)).isEqualTo(Course.UNKNOWN);
    assertThat(new GroupMemory(ONE).decode(two).stations()).containsExactly(station(ONE, track()));
    assertThat(new GroupMemory(ONE).decode(two).book().median(0, 3)).isEqualTo(-17);
  }

  /**
   * Steps of another size, slots of another length and medians of another region are no history.
   */
  @Test
  void whatMeansSomethingElseNowIsForgottenAndTheRestIsNot() {
    Bytes state = new GroupMemory(ONE).encode(book(ONE), List.of(station(ONE, track())));
    Bytes report = report(ONE).encode(ONE);
    Bytes review = review(ONE).encode(ONE);
    for (Value.Table changed :
        List.of(
            otherwise("quantities.temperature.resolution", "0.05"),
            otherwise("course.slot", "30m"),
            otherwise("course.region_resolution", 2))) {
      SensorParameters now = read(changed);
      GroupMemory.Remembered remembered = new GroupMemory(now).decode(state);

      assertThat(remembered.stations()).containsExactly(station(ONE, Track.NOTHING.with(COPY)));
      assertThat(remembered.book().median(0, 3)).isEqualTo(Course.UNKNOWN);
      assertThat(DayReport.decode(report, now).stations().getFirst().samples())
          .containsExactly(Bytes.EMPTY);
      assertThat(ReviewMemory.decode(review, now).courses().getFirst()).isEmpty();
      assertThat(diary(ReviewMemory.decode(review, now), 0).size()).isZero();
    }
  }

  @Test
  void aStateOfAnotherLayoutIsRefusedByItsNumber() {
    Bytes state =
        new polder.protocol.codec.CborWriter().beginArray(2).integer(1).integer(0).toBytes();
    assertThatThrownBy(() -> new GroupMemory(ONE).decode(state))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("layout 1");
  }

  private static DayReport report(SensorParameters parameters) {
    return new DayReport(
        book(parameters),
        List.of(
            new DayReport.OfStation(
                SensorWorld.device(1),
                -3,
                new Place(-52_000_000, 13_000_000),
                forEach(parameters, samples(), Bytes.EMPTY))));
  }

  @Test
  void aDayIsToldByTheNamesOfItsQuantities() {
    for (SensorParameters from : List.of(ONE, TWO)) {
      for (SensorParameters to : List.of(ONE, TWO)) {
        DayReport read = DayReport.decode(report(from).encode(from), to);

        assertThat(read.stations()).isEqualTo(report(to).stations());
        assertThat(read.book().day()).isEqualTo(20_000);
        assertThat(read.book().medians().get(temperature(to)))
            .containsExactly(Course.UNKNOWN, Course.UNKNOWN, Course.UNKNOWN, -17);
      }
    }
  }

  private static ReviewMemory review(SensorParameters parameters) {
    Diary diary = Diary.empty(28 * 24);
    diary.write(samples(), book(ONE).with(20_000, 0, 5, 100), 0, 24);
    SortedMap<DeviceId, Reviewed> stations = new TreeMap<>();
    stations.put(
        SensorWorld.device(1),
        new Reviewed(3, new Place(1, 2), 20_000, forEach(parameters, diary, Diary.empty(0))));
    return new ReviewMemory(
        20_000,
        forEach(parameters, new long[] {Course.UNKNOWN, -17, 1L << 40}, new long[0]),
        stations);
  }

  private static Diary diary(ReviewMemory memory, int quantity) {
    return memory.stations().sequencedValues().getFirst().diaries().get(quantity);
  }

  @Test
  void aReviewRemembersByTheNamesOfItsQuantities() {
    for (SensorParameters from : List.of(ONE, TWO)) {
      for (SensorParameters to : List.of(ONE, TWO)) {
        ReviewMemory read = ReviewMemory.decode(review(from).encode(from), to);
        int index = temperature(to);

        assertThat(read.day()).isEqualTo(20_000);
        assertThat(read.courses().get(index)).containsExactly(Course.UNKNOWN, -17, 1L << 40);
        assertThat(diary(read, index).toBytes()).isEqualTo(diary(review(ONE), 0).toBytes());
        assertThat(diary(read, index).judged(27 * 24 + 5)).isEqualTo(3);
        assertThat(diary(read, index).apart(27 * 24 + 5)).isEqualTo(200);
      }
    }
    assertThat(ReviewMemory.empty(ONE).encode(ONE)).isEqualTo(Bytes.EMPTY);
    assertThat(ReviewMemory.decode(Bytes.EMPTY, ONE).stations()).isEmpty();
  }

  @Test
  void verdictsAreToldByTheNamesOfTheirQuantities() {
    for (Standing standing :
        List.of(
            COPY,
            Standing.UNKNOWN,
            new Standing(999, Standing.NOT_KNOWN, Optional.empty(), 0),
            new Standing(Standing.NOT_KNOWN, 1, Optional.empty(), 0))) {
      for (SensorParameters from : List.of(ONE, TWO)) {
        for (SensorParameters to : List.of(ONE, TWO)) {
          assertThat(Verdicts.decode(verdicts(from, standing).encode(from), to))
              .isEqualTo(verdicts(to, standing));
        }
      }
    }
  }

  private static Verdicts verdicts(SensorParameters parameters, Standing standing) {
    return new Verdicts(
        new TreeMap<>(
            java.util.Map.of(
                SensorWorld.device(1), forEach(parameters, standing, Standing.UNKNOWN))));
  }

  @Test
  void samplesHoldSignedValuesAndHowTheyWereJudged() {
    SplittableRandom random = new SplittableRandom(7);
    int[] steps = new int[144];
    int[] judged = new int[144];
    Bytes samples = Bytes.EMPTY;
    for (int slot = 0; slot < steps.length; slot++) {
      judged[slot] = random.nextInt(4);
      if (judged[slot] != 0) {
        steps[slot] = random.nextInt(-2_000_000, 2_000_000);
        samples = DaySamples.with(samples, slot, steps[slot], judged[slot]);
      }
    }
    for (int slot = 0; slot < steps.length; slot++) {
      assertThat(DaySamples.judged(samples, slot)).isEqualTo(judged[slot]);
      if (judged[slot] != 0) {
        assertThat(DaySamples.steps(samples, slot)).isEqualTo(steps[slot]);
      }
    }
    assertThat(DaySamples.judged(samples, 999)).isZero();
  }

  @Test
  void samplesAreCutAtTheirEdgesAndKeepWhatIsLater() {
    Bytes samples = DaySamples.with(Bytes.EMPTY, 1, Long.MAX_VALUE / 2, 1);
    samples = DaySamples.with(samples, 0, Long.MIN_VALUE / 2, 2);

    assertThat(DaySamples.steps(samples, 1)).isEqualTo((1 << 21) - 1);
    assertThat(DaySamples.steps(samples, 0)).isEqualTo(1 - (1 << 21));
    assertThat(DaySamples.judged(samples, 0)).isEqualTo(2);
    assertThat(DaySamples.judged(samples, 1)).isEqualTo(1);
  }

  @Test
  void aBookKnowsOneDayOnly() {
    DayBook book = DayBook.empty(2);
    assertThat(book.isEmpty()).isTrue();
    assertThat(book.begun(5).day()).isEqualTo(5);
    assertThat(book.begun(5).begun(6).day()).isEqualTo(5);
    book = book.with(5, 1, 3, 30).with(5, 1, 1, 10);
    assertThat(book.median(1, 3)).isEqualTo(30);
    assertThat(book.median(1, 2)).isEqualTo(Course.UNKNOWN);
    assertThat(book.median(1, 1)).isEqualTo(10);
    assertThat(book.median(1, 99)).isEqualTo(Course.UNKNOWN);
    assertThat(book.median(0, 1)).isEqualTo(Course.UNKNOWN);
    assertThat(book.with(6, 0, 0, 1).median(1, 3)).isEqualTo(Course.UNKNOWN);
  }

  @Test
  void daysGoOutOfADiaryAtItsBeginning() {
    DayBook book = book(ONE).with(20_000, 0, 5, 100);
    Diary diary = Diary.empty(72);
    diary.write(samples(), book, 0, 24);
    // Of slot 2 the course is unknown.
    assertThat(diary.judged(50)).isZero();
    assertThat(diary.apart(53)).isEqualTo(200);

    assertThat(diary.after(24, 72).apart(29)).isEqualTo(200);
    assertThat(diary.after(48, 72).apart(5)).isEqualTo(200);
    assertThat(diary.after(0, 48).apart(29)).isEqualTo(200);
    assertThat(diary.after(0, 96).apart(77)).isEqualTo(200);
    for (int passed : new int[] {72, 73, 1_440}) {
      assertThat(diary.after(passed, 72).toBytes()).isEqualTo(Diary.empty(72).toBytes());
    }
    assertThat(diary.after(24, 0).size()).isZero();
    assertThat(Diary.empty(0).after(1_440, 24).toBytes()).isEqualTo(Diary.empty(24).toBytes());
  }

  @Test
  void whatIsOutOfReachIsWrittenDownAndNotCompared() {
    Bytes samples = Bytes.EMPTY;
    long[] values = {100 + 8_190, 100 - 8_190, 100 + 8_191, 100 - 9_000, Long.MAX_VALUE, -5};
    int[] judged = {1, 2, 1, 1, 1, 3};
    DayBook book = DayBook.empty(1);
    for (int slot = 0; slot < values.length; slot++) {
      samples = DaySamples.with(samples, slot, values[slot], judged[slot]);
      book = book.with(1, 0, slot, slot == 4 ? 3_000_000 : 100);
    }
    Diary diary = Diary.empty(6);
    diary.write(samples, book, 0, 6);

    List<Boolean> comparable = new ArrayList<>();
    for (int slot = 0; slot < 6; slot++) {
      comparable.add(diary.isComparable(slot));
    }
    assertThat(comparable).containsExactly(true, true, false, false, false, false);
    assertThat(diary.apart(0)).isEqualTo(8_190);
    assertThat(diary.apart(1)).isEqualTo(-8_190);
    assertThat(diary.judged(4)).isEqualTo(1);
    assertThat(diary.judged(5)).isEqualTo(3);
  }

  @Test
  void theCourseIsTheLowerMedianOfEnough() {
    Course course = new Course(7);
    Course.Where where = new Course.Where(0, "temperature");
    for (long value : new long[] {5, -1, 5, 9}) {
      course.add(where, value);
    }
    assertThat(course.median(where, 4)).isEqualTo(5);
    assertThat(course.median(where, 5)).isEqualTo(Course.UNKNOWN);
    assertThat(course.median(new Course.Where(1, "temperature"), 1)).isEqualTo(Course.UNKNOWN);
    course.add(where, -7);
    course.add(where, -7);
    assertThat(course.median(where, 1)).isEqualTo(-1);
  }

  /** However readings are split among groups, and in whatever order those are merged. */
  @Test
  void theCourseDoesNotDependOnHowItIsSplit() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Bytes> parts = new ArrayList<>(List.of(Bytes.EMPTY));
      List<Long> all = new ArrayList<>();
      Course.Where where = new Course.Where(5, "temperature");
      for (int part = 0; part < 5; part++) {
        Course course = new Course(11);
        long[] working = random.longs(random.nextInt(8), 0, 3).toArray();
        for (int i = 0; i < working.length; i++) {
          long value = random.nextLong(-9, 9);
          course.add(where, value);
          all.add(value);
        }
        parts.add(new Summary(CellCounts.of(working), Optional.of(course)).encode());
      }
      Collections.sort(all);
      Bytes forward = Bytes.EMPTY;
      Bytes backward = Bytes.EMPTY;
      for (int i = 0; i < parts.size(); i++) {
        forward = Summary.merge(forward, parts.get(i));
        backward = Summary.merge(parts.get(parts.size() - 1 - i), backward);
        backward = Summary.merge(backward, Bytes.EMPTY);
      }
      assertThat(forward).as("seed %s", seed).isEqualTo(backward);
      Collections.shuffle(parts, new java.util.Random(seed));
      assertThat(parts.stream().reduce(Bytes.EMPTY, Summary::merge)).isEqualTo(forward);
      if (!all.isEmpty()) {
        assertThat(Summary.decode(forward).course().orElseThrow().median(where, 1))
            .as("seed %s", seed)
            .isEqualTo(all.get((all.size() - 1) / 2));
      }
    }
  }

  @Test
  void ofTwoSlotsTheLaterOneCounts() {
    Course early = new Course(1);
    early.add(new Course.Where(0, "temperature"), 1);
    Course late = new Course(2);
    late.add(new Course.Where(0, "temperature"), 2);

    assertThat(early.plus(late).slot()).isEqualTo(2);
    assertThat(late.plus(early).median(new Course.Where(0, "temperature"), 1)).isEqualTo(2);
  }

  @Test
  void aRunLastsAsLongAsItsValue() {
    Track.Run run = Track.Run.NONE.under(5).with(10, 1).under(7).with(20, 1).under(3);
    assertThat(run).isEqualTo(new Track.Run(1, 10, 2, 3, 7));
    assertThat(run.courseMoved()).isEqualTo(4);
    assertThat(run.with(30, 2).courseMoved()).isZero();
    assertThat(Track.Run.NONE.under(5)).isEqualTo(Track.Run.NONE);
  }

  @Test
  void aBookIsReadAsItWasWritten() {
    DayBook book = book(ONE).with(20_000, 0, 23, Long.MAX_VALUE);
    var writer = new polder.protocol.codec.CborWriter().beginArray(2);
    QuantityNames.write(writer, ONE);
    book.encode(writer);
    CborReader reader = new CborReader(writer.toBytes());
    reader.beginArray();

    DayBook read = DayBook.decode(reader, QuantityNames.read(reader, ONE));
    assertThat(read.day()).isEqualTo(20_000);
    assertThat(read.medians().getFirst()).isEqualTo(book.medians().getFirst());
  }
}
