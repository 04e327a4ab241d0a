package polder.node.gateway;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a door with standing connections counted since it was opened. The keys are words of the
 * program, of which there are few.
 *
 * @param connections connections that are open now
 * @param connects attempts to connect, by what was answered
 * @param publishes publications, by what became of them
 * @param ends connections that ended, by why
 */
public record DoorCounts(
    long connections,
    SortedMap<String, Long> connects,
    SortedMap<String, Long> publishes,
    SortedMap<String, Long> ends) {
  /** Of a door that is not there. */
  public static final DoorCounts NONE =
      new DoorCounts(0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  /** Copies the maps. */
  public DoorCounts {
    connects = Collections.unmodifiableSortedMap(new TreeMap<>(connects));
    publishes = Collections.unmodifiableSortedMap(new TreeMap<>(publishes));
    ends = Collections.unmodifiableSortedMap(new TreeMap<>(ends));
  }
}
