package polder.networks.sensors;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a group remembers of one quantity of one station.
 *
 * @param paidUntilMillis up to when the station's time was paid for; 0 at first
 * @param past its latest readings, oldest first, at most {@link #MOST}
 */
record Memory(long paidUntilMillis, List<Past> past) {
  /** Readings remembered of a quantity: enough for every check, and a bound on the state. */
  static final int MOST = 8;

  static final Memory NOTHING = new Memory(0, List.of());

  Memory {
    past = List.copyOf(past);
  }

  /** With {@code more}, which are in order of time, merged in; the oldest are forgotten. */
  Memory with(List<Past> more, long newPaidUntilMillis) {
    List<Past> all = new ArrayList<>(past);
    all.addAll(more);
    all.sort(java.util.Comparator.comparingLong(Past::timeMillis));
    List<Past> latest = all.subList(Math.max(0, all.size() - MOST), all.size());
    return new Memory(newPaidUntilMillis, Collections.unmodifiableList(latest));
  }
}
