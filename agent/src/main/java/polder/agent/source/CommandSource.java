package polder.agent.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import polder.agent.format.Lines;
import polder.agent.format.Measured;

/** Runs a shell command each period and reads what it prints. */
final class CommandSource implements ReadingSource {
  private static final int MAX_OUTPUT = 1 << 20;
  private static final long LEAST_TIMEOUT_MILLIS = 10_000;

  private final String command;
  private final boolean once;
  private final long periodMillis;

  CommandSource(String command, boolean once, long periodMillis) {
    this.command = command;
    this.once = once;
    this.periodMillis = periodMillis;
  }

  @Override
  public String name() {
    return "command:" + command;
  }

  @Override
  public boolean ends() {
    return once;
  }

  @Override
  public void run(Intake intake) throws IOException, InterruptedException {
    while (true) {
      long start = System.nanoTime();
      run(intake, Math.max(LEAST_TIMEOUT_MILLIS, periodMillis));
      if (once) {
        return;
      }
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      Thread.sleep(Math.max(0, periodMillis - took));
    }
  }

  private void run(Intake intake, long timeoutMillis) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of("/bin/sh", "-c", command))
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      Optional<String> output = output(process, timeoutMillis);
      if (output.isEmpty()) {
        intake.notice("the command did not end within " + timeoutMillis / 1000 + " s: " + command);
        return;
      }
      if (!process.waitFor(timeoutMillis, TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
        intake.notice("the command failed, and what it printed is left out: " + command);
        return;
      }
      for (List<Measured> sample : Lines.parseAll(output.get())) {
        intake.take(sample, Optional.empty());
      }
    } finally {
      end(process);
    }
  }

  /** Ends the command with all that it started. */
  private static void end(Process process) throws IOException {
    if (process.isAlive()) {
      try {
        // It stands still first: a shell that starts a program just now would leave it behind.
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().onExit().join();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static Optional<String> output(Process process, long timeoutMillis)
      throws IOException, InterruptedException {
    CompletableFuture<byte[]> reading = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (InputStream out = process.getInputStream()) {
            reading.complete(out.readNBytes(MAX_OUTPUT));
          } catch (IOException e) {
            reading.completeExceptionally(e);
          }
        });
    try {
      return Optional.of(
          new String(reading.get(timeoutMillis, TimeUnit.MILLISECONDS), StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IOException("cannot read what the command printed", e);
    }
  }
}
