package polder.adapters.runc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import polder.ports.work.WorkException;

/**
 * A program that does one thing and ends.
 *
 * @param words program and arguments
 * @param longest how long it may take
 */
record Command(List<String> words, Duration longest) {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int MOST_SAID = 4 << 20;
  private static final int MOST_TOLD = 400;

  static Command of(String... words) {
    return new Command(List.of(words), LONGEST);
  }

  Command and(String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return new Command(List.copyOf(all), longest);
  }

  /** The same with so much time. */
  Command within(Duration time) {
    return new Command(words, time);
  }

  /**
   * Runs it.
   *
   * @return what it wrote to its standard output
   * @throws WorkException if it fails, with the last that it said, or does not end in time
   */
  String run() throws WorkException {
    Result result = result();
    if (result.code() != 0) {
      throw new WorkException(
          WorkException.Kind.FAILED, words.getFirst() + " failed: " + result.told());
    }
    return result.output();
  }

  /** Runs it, whatever comes of it. */
  Result result() throws WorkException {
    try {
      Process process = start(this);
      process.getOutputStream().close();
      CompletableFuture<String> output = read(process.getInputStream());
      CompletableFuture<String> errors = read(process.getErrorStream());
      if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new WorkException(
            WorkException.Kind.FAILED,
            words.getFirst() + " did not end within " + longest.toSeconds() + " seconds");
      }
      return new Result(process.exitValue(), output.join(), errors.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkException(
          WorkException.Kind.FAILED, "interrupted while " + words.getFirst() + " ran", e);
    } catch (WorkException e) {
      throw e;
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.MACHINE, words.getFirst() + " cannot be run: " + e.getMessage(), e);
    }
  }

  /** Starts a program where Debian keeps those of root, too. */
  static Process start(Command command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.words());
    builder.environment().put("PATH", Tools.PATH);
    builder.environment().put("LC_ALL", "C");
    builder.directory(Path.of("/").toFile());
    return builder.start();
  }

  /** Starts a program that reads nothing and writes to pipes that somebody reads. */
  static Process start(Command command, Path output, Path errors) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.words());
    builder.environment().clear();
    builder.environment().put("PATH", Tools.PATH);
    builder.directory(Path.of("/").toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    return builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
  }

  /** Starts a program that outlives this one and says what it says to a file. */
  static Process startDetached(Command command, Path said) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.words());
    builder.environment().clear();
    builder.environment().put("PATH", Tools.PATH);
    builder.directory(Path.of("/").toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    return builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
  }

  /** Else a program that says more than a pipe holds would wait for ever. */
  private static CompletableFuture<String> read(InputStream from) {
    CompletableFuture<String> said = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (from) {
            byte[] first = from.readNBytes(MOST_SAID);
            from.transferTo(OutputStream.nullOutputStream());
            said.complete(new String(first, StandardCharsets.UTF_8));
          } catch (IOException e) {
            said.complete("");
          }
        });
    return said;
  }

  /** What came of it. */
  record Result(int code, String output, String errors) {
    /** Itself, if it failed. */
    Optional<Result> failure() {
      return code == 0 ? Optional.empty() : Optional.of(this);
    }

    /** The end of what it said, on one line. */
    String told() {
      String all = (errors.isBlank() ? output : errors).strip();
      String line = all.replaceAll("\\s+", " ");
      return line.isEmpty()
          ? "it ended with code " + code
          : line.substring(Math.max(0, line.length() - MOST_TOLD));
    }
  }
}
