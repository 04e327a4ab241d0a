package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a group remembers of one quantity of one station.
 *
 * @param paidUntilMillis up to when the station's time was paid for, or before when it is not paid
 * @param paidForLastMillis what of that time the latest reading covered
 * @param past its latest readings, oldest first, at most {@link #MOST}
 */
record Memory(long paidUntilMillis, long paidForLastMillis, List<Past> past) {
  /** Readings remembered of a quantity: enough for every check, and a bound on the state. */
  static final int MOST = 8;

  static final Memory NOTHING = new Memory(0, 0, List.of());

  Memory {
    past = List.copyOf(past);
  }

  /** Readings of an epoch, merged in by time; of several at one time the first, as in a series. */
  static List<Past> latest(List<Past> past, List<Past> more) {
    List<Past> joined = new ArrayList<>(past);
    joined.addAll(more);
    if (isAscending(joined)) {
      return List.copyOf(joined.subList(Math.max(0, joined.size() - MOST), joined.size()));
    }
    SortedMap<Long, Past> all = new TreeMap<>();
    joined.forEach(reading -> all.putIfAbsent(reading.timeMillis(), reading));
    while (all.size() > MOST) {
      all.remove(all.firstKey());
    }
    return List.copyOf(all.values());
  }

  private static boolean isAscending(List<Past> readings) {
    for (int i = 1; i < readings.size(); i++) {
      if (readings.get(i - 1).timeMillis() >= readings.get(i).timeMillis()) {
        return false;
      }
    }
    return true;
  }
}
