package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import polder.networks.sensors.ReviewMemory.Reviewed;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.networks.sensors.SlowChecks.Copies;
import polder.protocol.identity.DeviceId;

/**
 * The review of one quantity: how each station stands. Copies are looked for among all stations of
 * the region: the means of whole days tell quickly which pairs could be alike, and only those are
 * compared slot by slot.
 */
final class QuantityReview {
  private static final long MILLI = 1_000;

  private final Quantity quantity;
  private final ReviewMemory memory;
  private final int slotsPerDay;
  private final List<DeviceId> devices = new ArrayList<>();
  private final List<Reviewed> stations = new ArrayList<>();

  QuantityReview(Quantity quantity, ReviewMemory memory, int slotsPerDay) {
    this.quantity = quantity;
    this.memory = memory;
    this.slotsPerDay = slotsPerDay;
    memory
        .stations()
        .forEach((device, station) -> {
          devices.add(device);
          stations.add(station);
        });
  }

  /** How each station stands, by device. */
  List<Standing> standings() {
    Copy[] copies =
        quantity.slow().copies().map(this::copies).orElseGet(() -> new Copy[stations.size()]);
    List<Standing> standings = new ArrayList<>();
    for (int i = 0; i < stations.size(); i++) {
      standings.add(standing(stations.get(i).diaries().get(quantity.index()), copies[i]));
    }
    return standings;
  }

  private Standing standing(Diary diary, @Nullable Copy copy) {
    SlowChecks slow = quantity.slow();
    long correlation =
        slow.siting()
            .map(limits ->
                Agreement.correlationMilli(
                    diary,
                    memory.courses().get(quantity.index()),
                    slotsPerDay,
                    limits,
                    slow.resolutionMilli()))
            .orElse(Standing.NOT_KNOWN);
    long rejected =
        slow.reliability()
            .map(limits -> Agreement.rejectedMilli(diary, slotsPerDay, limits))
            .orElse(Standing.NOT_KNOWN);
    return copy == null
        ? new Standing(correlation, rejected, Optional.empty(), 0)
        : new Standing(
            correlation,
            rejected,
            Optional.of(devices.get(copy.original())),
            copy.match().memoryMilli());
  }

  /** A station that repeats another: which one, and how like it is. */
  private record Copy(int original, Likeness.Match match) {}

  private Copy[] copies(Copies limits) {
    Copy[] copies = new Copy[stations.size()];
    Likeness likeness = new Likeness(limits, quantity.slow().resolutionMilli());
    DailyMeans means = new DailyMeans(limits);
    Likeness.@Nullable Line[] lines = new Likeness.Line[stations.size()];
    int[] bySeniority = bySeniority();
    for (int one = 0; one < bySeniority.length; one++) {
      int senior = bySeniority[one];
      for (int other = one + 1; other < bySeniority.length; other++) {
        int junior = bySeniority[other];
        if (means.mayBeAlike(senior, junior)) {
          compare(
              likeness,
              limits.lags(),
              new Pair(senior, line(lines, senior, limits), junior, line(lines, junior, limits)),
              copies);
        }
      }
    }
    return copies;
  }

  private record Pair(int senior, Likeness.Line ofSenior, int junior, Likeness.Line ofJunior) {}

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
  private static void compare(Likeness likeness, int lags, Pair pair, Copy[] copies) {
    Optional<Likeness.Match> best = likeness.match(pair.ofJunior(), pair.ofSenior(), 0);
    boolean seniorCopies = false;
    for (int lag = 1; lag <= lags; lag++) {
      Optional<Likeness.Match> junior = likeness.match(pair.ofJunior(), pair.ofSenior(), lag);
      if (isLiker(junior, best)) {
        best = junior;
        seniorCopies = false;
      }
      Optional<Likeness.Match> senior = likeness.match(pair.ofSenior(), pair.ofJunior(), lag);
      if (isLiker(senior, best)) {
        best = senior;
        seniorCopies = true;
      }
    }
    if (best.isEmpty()) {
      return;
    }
    int copy = seniorCopies ? pair.senior() : pair.junior();
    int original = seniorCopies ? pair.junior() : pair.senior();
    Copy before = copies[copy];
    if (before == null || best.get().spread() < before.match().spread()) {
      copies[copy] = new Copy(original, best.get());
    }
  }

  private static boolean isLiker(Optional<Likeness.Match> one, Optional<Likeness.Match> than) {
    return one.isPresent() && (than.isEmpty() || one.get().spread() < than.get().spread());
  }

  private Likeness.Line line(Likeness.@Nullable Line[] lines, int station, Copies limits) {
    Likeness.Line line = lines[station];
    if (line == null) {
      line = line(stations.get(station).diaries().get(quantity.index()), limits);
      lines[station] = line;
    }
    return line;
  }

  private Likeness.Line line(Diary diary, Copies limits) {
    long[] course = memory.courses().get(quantity.index());
    int size = Math.min(diary.size(), limits.days() * slotsPerDay);
    int first = diary.size() - size;
    // From one course that all have in common: it changes no difference, and keeps sums small.
    long base =
        Arrays.stream(course)
            .filter(here -> Math.abs(here) <= DaySamples.FARTHEST && here != Course.UNKNOWN)
            .findFirst()
            .orElse(0);
    int[] steps = new int[size];
    boolean[] known = new boolean[size];
    boolean[] counted = new boolean[size];
    for (int slot = 0; slot < size; slot++) {
      long here = course[first + slot];
      if (here != Course.UNKNOWN && diary.isComparable(first + slot)) {
        known[slot] = true;
        counted[slot] = diary.judged(first + slot) == DaySamples.GOOD;
        steps[slot] = (int) (here - base) + diary.apart(first + slot);
      }
    }
    return new Likeness.Line(steps, known, counted);
  }

  /** The mean distance from the course on each of the last days, in thousandths of steps. */
  private final class DailyMeans {
    private final int days;
    private final int leastDays;
    private final long mostVariance;
    private final long[] means;
    // Which days of a station are known: one bit each.
    private final long[] known;

    DailyMeans(Copies limits) {
      this.days = limits.days();
      // A lag loses a little of the days at the ends, and days need not be whole.
      this.leastDays = Math.max(2, limits.leastSlots() * 4 / 5 / slotsPerDay);
      // Diaries hold nothing farther away, so a larger limit means the same.
      long most =
          Math.min(
              2 * MILLI * Diary.FARTHEST,
              limits.screen() * MILLI / quantity.slow().resolutionMilli());
      this.mostVariance = Math.multiplyExact(most, most);
      this.means = new long[stations.size() * days];
      this.known = new long[stations.size()];
      for (int i = 0; i < stations.size(); i++) {
        take(i, stations.get(i).diaries().get(quantity.index()));
      }
    }

    private void take(int station, Diary diary) {
      for (int day = 0; day < days; day++) {
        int first = diary.size() - (days - day) * slotsPerDay;
        if (first < 0) {
          continue;
        }
        long sum = 0;
        int count = 0;
        for (int slot = first; slot < first + slotsPerDay; slot++) {
          if (diary.isComparable(slot)) {
            sum += diary.apart(slot);
            count++;
          }
        }
        if (2 * count >= slotsPerDay) {
          means[station * days + day] = Math.floorDiv(MILLI * sum, count);
          known[station] |= 1L << day;
        }
      }
    }

    boolean mayBeAlike(int one, int other) {
      long both = known[one] & known[other];
      int n = Long.bitCount(both);
      if (n < leastDays) {
        return false;
      }
      long sum = 0;
      long squares = 0;
      int a = one * days;
      int b = other * days;
      for (int day = 0; day < days; day++) {
        if ((both >>> day & 1) != 0) {
          long apart = means[a + day] - means[b + day];
          sum += apart;
          squares += apart * apart;
        }
      }
      return n * squares - sum * sum < mostVariance * n * n;
    }
  }
}
