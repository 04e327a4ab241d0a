package polder.agent.work;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Work;
import polder.ports.work.BatchEnd;
import polder.ports.work.BatchOutcome;
import polder.ports.work.BatchRunner;
import polder.ports.work.BatchStreams;
import polder.ports.work.BatchTask;
import polder.protocol.Hash;

/** Runs containers to their ends. Safe for several threads. */
final class Batches {
  private final Optional<BatchRunner> runner;

  Batches(Optional<BatchRunner> runner) {
    this.runner = runner;
  }

  /**
   * Checks that a container could be run here and its image be had, before anybody promises to run
   * it.
   *
   * @throws IOException if not
   */
  void prepare(Job job, Work.Batch work) throws IOException {
    BatchTask.of("", job, work, Work.Batch.MOST_OUTPUT_BYTES, Duration.ZERO);
    runner().check(work);
  }

  private BatchRunner runner() throws IOException {
    return runner.orElseThrow(() -> new IOException("this machine runs no containers"));
  }

  /**
   * Where an order's files go.
   *
   * @param output where to put what it writes
   * @param log where to keep what it writes to its standard error, and how it ended
   * @param stop completes when it is to end
   */
  record Place(Path output, Path log, CompletableFuture<Void> stop) {}

  /**
   * Runs one.
   *
   * @throws IOException if it was ended before it came to a result
   */
  Made run(Task task, Job job, Work.Batch work, Place place)
      throws IOException, InterruptedException {
    BatchTask batch =
        BatchTask.of(task.order().text(), job, work, Work.Batch.MOST_OUTPUT_BYTES, task.longest());
    BatchOutcome outcome;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(place.output()));
        PrintStream errors =
            new PrintStream(Files.newOutputStream(place.log()), false, StandardCharsets.UTF_8)) {
      outcome = runner().run(batch, new BatchStreams(out, errors), place.stop());
      errors.println("polder: " + words(outcome.end()));
    }
    long effort = effort(outcome.end());
    Hash output = outcome.output();
    if (!counts(outcome.end())) {
      // How far it had come is chance.
      Files.write(place.output(), new byte[0]);
      output = Hash.sha256(new byte[0]);
    }
    return new Made(output, effort, List.of(), words(outcome.end()));
  }

  /** Whether what it wrote is the same on every machine, too, and not its end alone. */
  private static boolean counts(BatchEnd end) {
    return end instanceof BatchEnd.Exited || end instanceof BatchEnd.OutOfOutput;
  }

  private static long effort(BatchEnd end) throws IOException {
    return switch (end) {
      case BatchEnd.Exited exited -> exited.code();
      case BatchEnd.OutOfOutput its -> Work.Batch.OUT_OF_OUTPUT;
      case BatchEnd.OutOfMemory its -> Work.Batch.OUT_OF_MEMORY;
      case BatchEnd.NotStarted its -> Work.Batch.NOT_STARTED;
      case BatchEnd.OutOfTime its -> throw new IOException(words(end));
      case BatchEnd.Stopped its -> throw new IOException(words(end));
    };
  }

  private static String words(BatchEnd end) {
    return switch (end) {
      case BatchEnd.Exited exited -> "it ended with code " + exited.code();
      case BatchEnd.OutOfOutput its ->
          "it wrote more than " + Work.Batch.MOST_OUTPUT_BYTES + " bytes";
      case BatchEnd.OutOfMemory its -> "it needed more memory than its job says";
      case BatchEnd.NotStarted its -> "it could not be started: " + its.why();
      case BatchEnd.OutOfTime its -> "it took longer than its order allows";
      case BatchEnd.Stopped its -> "it was stopped";
    };
  }
}
