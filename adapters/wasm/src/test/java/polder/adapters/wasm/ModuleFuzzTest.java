package polder.adapters.wasm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import polder.ports.work.WasmEnd;

/**
 * Hostile modules are refused, or end the same compiled and interpreted. Runs over the kept inputs;
 * with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class ModuleFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void refusedOrTheSameByBoth(byte[] module) {
    Runs runs = Runs.of(module).withFuel(20_000).withPages(10).withOutput(1_000);
    Runs.Result interpreted = runs.by(Execution.INTERPRETED);
    if (interpreted.outcome().end() instanceof WasmEnd.Refused) {
      return;
    }
    if (!runs.by(Execution.COMPILED).equals(interpreted)) {
      throw new AssertionError("compiled and interpreted it differs");
    }
  }
}
