package polder.agent.work;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import polder.networks.compute.job.Work;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmOutcome;
import polder.ports.work.WasmRunner;
import polder.ports.work.WasmStreams;
import polder.ports.work.WasmTask;

/** Runs WebAssembly programs to their ends. Safe for several threads. */
final class Programs {
  /**
   * Most bytes that a program may write: as every machine that works out the same result must cut
   * it off at the same byte, a rule and no setting.
   */
  static final long MOST_OUTPUT_BYTES = 64L << 20;

  /** Most bytes of a program. */
  static final long MOST_MODULE_BYTES = 64L << 20;

  private final Stock stock;
  private final WasmRunner runner;

  Programs(Stock stock, WasmRunner runner) {
    this.stock = stock;
    this.runner = runner;
  }

  /**
   * Checks that a program and its input can be had, before anybody promises to run it.
   *
   * @throws IOException if not
   */
  void prepare(Work.Wasm work) throws IOException, InterruptedException {
    if (Files.size(stock.file(work.module())) > MOST_MODULE_BYTES) {
      throw new IOException("the program has more than " + MOST_MODULE_BYTES + " bytes");
    }
    if (work.input().isPresent()) {
      stock.file(work.input().get());
    }
  }

  /**
   * Runs one.
   *
   * @param output where to put what it writes
   * @param log where to keep what it writes to its standard error, and how it ended
   */
  Made run(Work.Wasm work, Path output, Path log, CompletableFuture<Void> stop)
      throws IOException, InterruptedException {
    WasmTask task = new WasmTask(work, stock.bytes(work.module()), MOST_OUTPUT_BYTES);
    WasmOutcome outcome;
    try (InputStream input = input(work);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(output));
        PrintStream errors =
            new PrintStream(Files.newOutputStream(log), false, StandardCharsets.UTF_8)) {
      outcome = runner.run(task, new WasmStreams(input, out, errors), stop);
      errors.println("polder: " + words(outcome.end()) + ", fuel " + outcome.fuel());
    }
    if (outcome.end() instanceof WasmEnd.Stopped) {
      throw new IOException("the work was stopped");
    }
    return new Made(
        outcome.output(),
        outcome.fuel(),
        List.of(),
        words(outcome.end()) + ", fuel " + outcome.fuel());
  }

  private InputStream input(Work.Wasm work) throws IOException, InterruptedException {
    if (work.input().isEmpty()) {
      return InputStream.nullInputStream();
    }
    return new BufferedInputStream(Files.newInputStream(stock.checked(work.input().get())));
  }

  private static String words(WasmEnd end) {
    return switch (end) {
      case WasmEnd.Exited exited -> "it ended with code " + exited.code();
      case WasmEnd.OutOfFuel its -> "it ran out of fuel";
      case WasmEnd.OutOfMemory its -> "it needed more memory than its job says";
      case WasmEnd.OutOfOutput its -> "it wrote more than " + MOST_OUTPUT_BYTES + " bytes";
      case WasmEnd.Trapped trapped -> "it trapped: " + trapped.trap();
      case WasmEnd.Refused refused -> "it was never begun: " + refused.why();
      case WasmEnd.Stopped its -> "it was stopped";
    };
  }
}
