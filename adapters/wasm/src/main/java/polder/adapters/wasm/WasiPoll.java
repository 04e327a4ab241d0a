package polder.adapters.wasm;

import com.dylibso.chicory.runtime.Instance;

/**
 * Waiting, which takes no time: streams are always ready, and where a program only sleeps its clock
 * is set forward to the first moment that it waits for.
 */
final class WasiPoll {
  private static final int SUBSCRIPTION_BYTES = 48;
  private static final int EVENT_BYTES = 32;
  private static final int MOST_SUBSCRIPTIONS = 1_024;
  private static final int CLOCKS = 4;

  /** A clock never shows more, so that sums stay in range. */
  private static final long MOST_NANOS = Long.MAX_VALUE / 4;

  private final Fuel fuel;

  WasiPoll(Fuel fuel) {
    this.fuel = fuel;
  }

  /** Real time, monotonic time, and the processor's for the process or thread: all the same. */
  static boolean isClock(long number) {
    return (number & 0xFFFF_FFFFL) < CLOCKS;
  }

  /** What poll_oneoff does. */
  long poll(GuestMemory memory, Instance instance, long[] operands) throws GuestMemory.Fault {
    long in = operands[0] & 0xFFFF_FFFFL;
    long out = operands[1] & 0xFFFF_FFFFL;
    long count = operands[2] & 0xFFFF_FFFFL;
    if (count == 0 || count > MOST_SUBSCRIPTIONS) {
      return WasiErrno.INVALID;
    }
    memory.check(in, count * SUBSCRIPTION_BYTES);
    memory.check(out, count * EVENT_BYTES);
    fuel.charge(instance, count * SUBSCRIPTION_BYTES);
    long first = Long.MAX_VALUE;
    long began = fuel.nanos(instance);
    long now = began;
    boolean ready = false;
    for (long i = 0; i < count; i++) {
      long subscription = in + i * SUBSCRIPTION_BYTES;
      if (memory.int8(subscription + 8) == 0) {
        first = Math.min(first, deadline(memory, subscription, began));
      } else {
        ready = true;
      }
    }
    if (!ready) {
      fuel.sleepUntil(instance, first);
      now = Math.max(now, first);
    }
    long events = 0;
    for (long i = 0; i < count; i++) {
      long subscription = in + i * SUBSCRIPTION_BYTES;
      int kind = memory.int8(subscription + 8);
      if (kind != 0 || deadline(memory, subscription, began) <= now) {
        event(memory, subscription, kind, out + events * EVENT_BYTES);
        events++;
      }
    }
    memory.writeInt32(operands[3] & 0xFFFF_FFFFL, events);
    return WasiErrno.SUCCESS;
  }

  private static void event(GuestMemory memory, long subscription, int kind, long event)
      throws GuestMemory.Fault {
    memory.writeInt64(event, memory.int64(subscription));
    int error =
        kind == 0
            ? isClock(memory.int32(subscription + 16)) ? WasiErrno.SUCCESS : WasiErrno.INVALID
            : memory.int32(subscription + 16) < 3 ? WasiErrno.SUCCESS : WasiErrno.BAD_DESCRIPTOR;
    memory.writeInt64(event + 8, error | (long) kind << 16);
    memory.writeInt64(event + 16, kind == 0 ? 0 : 1);
    memory.writeInt64(event + 24, 0);
  }

  private static long deadline(GuestMemory memory, long subscription, long began)
      throws GuestMemory.Fault {
    long timeout = memory.int64(subscription + 24);
    long bounded = timeout < 0 || timeout > MOST_NANOS ? MOST_NANOS : timeout;
    boolean absolute = (memory.int16(subscription + 40) & 1) != 0;
    return absolute ? bounded : Math.min(MOST_NANOS, began + bounded);
  }
}
