package polder.adapters.wasm;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.WasmModule;
import java.util.Set;
import java.util.function.Function;

/** By what a module's instructions are carried out; both give the same. */
public enum Execution {
  /** Compiled to the Java machine's bytecode: fast, after a moment. */
  COMPILED {
    @Override
    Function<Instance, Machine> of(WasmModule module, MeteredModule metered) {
      // Each method that turns out too large lets Chicory begin anew, so where many may be too
      // large those that might be are interpreted from the start.
      Set<Integer> large = metered.functionsAbove(PERHAPS_TOO_LARGE);
      if (large.size() <= MOST_TRIES) {
        return compile(module, InterpreterFallback.SILENT, Set.of());
      }
      try {
        return compile(module, InterpreterFallback.FAIL, large);
      } catch (ChicoryException stillTooLarge) {
        return INTERPRETED.of(module, metered);
      }
    }
  },

  /** Instruction by instruction: a hundred times slower, with less code to trust. */
  INTERPRETED {
    @Override
    Function<Instance, Machine> of(WasmModule module, MeteredModule metered) {
      return InterpreterMachine::new;
    }
  };

  /** Bytes of a function that the Java machine's 64 KiB a method might not hold. */
  private static final int PERHAPS_TOO_LARGE = 6_000;

  private static final int MOST_TRIES = 16;

  abstract Function<Instance, Machine> of(WasmModule module, MeteredModule metered);

  private static Function<Instance, Machine> compile(
      WasmModule module, InterpreterFallback fallback, Set<Integer> interpreted) {
    return MachineFactoryCompiler.builder(module)
        .withInterpreterFallback(fallback)
        .withInterpretedFunctions(interpreted)
        .compile();
  }
}
