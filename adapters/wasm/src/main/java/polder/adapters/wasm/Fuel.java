package polder.adapters.wasm;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import polder.ports.work.WasmEnd;

/** What a run has left, kept in the module's own global, and the clock that follows from it. */
final class Fuel {
  private final long limit;
  private final int global;
  private long sleptNanos;

  Fuel(long limit, int global) {
    this.limit = limit;
    this.global = global;
  }

  /** Takes {@code amount}, and ends the run if so much is not there. */
  void charge(Instance instance, long amount) {
    GlobalInstance left = instance.global(global);
    left.setValue(left.getValue() - amount);
    if (left.getValue() < 0) {
      throw new RunEnd(new WasmEnd.OutOfFuel());
    }
  }

  boolean isUsedUp(Instance instance) {
    return instance.global(global).getValue() < 0;
  }

  long used(Instance instance) {
    return limit - Math.max(0, instance.global(global).getValue());
  }

  /** The clock: fuel used and time slept. */
  long nanos(Instance instance) {
    return used(instance) + sleptNanos;
  }

  /** Sets the clock forward, at most to the end of what it can show. */
  void sleepUntil(Instance instance, long nanos) {
    long now = nanos(instance);
    if (nanos > now) {
      sleptNanos += nanos - now;
    }
  }
}
