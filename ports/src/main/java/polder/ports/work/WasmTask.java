package polder.ports.work;

import polder.networks.compute.job.Work;
import polder.protocol.Bytes;

/**
 * What a runner of WebAssembly runs.
 *
 * @param work the program's arguments and bounds
 * @param module the program, whose hash the work names
 * @param mostOutput most bytes that it may write to its standard output, at least 0
 */
public record WasmTask(Work.Wasm work, Bytes module, long mostOutput) {
  public WasmTask {
    if (mostOutput < 0) {
      throw new IllegalArgumentException("most bytes of output is below 0: " + mostOutput);
    }
  }
}
