package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Hash;

/**
 * What a group remembers of one quantity of one station.
 *
 * @param paidUntilMillis up to when the station's time was paid for, or before when it is not paid
 * @param paidForLastMillis what of that time the latest reading covered
 * @param lastMessage the message that carried the latest reading; empty for a station of another
 *     group, and without a reading
 * @param past its latest readings, oldest first, at most {@link #MOST}
 * @param track what the slow checks remember
 */
record Memory(
    long paidUntilMillis,
    long paidForLastMillis,
    Optional<Hash> lastMessage,
    List<Past> past,
    Track track) {
  /** Readings remembered of a quantity: enough for every check, and a bound on the state. */
  static final int MOST = 8;

  /** A step is measured from the latest trusted reading; a spike stands out from the one before. */
  private static final int TRUSTED = 2;

  static final Memory NOTHING = unpaid(0);

  Memory {
    past = List.copyOf(past);
  }

  /** Without a reading; time before {@code paidUntilMillis} is not paid for. */
  static Memory unpaid(long paidUntilMillis) {
    return new Memory(paidUntilMillis, 0, Optional.empty(), List.of(), Track.NOTHING);
  }

  /** What is remembered of a station that another group pays for. */
  static Memory witnessed(List<Past> past, Track track) {
    return new Memory(0, 0, Optional.empty(), past, track);
  }

  Memory with(Track newTrack) {
    return newTrack == track
        ? this
        : new Memory(paidUntilMillis, paidForLastMillis, lastMessage, past, newTrack);
  }

  /** Whether a reading of {@code timeMillis} is later than all that are remembered. */
  boolean isLatest(long timeMillis) {
    return past.isEmpty() || past.getLast().timeMillis() < timeMillis;
  }

  /**
   * What of {@code all} is remembered: of those before {@code oldestMillis} only the latest that a
   * step or a spike is told from.
   *
   * @param all by time
   */
  static List<Past> latest(List<Past> all, long oldestMillis) {
    List<Past> kept = new ArrayList<>(MOST);
    int trusted = 0;
    for (int i = all.size() - 1; i >= 0 && kept.size() < MOST; i--) {
      Past reading = all.get(i);
      boolean compared = reading.isTrusted() && trusted++ < TRUSTED;
      if (kept.isEmpty() || compared || reading.timeMillis() >= oldestMillis) {
        kept.add(reading);
      }
    }
    return kept.reversed();
  }

  /** The latest of all readings, merged as by {@link #merged}; none before {@code oldestMillis}. */
  static List<Past> since(List<Past> past, List<Past> more, long oldestMillis) {
    List<Past> all = merged(past, more);
    int from = Math.max(0, all.size() - MOST);
    while (from < all.size() && all.get(from).timeMillis() < oldestMillis) {
      from++;
    }
    return all.subList(from, all.size());
  }

  /** Those of an epoch merged in by time; of several at one time the first, as in a series. */
  static List<Past> merged(List<Past> past, List<Past> more) {
    if (more.isEmpty()) {
      return past;
    }
    List<Past> joined = new ArrayList<>(past.size() + more.size());
    joined.addAll(past);
    joined.addAll(more);
    if (isAscending(joined)) {
      return joined;
    }
    SortedMap<Long, Past> all = new TreeMap<>();
    joined.forEach(reading -> all.putIfAbsent(reading.timeMillis(), reading));
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
