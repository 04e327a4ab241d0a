package polder.agent.work;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import polder.networks.compute.SpeedTask;
import polder.networks.compute.job.Work;
import polder.ports.work.WasmEnd;
import polder.ports.work.WasmOutcome;
import polder.ports.work.WasmRunner;
import polder.ports.work.WasmStreams;
import polder.ports.work.WasmTask;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Works out the answers by which machines are timed, one at a time, since two at once would slow
 * each other. Safe for several threads.
 */
public final class Yardstick {
  private static final String NAME = "speed.wasm";
  private static final Bytes PROGRAM = read();
  private static final long MEMORY_BYTES = 8L << 20;
  private static final int OUTPUT_BYTES = 32;
  private static final long NANOS = 1_000_000;

  private final WasmRunner runner;
  private final Semaphore one = new Semaphore(1);

  /** One that runs the program by {@code runner}. */
  public Yardstick(WasmRunner runner) {
    this.runner = runner;
  }

  private static Bytes read() {
    try (InputStream in = Yardstick.class.getResourceAsStream(NAME)) {
      if (in == null) {
        throw new IllegalStateException(NAME + " is missing on the class path; build anew");
      }
      return Bytes.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The answer to {@code input}, if nothing else is being worked out now.
   *
   * @throws IOException if this machine cannot run it
   */
  public Optional<Hash> answerIfFree(Hash input) throws IOException, InterruptedException {
    if (!one.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return Optional.of(run(input));
    } finally {
      one.release();
    }
  }

  /** The answer to {@code input}, once whatever is being worked out before is there. */
  public Hash answer(Hash input) throws IOException, InterruptedException {
    one.acquire();
    try {
      return run(input);
    } finally {
      one.release();
    }
  }

  /**
   * How much fuel this machine gets through in a second when so many cores work at once, each on an
   * answer of its own.
   *
   * @param seed what the answers follow from
   */
  public long speed(Hash seed, int cores) throws IOException, InterruptedException {
    one.acquire();
    try {
      long begin = System.nanoTime();
      List<FutureTask<Hash>> all = new ArrayList<>();
      Hash input = seed;
      for (int i = 0; i < cores; i++) {
        Hash its = input;
        FutureTask<Hash> task = new FutureTask<>(() -> run(its));
        Thread.ofVirtual().name("speed").start(task);
        all.add(task);
        input = Hash.sha256(input.toArray());
      }
      for (FutureTask<Hash> task : all) {
        task.get();
      }
      long millis = Math.max(1, (System.nanoTime() - begin) / NANOS);
      return Math.multiplyExact(SpeedTask.speed(millis), (long) cores);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      one.release();
    }
  }

  private Hash run(Hash input) throws IOException, InterruptedException {
    Work.Wasm work =
        new Work.Wasm(
            SpeedTask.PROGRAM,
            List.of(),
            Optional.of(Hash.sha256(input.toArray())),
            SpeedTask.FUEL,
            MEMORY_BYTES);
    WasmOutcome outcome =
        runner.run(
            new WasmTask(work, PROGRAM, OUTPUT_BYTES),
            new WasmStreams(
                new ByteArrayInputStream(input.toArray()),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream()),
            new CompletableFuture<Void>());
    if (outcome.end() instanceof WasmEnd.Stopped) {
      throw new InterruptedException("the program by which machines are timed was stopped");
    }
    boolean isDone = outcome.end() instanceof WasmEnd.Exited exited && exited.code() == 0;
    if (!isDone || outcome.fuel() != SpeedTask.FUEL) {
      throw new IOException(
          "the program by which machines are timed ended otherwise than it does everywhere: "
              + outcome);
    }
    return outcome.output();
  }
}
