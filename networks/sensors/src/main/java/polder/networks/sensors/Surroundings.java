package polder.networks.sensors;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Who stands around one station in one epoch.
 *
 * @param all all stations of the group, by device
 * @param discounted indexes of those that corroborate nobody
 * @param vicinity who of them stands near whom
 * @param index which of them it is
 */
record Surroundings(List<Roll.Present> all, BitSet discounted, Vicinity vicinity, int index) {

  /**
   * Those within the radius that can corroborate, as {@link Vicinity} gives them, nearest first;
   * not to be changed.
   */
  long[] within(long radiusDecimeters) {
    long[] near = vicinity.of(index, radiusDecimeters);
    return discounted.isEmpty()
        ? near
        : Arrays.stream(near).filter(key -> !discounted.get(Vicinity.indexOf(key))).toArray();
  }
}
