package polder.ports.work;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/**
 * Runs WebAssembly programs so that on every machine, JDK and thread the same work gives the same
 * bytes, the same end and the same fuel. A program sees its arguments, its standard input and
 * output, a clock that follows its own fuel, and random bytes that follow from the work: no file,
 * no environment, no network. Safe for several threads; each run has its own thread inside.
 */
public interface WasmRunner {
  /**
   * The rules by which fuel is counted and programs are bounded, as docs/wasm.md says them. Any
   * change to what some program costs, gives or may do is a new number.
   */
  String RUNTIME = "wasm 1";

  /**
   * Runs it to its end, however it ends; returns only when nothing of it runs any more.
   *
   * @param streams read and written while it runs, closed by the caller
   * @param stop when this completes, in whichever way, the run ends soon
   * @return how it ended; the same everywhere unless it was stopped
   * @throws IOException if a stream fails, or this machine cannot run it (it lacks memory); says
   *     nothing about the program
   * @throws IllegalArgumentException if the module is not the one that the work names
   */
  WasmOutcome run(WasmTask task, WasmStreams streams, CompletionStage<?> stop) throws IOException;
}
