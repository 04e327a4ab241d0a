package polder.adapters.mqtt;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import polder.node.gateway.DoorCounts;

/** Counts at the door. Every word is a constant of the program. Any thread may call it. */
final class Counts {
  private final AtomicInteger connections = new AtomicInteger();
  private final ConcurrentSkipListMap<String, LongAdder> connects = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, LongAdder> publishes = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, LongAdder> ends = new ConcurrentSkipListMap<>();

  /** Counts an open connection, if there are fewer than {@code most}. */
  boolean opened(int most) {
    int now = connections.incrementAndGet();
    if (now <= most) {
      return true;
    }
    connections.decrementAndGet();
    return false;
  }

  void closed() {
    connections.decrementAndGet();
  }

  void connect(String outcome) {
    add(connects, outcome);
  }

  void publish(String outcome) {
    add(publishes, outcome);
  }

  void end(String why) {
    add(ends, why);
  }

  private static void add(ConcurrentSkipListMap<String, LongAdder> counts, String word) {
    counts.computeIfAbsent(word, key -> new LongAdder()).increment();
  }

  DoorCounts all() {
    return new DoorCounts(connections.get(), sums(connects), sums(publishes), sums(ends));
  }

  private static SortedMap<String, Long> sums(ConcurrentSkipListMap<String, LongAdder> counts) {
    SortedMap<String, Long> sums = new TreeMap<>();
    counts.forEach((word, count) -> sums.put(word, count.sum()));
    return sums;
  }
}
