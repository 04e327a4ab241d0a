package polder.networks.sensors;

import java.util.List;

/**
 * Who stands around one station in one epoch.
 *
 * @param all all stations of the group, by device
 * @param vicinity who of them stands near whom
 * @param index which of them it is
 */
record Surroundings(List<Roll.Present> all, Vicinity vicinity, int index) {

  /** The others within the radius as {@link Vicinity} gives them, nearest first. */
  long[] within(long radiusDecimeters) {
    return vicinity.of(index, radiusDecimeters);
  }
}
