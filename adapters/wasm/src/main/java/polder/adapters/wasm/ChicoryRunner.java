package polder.adapters.wasm;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import polder.ports.work.WasmOutcome;
import polder.ports.work.WasmRunner;
import polder.ports.work.WasmStreams;
import polder.ports.work.WasmTask;
import polder.protocol.Hash;

/** Runs programs by Chicory, each on a thread whose stack is deep enough for what they may call. */
public final class ChicoryRunner implements WasmRunner {
  /** Address space, of which only what is used takes memory. */
  private static final long STACK_BYTES = 512L << 20;

  private final Execution execution;

  /**
   * A runner.
   *
   * @param execution by what instructions are carried out; the outcome is the same
   */
  public ChicoryRunner(Execution execution) {
    this.execution = execution;
  }

  @Override
  public WasmOutcome run(WasmTask task, WasmStreams streams, CompletionStage<?> stop)
      throws IOException {
    if (!Hash.sha256(task.module().unsafeArray()).equals(task.work().module())) {
      throw new IllegalArgumentException(
          "the module given is not the one that the work names: " + task.work().module());
    }
    ProgramRun run = new ProgramRun(task, streams, execution);
    FutureTask<WasmOutcome> future = new FutureTask<>(run);
    Thread thread = new Thread(null, future, "wasm", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    stop.whenComplete((ignored, failure) -> {
      run.stop();
      thread.interrupt();
    });
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        run.stop();
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return outcome(future);
  }

  private static WasmOutcome outcome(FutureTask<WasmOutcome> future) throws IOException {
    if (future.state() == FutureTask.State.SUCCESS) {
      return future.resultNow();
    }
    Throwable cause = future.exceptionNow();
    switch (cause) {
      case IOException e -> throw new IOException(e.getMessage(), e);
      case OutOfMemoryError e ->
          throw new IOException("this machine lacks the memory to run the program", e);
      case StackOverflowError e ->
          throw new IOException("the Java machine's stack is too small for the program", e);
      default -> throw new IllegalStateException("the runtime failed: " + cause, cause);
    }
  }
}
