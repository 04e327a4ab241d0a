package polder.networks.sensors;

import java.util.Optional;
import polder.networks.sensors.SlowChecks.Copies;

/**
 * Whether one series is made from another: offset, scaled by a little, with white noise on top, or
 * later by some slots. Two stations that both measure differ by something that has a memory: the
 * sun comes round a corner, a roof cools slowly. What a copier adds has none. So, with d the
 * difference less what a scale explains, v its variance and u² the variance of its steps, {@code v
 * − u² ÷ 2} is what in it is not white noise (von Neumann 1941: u² is 2v for white noise); a copy
 * has next to nothing of it.
 *
 * <p>All sums are whole steps of the resolution; they are exact.
 */
final class Likeness {
  private static final long MILLI = 1_000;

  // Beyond this, which no weather reaches, series are not compared; it bounds every product below.
  private static final long MOST = 4_000_000_000_000L;
  private static final long MOST_SUM = 3_000_000_000L;

  private final Copies limits;
  // In thousandths of squared steps.
  private final long mostSpread;
  private final long mostMemory;
  private final long resolutionMilli;

  Likeness(Copies limits, long resolutionMilli) {
    this.limits = limits;
    this.resolutionMilli = resolutionMilli;
    this.mostSpread = squaredSteps(limits.spread(), resolutionMilli);
    this.mostMemory = squaredSteps(limits.memory(), resolutionMilli);
  }

  private static long squaredSteps(long limitMilli, long resolutionMilli) {
    return Math.multiplyExact(Math.multiplyExact(limitMilli, limitMilli), MILLI)
        / Math.multiplyExact(resolutionMilli, resolutionMilli);
  }

  /**
   * A series that is made from another.
   *
   * @param spread variance of the difference, thousandths of squared steps: the smaller, the liker
   * @param memoryMilli standard deviation of what in it is not white noise, thousandths of the unit
   */
  record Match(long spread, long memoryMilli) {}

  /**
   * What one station measured, slot by slot.
   *
   * @param steps in steps of the resolution
   * @param known whether the slot can be compared
   * @param counted whether that was not rejected at all
   */
  record Line(int[] steps, boolean[] known, boolean[] counted) {}

  /** Sums over the slots that two series have in common, or over the steps between such slots. */
  private static final class Sums {
    private long n;
    private long d;
    private long x;
    private long dd;
    private long xx;
    private long dx;
    private long largest;

    void add(long difference, long value) {
      n++;
      d += difference;
      x += value;
      dd += difference * difference;
      xx += value * value;
      dx += difference * value;
      largest = Math.max(largest, Math.max(Math.abs(difference), Math.abs(value)));
    }

    boolean isWithinReach() {
      // Below the first no sum of products overflows, so that the others can be told.
      return n * largest <= MOST_SUM && n * dd - d * d <= MOST && n * xx - x * x <= MOST;
    }

    /** The scale that explains most of the difference, thousandths, at most {@code most}. */
    long slopeMilli(int most) {
      long spread = n * xx - x * x;
      return spread == 0
          ? 0
          : Math.clamp(Math.floorDiv(MILLI * (n * dx - d * x), spread), -most, most);
    }

    /** Variance of the difference less {@code slopeMilli} of the value: thousandths of steps². */
    long varianceMilli(long slopeMilli) {
      long a = n * dd - d * d;
      long c = n * dx - d * x;
      long b = n * xx - x * x;
      long millionfold =
          Math.multiplyExact(MILLI * MILLI, a)
              - Math.multiplyExact(2 * MILLI * slopeMilli, c)
              + Math.multiplyExact(slopeMilli * slopeMilli, b);
      return Math.floorDiv(millionfold / MILLI, n * n);
    }
  }

  /**
   * Compares two series of equal length.
   *
   * @param later what may be made from the other: all that it measured
   * @param earlier what it may be made from: what counted of it
   * @param lag by how many slots the one is later
   */
  Optional<Match> match(Line later, Line earlier, int lag) {
    Sums levels = new Sums();
    Sums steps = new Sums();
    boolean before = false;
    long lastDifference = 0;
    long lastValue = 0;
    for (int slot = lag; slot < later.steps.length; slot++) {
      boolean both = later.known[slot] && earlier.counted[slot - lag];
      if (both) {
        long value = earlier.steps[slot - lag];
        long difference = later.steps[slot] - value;
        levels.add(difference, value);
        if (before) {
          steps.add(difference - lastDifference, value - lastValue);
        }
        lastDifference = difference;
        lastValue = value;
      }
      before = both;
    }
    if (levels.n < limits.leastSlots()
        || steps.n < limits.leastPairs()
        || !levels.isWithinReach()
        || !steps.isWithinReach()) {
      return Optional.empty();
    }
    long slope = levels.slopeMilli(limits.slopeMilli());
    long spread = levels.varianceMilli(slope);
    if (spread >= mostSpread) {
      return Optional.empty();
    }
    long change = steps.varianceMilli(slope);
    long memory = Math.max(0, spread - change / 2);
    return memory < mostMemory || change < mostMemory
        ? Optional.of(new Match(spread, root(memory)))
        : Optional.empty();
  }

  /** Square root of thousandths of squared steps, in thousandths of the unit. */
  private long root(long squaredSteps) {
    return (long) StrictMath.floor(StrictMath.sqrt(squaredSteps / 1_000.0) * resolutionMilli);
  }
}
