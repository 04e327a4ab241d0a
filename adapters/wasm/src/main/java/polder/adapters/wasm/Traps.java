package polder.adapters.wasm;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.ChicoryException;
import java.io.IOException;
import java.util.Locale;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmTrap;

/** Finds out why a run ended from what its bookkeeping and Chicory say. */
final class Traps {
  private final Additions additions;

  Traps(Additions additions) {
    this.additions = additions;
  }

  /**
   * Why it ended.
   *
   * @throws IOException if that was for this machine's sake
   */
  WasmEnd end(Instance instance, RuntimeException thrown) throws IOException {
    if (thrown.getCause() instanceof StackOverflowError) {
      throw new IOException("the Java machine's stack is too small to run the program", thrown);
    }
    if (instance.global(additions.fuel).getValue() < 0) {
      return new WasmEnd.OutOfFuel();
    }
    if ((int) instance.global(additions.depth).getValue() < 0) {
      return new WasmEnd.Trapped(WasmTrap.CALL_DEPTH);
    }
    if ((int) instance.global(additions.refused).getValue() != 0) {
      return new WasmEnd.OutOfMemory();
    }
    if ((int) instance.global(additions.bounds).getValue() == Additions.OUT_OF_BOUNDS) {
      return new WasmEnd.Trapped(WasmTrap.MEMORY_BOUNDS);
    }
    return new WasmEnd.Trapped(trap(thrown));
  }

  private static WasmTrap trap(RuntimeException thrown) {
    if (!(thrown instanceof ChicoryException)) {
      throw new IllegalStateException("Chicory failed where a program may not", thrown);
    }
    String message = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("unreachable")) {
      return WasmTrap.UNREACHABLE;
    } else if (message.contains("memory access")) {
      return WasmTrap.MEMORY_BOUNDS;
    } else if (message.contains("undefined element")
        || message.contains("uninitialized element")
        || message.contains("null function reference")
        || message.contains("table access")) {
      return WasmTrap.TABLE_BOUNDS;
    } else if (message.contains("indirect call type mismatch")) {
      return WasmTrap.CALL_TYPE;
    } else if (message.contains("divide by zero")) {
      return WasmTrap.DIVIDED_BY_ZERO;
    } else if (message.contains("integer overflow")) {
      return WasmTrap.INTEGER_OVERFLOW;
    } else if (message.contains("invalid conversion")) {
      return WasmTrap.NOT_A_NUMBER;
    }
    throw new IllegalStateException("an end of Chicory's that is not known", thrown);
  }
}
