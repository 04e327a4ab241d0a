package polder.networks.sensors;

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

  /** Those within the radius, as {@link Vicinity} gives them, nearest first; not to be changed. */
  long[] within(long radiusDecimeters) {
    return vicinity.of(index, radiusDecimeters);
  }

  /** Whether the station at {@code other} can corroborate. */
  boolean counts(int other) {
    return !discounted.get(other);
  }
}
