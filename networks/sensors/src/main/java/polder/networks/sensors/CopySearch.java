package polder.networks.sensors;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import polder.networks.sensors.ReviewMemory.Reviewed;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.networks.sensors.SlowChecks.Copies;

/**
 * Looks for copies among all stations of a region: the means of whole days tell quickly which pairs
 * could be alike, and only those are compared slot by slot.
 */
final class CopySearch {
  private static final long MILLI = 1_000;
  private static final int AT_A_TIME = 32;

  /** Who is rejected in more than one of so many slots is not seldom rejected. */
  private static final int SELDOM = 30;

  private final Quantity quantity;
  private final Copies limits;
  private final ReviewMemory memory;
  private final int slotsPerDay;
  private final List<Reviewed> stations;

  CopySearch(Quantity quantity, Copies limits, ReviewMemory memory, int slotsPerDay) {
    this.quantity = quantity;
    this.limits = limits;
    this.memory = memory;
    this.slotsPerDay = slotsPerDay;
    this.stations = List.copyOf(memory.stations().values());
  }

  /** A station that repeats another: which one, and how like it is. */
  record Copy(int original, Likeness.Match match) {}

  /** By station, in order of device, which other it repeats; null where it repeats none. */
  @Nullable Copy[] copies() {
    @Nullable Copy[] copies = new Copy[stations.size()];
    Likeness likeness = new Likeness(limits, quantity.slow().resolutionMilli());
    View view = new View();
    int[] bySeniority = bySeniority();
    // Some seniors at a time, so that what is known of each junior is fetched once for all of them.
    for (int from = 0; from < bySeniority.length; from += AT_A_TIME) {
      for (int other = from + 1; other < bySeniority.length; other++) {
        int junior = bySeniority[other];
        for (int one = from; one < Math.min(other, from + AT_A_TIME); one++) {
          compare(likeness, view, bySeniority[one], junior, copies);
        }
      }
    }
    return copies;
  }

  /** The most senior first; of those enrolled together the one with the lesser identifier. */
  private int[] bySeniority() {
    Integer[] order = new Integer[stations.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (one, other) -> {
          int byEpoch =
              Long.compare(stations.get(one).enrolledEpoch(), stations.get(other).enrolledEpoch());
          return byEpoch == 0 ? Integer.compare(one, other) : byEpoch;
        });
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  /**
   * Who is the copy: where one series is later than the other, that one, whatever its seniority;
   * where they are as late, the junior. So nobody who was copied is harmed by it.
   */
  private void compare(
      Likeness likeness, View view, int senior, int junior, @Nullable Copy[] copies) {
    Likeness.Match best = null;
    boolean seniorCopies = false;
    for (int lag = 0; lag <= limits.lags(); lag++) {
      if (view.mayRepeat(junior, senior, lag)) {
        Likeness.Match match =
            likeness.match(view.line(junior), view.line(senior), lag).orElse(null);
        if (isLiker(match, best)) {
          best = match;
          seniorCopies = false;
        }
      }
      if (lag > 0 && view.mayRepeat(senior, junior, lag)) {
        Likeness.Match match =
            likeness.match(view.line(senior), view.line(junior), lag).orElse(null);
        if (isLiker(match, best)) {
          best = match;
          seniorCopies = true;
        }
      }
    }
    if (best == null) {
      return;
    }
    int copy = seniorCopies ? senior : junior;
    Copy before = copies[copy];
    if (before == null || isLiker(best, before.match())) {
      copies[copy] = new Copy(seniorCopies ? junior : senior, best);
    }
  }

  private static boolean isLiker(Likeness.@Nullable Match one, Likeness.@Nullable Match than) {
    return one != null && (than == null || one.spread() < than.spread());
  }

  /**
   * All stations' series. Of a station that other checks seldom reject, without what they rejected,
   * for one absurd reading hides a copy; of any other with all that it said, for a copy may well be
   * rejected by its neighbours.
   */
  private final class View {
    private final DailyMeans means;
    private final BitSet oftenRejected = new BitSet();
    private final Likeness.@Nullable Line[] lines = new Likeness.Line[stations.size()];

    View() {
      this.means = new DailyMeans();
      for (int i = 0; i < stations.size(); i++) {
        oftenRejected.set(i, isOftenRejected(diary(i)));
        means.take(i, this);
      }
    }

    private Diary diary(int station) {
      return stations.get(station).diaries().get(quantity.index());
    }

    private boolean isOftenRejected(Diary diary) {
      int known = 0;
      int bad = 0;
      for (int slot = 0; slot < diary.size(); slot++) {
        int judged = diary.judged(slot);
        known += judged == DaySamples.NONE ? 0 : 1;
        bad += judged == DaySamples.BAD ? 1 : 0;
      }
      return bad * SELDOM > known;
    }

    boolean isSeen(int station, Diary diary, int slot) {
      return oftenRejected.get(station) ? diary.isWithinReach(slot) : diary.isComparable(slot);
    }

    /** Whether {@code later} may repeat what {@code earlier} said {@code lag} slots before. */
    boolean mayRepeat(int later, int earlier, int lag) {
      return means.areAlike(means.row(later, lag), means.row(earlier, 0));
    }

    Likeness.Line line(int station) {
      Likeness.Line line = lines[station];
      if (line == null) {
        line = lineOf(station);
        lines[station] = line;
      }
      return line;
    }

    private Likeness.Line lineOf(int station) {
      Diary diary = diary(station);
      long[] course = memory.courses().get(quantity.index());
      int size = Math.min(diary.size(), limits.days() * slotsPerDay);
      int first = diary.size() - size;
      // From one course that all have in common: it changes no difference, and keeps sums small.
      long base = Arrays.stream(course).filter(CopySearch::isWithinReach).findFirst().orElse(0);
      int[] steps = new int[size];
      boolean[] known = new boolean[size];
      boolean[] counted = new boolean[size];
      for (int slot = 0; slot < size; slot++) {
        long here = course[first + slot];
        if (here != Course.UNKNOWN && isSeen(station, diary, first + slot)) {
          known[slot] = true;
          counted[slot] = diary.judged(first + slot) == DaySamples.GOOD;
          steps[slot] = (int) (here - base) + diary.apart(first + slot);
        }
      }
      return new Likeness.Line(steps, known, counted);
    }
  }

  /**
   * The mean distance on each of the last days, in thousandths of steps, from the course of the
   * slot and from that of some slots before: from there what is later is as far as what it repeats.
   */
  private final class DailyMeans {
    // Farther from the course than a diary tells, and a course's change besides.
    private static final long MOST_APART = 2 * Diary.FARTHEST;

    private final int days;
    private final int lags;
    private final int leastDays;
    private final long mostVariance;
    // By station, lag and day.
    private final int[] means;
    // Which days of a station at a lag are known: one bit each.
    private final long[] known;
    private final long everyDay;
    // The means of rows of which every day is known, less what they are on average, floored.
    private final int[] centred;

    DailyMeans() {
      this.days = limits.days();
      this.lags = limits.lags();
      // A lag loses a little of the days at the ends, and days need not be whole.
      this.leastDays = Math.max(2, limits.leastSlots() * 4 / 5 / slotsPerDay);
      // Nothing is farther away, so a larger limit means the same.
      long most =
          Math.min(MILLI * MOST_APART, limits.screen() * MILLI / quantity.slow().resolutionMilli());
      this.mostVariance = Math.multiplyExact(most, most);
      this.means = new int[stations.size() * (lags + 1) * days];
      this.known = new long[stations.size() * (lags + 1)];
      this.everyDay = -1L >>> (Long.SIZE - days);
      this.centred = new int[means.length];
    }

    void take(int station, View view) {
      Diary diary = view.diary(station);
      for (int lag = 0; lag <= lags; lag++) {
        for (int day = 0; day < days; day++) {
          int first = diary.size() - (days - day) * slotsPerDay;
          if (first >= 0) {
            take(station, lag, day, view);
          }
        }
        centre(row(station, lag));
      }
    }

    private void centre(int row) {
      long sum = 0;
      for (int day = 0; day < days; day++) {
        sum += means[row * days + day];
      }
      int average = (int) Math.floorDiv(sum, days);
      for (int day = 0; day < days; day++) {
        centred[row * days + day] = means[row * days + day] - average;
      }
    }

    /** How far the station was, on the mean of a day, from the course {@code lag} slots before. */
    private void take(int station, int lag, int day, View view) {
      Diary diary = view.diary(station);
      long[] course = memory.courses().get(quantity.index());
      int first = diary.size() - (days - day) * slotsPerDay;
      long sum = 0;
      int count = 0;
      for (int slot = Math.max(first, lag); slot < first + slotsPerDay; slot++) {
        long before = course[slot - lag];
        if (view.isSeen(station, diary, slot)
            && isWithinReach(course[slot])
            && isWithinReach(before)) {
          long apart = diary.apart(slot) + course[slot] - before;
          if (Math.abs(apart) < MOST_APART) {
            sum += apart;
            count++;
          }
        }
      }
      if (2 * count >= slotsPerDay) {
        int row = row(station, lag);
        // At most a thousand times MOST_APART, which fits.
        means[row * days + day] = (int) Math.floorDiv(MILLI * sum, count);
        known[row] |= 1L << day;
      }
    }

    int row(int station, int lag) {
      return station * (lags + 1) + lag;
    }

    /**
     * Whether two rows of which every day is known are unlike for certain, which most pairs are and
     * this tells soonest. Floored averages make the sum of squares larger by less than one a day.
     */
    private boolean isFar(int one, int other) {
      long far = days * (mostVariance + 1);
      long squares = 0;
      int a = one * days;
      int b = other * days;
      for (int day = 0; day < days; day++) {
        long apart = (long) centred[a + day] - centred[b + day];
        squares += apart * apart;
        if (squares >= far) {
          return true;
        }
      }
      return false;
    }

    boolean areAlike(int one, int other) {
      long both = known[one] & known[other];
      if (both == everyDay && isFar(one, other)) {
        return false;
      }
      int n = Long.bitCount(both);
      if (n < leastDays) {
        return false;
      }
      long sum = 0;
      long squares = 0;
      int seen = 0;
      int a = one * days;
      int b = other * days;
      for (long left = both; left != 0; left &= left - 1) {
        int day = Long.numberOfTrailingZeros(left);
        long apart = (long) means[a + day] - means[b + day];
        sum += apart;
        squares += apart * apart;
        seen++;
        // The sum of squared deviations only grows, and of most pairs soon beyond the limit.
        if (seen * squares - sum * sum >= mostVariance * n * seen) {
          return false;
        }
      }
      return true;
    }
  }

  private static boolean isWithinReach(long course) {
    return course != Course.UNKNOWN && Math.abs(course) <= DaySamples.FARTHEST;
  }
}
