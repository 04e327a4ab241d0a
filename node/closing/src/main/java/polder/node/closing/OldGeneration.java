package polder.node.closing;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * The part of the heap for what lives long. An epoch of a large fleet fills it with what nobody
 * needs once the epoch is sealed; where the collector stops everything to clear it, that falls into
 * the next closing unless it is done before.
 */
public final class OldGeneration {
  private static final long MANY_MESSAGES = 100_000;
  private static final double FULL = 0.4;

  /** The pools of the parallel and the serial collector. Others clear theirs beside the program. */
  private static final List<String> STOPPED_FOR = List.of("PS Old Gen", "Tenured Gen");

  private OldGeneration() {}

  /**
   * Has it collected if it is more than four tenths full after an epoch of at least 100,000
   * messages; with the parallel and the serial collector alone. To be called once nobody holds the
   * epoch any more.
   *
   * @param messages how many the epoch had
   * @return whether it was
   */
  public static boolean collectAfter(long messages) {
    if (messages < MANY_MESSAGES || !isFull()) {
      return false;
    }
    System.gc();
    return true;
  }

  private static boolean isFull() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (STOPPED_FOR.contains(pool.getName())) {
        MemoryUsage usage = pool.getUsage();
        return usage.getUsed() > FULL * usage.getMax();
      }
    }
    return false;
  }
}
