package polder.node.closing;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * The part of the heap for what lives long. An epoch of a large fleet fills it with what nobody
 * needs once the epoch is sealed; where the collector stops everything to clear it, that falls into
 * the next closing unless it is done before.
 */
public final class OldGeneration {
  private static final long MANY_MESSAGES = 100_000;
  private static final double FULL = 0.4;

  private OldGeneration() {}

  /**
   * Has it collected if it is more than four tenths full after an epoch of at least 100,000
   * messages. To be called once nobody holds the epoch any more.
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
      // Only of what lives long can it be said when it is full.
      if (pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported()) {
        MemoryUsage usage = pool.getUsage();
        if (usage.getMax() > 0 && usage.getUsed() > FULL * usage.getMax()) {
          return true;
        }
      }
    }
    return false;
  }
}
