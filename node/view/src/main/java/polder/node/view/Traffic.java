package polder.node.view;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import polder.protocol.identity.DeviceId;

/**
 * What comes in, by network: how many messages in an epoch and in the last seconds, and which
 * devices were heard when. Counts since the node started.
 */
final class Traffic {
  // About 150 bytes each. Of more devices than this some are not seen to be online.
  private static final int MOST_DEVICES = 1_000_000;
  private static final int RATE_SECONDS = 10;
  private static final long NANOS = 1_000_000_000;

  private final LongSupplier nowMillis;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<String, Flow> flows = new ConcurrentHashMap<>();

  /**
   * By these clocks.
   *
   * @param nowMillis the node's
   * @param nanoTime the machine's, for rates
   */
  Traffic(LongSupplier nowMillis, LongSupplier nanoTime) {
    this.nowMillis = nowMillis;
    this.nanoTime = nanoTime;
  }

  /** Of one network. */
  private static final class Flow {
    final ConcurrentMap<Long, LongAdder> byEpoch = new ConcurrentHashMap<>();
    final ConcurrentMap<DeviceId, AtomicLong> heardMillis = new ConcurrentHashMap<>();
    // Each second's number, modulo 2^32, with how many came in it; one more than is summed up, for
    // the second that is running.
    final AtomicLongArray seconds = new AtomicLongArray(RATE_SECONDS + 1);

    void count(long second) {
      int slot = (int) Math.floorMod(second, (long) seconds.length());
      long fresh = second << Integer.SIZE;
      seconds.updateAndGet(
          slot, was -> (was >>> Integer.SIZE << Integer.SIZE) == fresh ? was + 1 : fresh + 1);
    }

    double perSecond(long second) {
      long sum = 0;
      for (int i = 0; i < seconds.length(); i++) {
        long its = seconds.get(i);
        int back = (int) second - (int) (its >>> Integer.SIZE);
        if (back >= 1 && back <= RATE_SECONDS) {
          sum += its & 0xFFFF_FFFFL;
        }
      }
      return (double) sum / RATE_SECONDS;
    }

    void heard(DeviceId device, long atMillis) {
      AtomicLong last = heardMillis.get(device);
      if (last != null) {
        last.accumulateAndGet(atMillis, Math::max);
      } else if (heardMillis.size() < MOST_DEVICES) {
        heardMillis.put(device, new AtomicLong(atMillis));
      }
    }
  }

  private Flow flow(String network) {
    Flow known = flows.get(network);
    return known != null ? known : flows.computeIfAbsent(network, name -> new Flow());
  }

  private long second() {
    return Math.floorDiv(nanoTime.getAsLong(), NANOS);
  }

  /** Counts a message of {@code device} that was accepted, of a network that there is. */
  void taken(String network, DeviceId device, long epoch) {
    Flow flow = flow(network);
    flow.byEpoch.computeIfAbsent(epoch, number -> new LongAdder()).increment();
    flow.count(second());
    flow.heard(device, nowMillis.getAsLong());
  }

  /** Remembers devices of an epoch before the node started. */
  void heard(String network, DeviceId device, long atMillis) {
    flow(network).heard(device, atMillis);
  }

  /** Messages of an epoch so far. */
  long messages(String network, long epoch) {
    LongAdder count = flow(network).byEpoch.get(epoch);
    return count == null ? 0 : count.sum();
  }

  /** Messages a second, over the last ten whole seconds. */
  double perSecond(String network) {
    return flow(network).perSecond(second());
  }

  /** How many devices were heard at {@code sinceMillis} or later. */
  long heardSince(String network, long sinceMillis) {
    return flow(network).heardMillis.values().stream()
        .filter(heard -> heard.get() >= sinceMillis)
        .count();
  }

  /**
   * Forgets what is asked for no more.
   *
   * @param sealedEpoch the latest epoch that is over; its own messages are still asked for, until
   *     the clock has turned to the next
   * @param sinceMillis by network, from when on devices count as online
   */
  void forget(long sealedEpoch, Map<String, Long> sinceMillis) {
    flows.forEach((network, flow) -> {
      flow.byEpoch.keySet().removeIf(epoch -> epoch < sealedEpoch);
      long since = sinceMillis.getOrDefault(network, Long.MAX_VALUE);
      flow.heardMillis.values().removeIf(heard -> heard.get() < since);
    });
  }
}
