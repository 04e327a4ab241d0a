package polder.networks.sensors;

import java.util.Arrays;

/**
 * Values that go round, such as directions: 359 and 1 are two degrees apart.
 *
 * @param full the whole circle, thousandths of the unit
 */
record Circle(long full) {
  /** How far two values are apart, the shorter way round. */
  long distance(long one, long other) {
    long apart = Math.floorMod(one - other, full);
    return Math.min(apart, full - apart);
  }

  /**
   * The value of the first {@code count} from which all together are the least distance away: the
   * median of a circle (Fisher 1993), taken among the values themselves. Of several the least
   * counts.
   */
  long median(long[] values, int count) {
    long[] turned = Arrays.copyOf(values, count);
    for (int i = 0; i < count; i++) {
      turned[i] = Math.floorMod(turned[i], full);
    }
    Arrays.sort(turned);
    long best = turned[0];
    long least = Long.MAX_VALUE;
    for (long candidate : turned) {
      long sum = 0;
      for (long value : turned) {
        sum += distance(value, candidate);
      }
      if (sum < least) {
        least = sum;
        best = candidate;
      }
    }
    return best;
  }
}
