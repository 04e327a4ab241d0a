package polder.networks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import polder.networks.sensors.SlowChecks.Copies;
import polder.networks.sensors.SlowChecks.Reliability;
import polder.networks.sensors.SlowChecks.Siting;
import polder.protocol.Bytes;

/** The sums over slots give what the formulas give in plain real numbers. */
class SeriesComparisonTest {
  private static final int SLOTS_PER_DAY = 24;
  private static final Siting SITING = new Siting(10, 20, 900, 0);
  private static final Copies COPIES = new Copies(21, 60, 40, 550, 100, 50, 2, 200);

  /** A diary against a course, with every judgement in it. */
  private static final class Story {
    private final long[] course;
    private final int[] apart;
    private final int[] judged;
    private final Diary diary;

    Story(SplittableRandom random, int slots, double follows) {
      course = new long[slots];
      apart = new int[slots];
      judged = new int[slots];
      Bytes samples = Bytes.EMPTY;
      DayBook book = DayBook.empty(1);
      for (int slot = 0; slot < slots; slot++) {
        course[slot] = Math.round(120 + 40 * Math.sin(slot / 4.0) + 10 * random.nextGaussian());
        apart[slot] = (int) Math.round((follows - 1) * course[slot] + 15 * random.nextGaussian());
        judged[slot] = random.nextInt(4);
        if (judged[slot] != 0) {
          samples = DaySamples.with(samples, slot, course[slot] + apart[slot], judged[slot]);
        }
        book = book.with(1, 0, slot, course[slot]);
      }
      diary = Diary.empty(slots);
      diary.write(samples, book, 0, slots);
    }

    boolean counts(int slot) {
      return judged[slot] == DaySamples.GOOD || judged[slot] == DaySamples.GOOD_ALONE;
    }
  }

  private static double pearson(Story story, int from) {
    int n = 0;
    double x = 0;
    double y = 0;
    for (int slot = from; slot < story.course.length; slot++) {
      if (story.counts(slot)) {
        n++;
        x += story.course[slot] + story.apart[slot];
        y += story.course[slot];
      }
    }
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int slot = from; slot < story.course.length; slot++) {
      if (story.counts(slot)) {
        double dx = story.course[slot] + story.apart[slot] - x / n;
        double dy = story.course[slot] - y / n;
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
      }
    }
    return xy / Math.sqrt(xx * yy);
  }

  @Test
  void correlationIsPearsons() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Story story = new Story(random, 20 * SLOTS_PER_DAY, random.nextDouble(-0.5, 1.2));
      long milli =
          Agreement.correlationMilli(story.diary, story.course, SLOTS_PER_DAY, SITING, 100);

      assertThat(milli / 1_000.0)
          .as("seed %s", seed)
          .isBetween(
              pearson(story, 10 * SLOTS_PER_DAY) - 0.001 - 1e-9,
              pearson(story, 10 * SLOTS_PER_DAY) + 1e-9);
    }
  }

  private static long correlation(Story story, Siting limits) {
    return Agreement.correlationMilli(story.diary, story.course, SLOTS_PER_DAY, limits, 100);
  }

  @Test
  void correlationNeedsEnoughSlotsAndAnUnsteadyCourse() {
    Story story = new Story(new SplittableRandom(1), 240, 1);
    int known = 0;
    double sum = 0;
    double squares = 0;
    for (int slot = 0; slot < 240; slot++) {
      if (story.counts(slot)) {
        known++;
        sum += story.course[slot];
        squares += (double) story.course[slot] * story.course[slot];
      }
    }
    long spread = (long) (100 * Math.sqrt(squares / known - sum / known * sum / known));

    assertThat(correlation(story, new Siting(10, known, 900, 0))).isPositive();
    assertThat(correlation(story, new Siting(10, known + 1, 900, 0))).isEqualTo(Standing.NOT_KNOWN);
    assertThat(correlation(story, new Siting(10, known, 900, spread))).isPositive();
    assertThat(correlation(story, new Siting(10, known, 900, spread + 1)))
        .isEqualTo(Standing.NOT_KNOWN);
    Arrays.fill(story.course, 100);
    assertThat(correlation(story, new Siting(10, known, 900, 0))).isEqualTo(Standing.NOT_KNOWN);
    Arrays.fill(story.course, Course.UNKNOWN);
    assertThat(correlation(story, new Siting(10, 2, 900, 0))).isEqualTo(Standing.NOT_KNOWN);
  }

  @Test
  void correlationStopsAtNoValue() {
    int slots = SlowChecks.MOST_DAYS * 144;
    Bytes samples = Bytes.EMPTY;
    DayBook book = DayBook.empty(1);
    long[] course = new long[slots];
    Diary diary = Diary.empty(slots);
    byte[] all = new byte[slots * DaySamples.BYTES];
    for (int slot = 0; slot < slots; slot++) {
      course[slot] = slot % 2 == 0 ? 2_000_000 : -2_000_000;
      byte[] one = DaySamples.with(Bytes.EMPTY, 0, course[slot], 1).toArray();
      System.arraycopy(one, 0, all, slot * DaySamples.BYTES, DaySamples.BYTES);
    }
    book = book.with(1, 0, slots - 1, 0);
    System.arraycopy(course, 0, book.medians().getFirst(), 0, slots);
    samples = Bytes.wrap(all);
    diary.write(samples, book, 0, slots);

    assertThat(Agreement.correlationMilli(diary, course, 144, new Siting(60, 100, 900, 0), 100))
        .isEqualTo(Standing.NOT_KNOWN);
    assertThat(Agreement.correlationMilli(diary, course, 144, new Siting(4, 100, 900, 0), 100))
        .isBetween(999L, 1_000L);
  }

  @Test
  void reliabilityIsTheShareOfWhatIsBad() {
    for (int seed = 0; seed < 50; seed++) {
      Story story = new Story(new SplittableRandom(seed), 240, 1);
      int bad = 0;
      int known = 0;
      for (int slot = 240 - 5 * SLOTS_PER_DAY; slot < 240; slot++) {
        bad += story.judged[slot] == DaySamples.BAD ? 1 : 0;
        known += story.judged[slot] == DaySamples.NONE ? 0 : 1;
      }
      assertThat(
              Agreement.rejectedMilli(story.diary, SLOTS_PER_DAY, new Reliability(5, known, 500)))
          .as("seed %s", seed)
          .isEqualTo(bad * 1_000L / known);
      assertThat(
              Agreement.rejectedMilli(
                  story.diary, SLOTS_PER_DAY, new Reliability(5, known + 1, 500)))
          .isEqualTo(Standing.NOT_KNOWN);
    }
  }

  private static final int SLOTS = 21 * SLOTS_PER_DAY;

  private static int[] weather(SplittableRandom random) {
    int[] steps = new int[SLOTS];
    double front = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      front = 0.98 * front + 8 * random.nextGaussian();
      steps[slot] = (int) Math.round(front + 40 * Math.sin(slot * Math.PI / 12));
    }
    return steps;
  }

  private static Likeness.Line line(SplittableRandom random, int[] steps, double gaps) {
    boolean[] known = new boolean[steps.length];
    boolean[] counted = new boolean[steps.length];
    for (int slot = 0; slot < steps.length; slot++) {
      known[slot] = random.nextDouble() >= gaps;
      counted[slot] = known[slot] && random.nextDouble() >= gaps;
    }
    return new Likeness.Line(steps, known, counted);
  }

  /** The formulas of {@link Likeness} word for word, over everything at once. */
  private static double[] plainly(Likeness.Line later, Likeness.Line earlier, int lag) {
    int n = 0;
    int pairs = 0;
    double[] d = new double[SLOTS];
    double[] x = new double[SLOTS];
    boolean[] both = new boolean[SLOTS];
    double meanD = 0;
    double meanX = 0;
    for (int slot = lag; slot < SLOTS; slot++) {
      both[slot] = later.known()[slot] && earlier.counted()[slot - lag];
      x[slot] = earlier.steps()[slot - lag];
      d[slot] = later.steps()[slot] - x[slot];
      if (both[slot]) {
        n++;
        meanD += d[slot];
        meanX += x[slot];
      }
    }
    meanD /= n;
    meanX /= n;
    double xx = 0;
    double dx = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (both[slot]) {
        xx += (x[slot] - meanX) * (x[slot] - meanX);
        dx += (x[slot] - meanX) * (d[slot] - meanD);
      }
    }
    double slope = Math.clamp(Math.floor(1_000 * dx / xx), -50, 50) / 1_000;
    double spread = 0;
    double sum = 0;
    double squares = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (both[slot]) {
        double rest = d[slot] - meanD - slope * (x[slot] - meanX);
        spread += rest * rest;
      }
      if (slot > 0 && both[slot] && both[slot - 1]) {
        double change = d[slot] - d[slot - 1] - slope * (x[slot] - x[slot - 1]);
        sum += change;
        squares += change * change;
        pairs++;
      }
    }
    double change = squares / pairs - sum / pairs * sum / pairs;
    return new double[] {spread / n, change};
  }

  @Test
  void likenessIsWhatItsFormulaSays() {
    Copies unlimited = new Copies(21, 60, 40, 10_000_000, 10_000_000, 50, 2, 200);
    Likeness likeness = new Likeness(unlimited, 100);
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] one = weather(random);
      int[] other = one.clone();
      double noise = random.nextDouble(20);
      double memory = random.nextDouble();
      double slow = 0;
      double scale = random.nextDouble(-0.08, 0.08);
      for (int slot = 0; slot < SLOTS; slot++) {
        slow = memory * slow + noise * random.nextGaussian();
        other[slot] += (int) Math.round(slow + scale * one[slot]) + 30;
      }
      Likeness.Line earlier = line(random, one, 0.1);
      Likeness.Line later = line(random, other, 0.2);
      int lag = random.nextInt(3);
      Likeness.Match match = likeness.match(later, earlier, lag).orElseThrow();
      double[] plain = plainly(later, earlier, lag);

      assertThat(match.spread() / 1_000.0)
          .as("seed %s", seed)
          .isBetween(plain[0] - 0.002 - 1e-9 * plain[0], plain[0] + 0.002 + 1e-9 * plain[0]);
      double rest = Math.sqrt(Math.max(0, plain[0] - plain[1] / 2)) * 100;
      assertThat((double) match.memoryMilli()).as("seed %s", seed).isBetween(rest - 8, rest + 8);
    }
  }

  private static Optional<Likeness.Match> copied(int seed, java.util.function.IntUnaryOperator of) {
    int[] one = weather(new SplittableRandom(seed));
    int[] copy = new int[SLOTS];
    Arrays.setAll(copy, of);
    SplittableRandom all = new SplittableRandom(seed);
    return new Likeness(COPIES, 100).match(line(all, copy, 0), line(all, one, 0), 0);
  }

  @Test
  void whatIsMadeFromAnotherSeriesIsLikeIt() {
    for (int seed = 0; seed < 30; seed++) {
      int[] one = weather(new SplittableRandom(seed));
      SplittableRandom noise = new SplittableRandom(-seed);
      assertThat(copied(seed, slot -> one[slot])).as("seed %s", seed).isPresent();
      assertThat(copied(seed, slot -> one[slot] + 20)).as("seed %s", seed).isPresent();
      assertThat(copied(seed, slot -> (int) Math.round(one[slot] * 1.04))).isPresent();
      assertThat(copied(seed, slot -> (int) Math.round(one[slot] * 0.96))).isPresent();
      assertThat(copied(seed, slot -> one[slot] + (int) Math.round(3 * noise.nextGaussian())))
          .as("seed %s", seed)
          .isPresent();
    }
  }

  @Test
  void whatMeasuresByItselfIsNot() {
    for (int seed = 0; seed < 200; seed++) {
      int[] one = weather(new SplittableRandom(seed));
      SplittableRandom noise = new SplittableRandom(-seed);
      double[] slow = new double[SLOTS];
      for (int slot = 1; slot < SLOTS; slot++) {
        slow[slot] = 0.8 * slow[slot - 1] + 3 * noise.nextGaussian();
      }
      assertThat(copied(seed, slot -> one[slot] + (int) Math.round(slow[slot])))
          .as("seed %s", seed)
          .isEmpty();
    }
  }

  @Test
  void aLagIsToldFromALead() {
    int[] one = weather(new SplittableRandom(3));
    int[] later = new int[SLOTS];
    Arrays.setAll(later, slot -> slot == 0 ? 0 : one[slot - 1]);
    SplittableRandom all = new SplittableRandom(3);
    Likeness likeness = new Likeness(COPIES, 100);

    assertThat(likeness.match(line(all, later, 0), line(all, one, 0), 1)).isPresent();
    assertThat(likeness.match(line(all, later, 0), line(all, one, 0), 0)).isEmpty();
    assertThat(likeness.match(line(all, one, 0), line(all, later, 0), 1)).isEmpty();
  }

  @Test
  void tooLittleInCommonSaysNothing() {
    int[] one = weather(new SplittableRandom(4));
    SplittableRandom all = new SplittableRandom(4);
    Likeness.Line whole = line(all, one, 0);
    for (int known : new int[] {59, 60}) {
      boolean[] some = new boolean[SLOTS];
      Arrays.fill(some, 0, known, true);
      Likeness.Line part = new Likeness.Line(one, some, some);
      assertThat(new Likeness(COPIES, 100).match(part, whole, 0).isPresent())
          .isEqualTo(known == 60);
    }
    // Every third slot alone: enough slots, none after another.
    boolean[] third = new boolean[SLOTS];
    for (int slot = 0; slot < SLOTS; slot += 3) {
      third[slot] = true;
    }
    assertThat(new Likeness(COPIES, 100).match(new Likeness.Line(one, third, third), whole, 0))
        .isEmpty();
  }

  /** Whatever stations make up, over the longest window in the shortest slots. */
  @Test
  void noSeriesOverflows() {
    int slots = SlowChecks.MOST_DAYS * 144;
    Copies limits = new Copies(60, 3, 3, 10_000_000, 10_000_000, 500, 6, 10_000_000);
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int reach = 1 << random.nextInt(1, 23);
      int[] one = new int[slots];
      int[] other = new int[slots];
      int apart = Math.min(reach, Diary.FARTHEST);
      for (int slot = 0; slot < slots; slot++) {
        one[slot] = random.nextInt(4) == 0 ? reach : random.nextInt(-reach, reach);
        other[slot] = one[slot] + random.nextInt(-apart, apart);
      }
      Likeness.Line a = line(random, one, 0.1);
      Likeness.Line b = line(random, other, 0.1);
      for (int resolution : new int[] {1, 100, 1_000_000_000}) {
        assertThatCode(() -> new Likeness(limits, resolution).match(a, b, 2))
            .as("seed %s", seed)
            .doesNotThrowAnyException();
      }
      if (reach > 1 << 20) {
        assertThat(new Likeness(limits, 1).match(a, b, 0)).as("seed %s", seed).isEmpty();
      }
    }
  }
}
