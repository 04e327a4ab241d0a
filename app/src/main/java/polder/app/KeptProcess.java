package polder.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process that is started again when it ends, later each time, and given up when that does not
 * help. While there is a file {@code off} in its data directory it is not run. It is to end when
 * its standard input does, so that it never outlives this process. One thread at a time.
 */
final class KeptProcess {
  /** Starts in a row, none of which lasted, after which it is left alone. */
  private static final int MOST_FAILURES = 10;

  private static final long STEADY_MILLIS = 60_000;
  private static final long FIRST_PAUSE_MILLIS = 1_000;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;
  private static final long END_SECONDS = 60;

  /** One older part is kept, so that a log takes twice this. */
  private static final long MOST_LOG_BYTES = 8L << 20;

  private final String name;
  private final List<String> command;
  private final DataDirectory data;
  private final Consumer<String> said;
  private Optional<Process> process = Optional.empty();
  private int failures;
  private long startedMillis;
  private long dueMillis = Long.MIN_VALUE;
  private boolean greeted;
  private boolean off;

  /**
   * Nothing is started before {@link #look}.
   *
   * @param name what to call it in what is said
   * @param said is told, in lines, when it runs, ends, or is given up
   */
  KeptProcess(String name, List<String> command, DataDirectory data, Consumer<String> said) {
    this.name = name;
    this.command = List.copyOf(command);
    this.data = data;
    this.said = said;
  }

  static Path log(DataDirectory data) {
    return data.root().resolve("log");
  }

  /**
   * Does what has to be done now.
   *
   * @param nowMillis by a clock that never goes back
   */
  void look(long nowMillis) {
    boolean wanted = !Files.exists(data.root().resolve("off"));
    if (wanted && off) {
      failures = 0;
      dueMillis = Long.MIN_VALUE;
    }
    if (!wanted && !off) {
      said.accept(name + " is switched off, until its file 'off' is removed");
      askToEnd();
    }
    off = !wanted;
    if (process.isPresent() && !process.get().isAlive()) {
      ended(process.get(), nowMillis);
    }
    if (process.isPresent()) {
      greet(process.get());
      keepLogSmall();
    } else if (wanted && failures < MOST_FAILURES && nowMillis >= dueMillis) {
      launch(nowMillis);
    }
  }

  private void launch(long nowMillis) {
    startedMillis = nowMillis;
    greeted = false;
    try {
      process =
          Optional.of(
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.appendTo(log(data).toFile()))
                  .start());
    } catch (IOException e) {
      failed(nowMillis, "cannot be started: " + e.getMessage());
    }
  }

  private void ended(Process one, long nowMillis) {
    process = Optional.empty();
    close(one);
    if (off) {
      return;
    }
    if (nowMillis - startedMillis >= STEADY_MILLIS) {
      failures = 0;
    }
    failed(nowMillis, "ended with " + one.exitValue() + " (its log: " + log(data) + ")");
  }

  private void failed(long nowMillis, String what) {
    failures++;
    if (failures >= MOST_FAILURES) {
      said.accept(
          name
              + " "
              + what
              + ", for the "
              + failures
              + "th time in a row: it is left alone until the next start");
      return;
    }
    long pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << (failures - 1));
    dueMillis = nowMillis + pauseMillis;
    said.accept(name + " " + what + "; started again in " + pauseMillis / 1_000 + " s");
  }

  private void greet(Process one) {
    if (greeted) {
      return;
    }
    NodeFile.read(data.nodeFile())
        .filter(its -> its.pid() == one.pid())
        .ifPresent(its -> {
          greeted = true;
          said.accept(name + " runs at " + its.url());
        });
  }

  /** The process appends, so that it goes on at the new end of what is cut. */
  private void keepLogSmall() {
    Path log = log(data);
    try {
      if (Files.size(log) > MOST_LOG_BYTES) {
        Files.copy(log, log.resolveSibling("log.old"), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
          channel.truncate(0);
        }
      }
    } catch (IOException e) {
      // A log that cannot be cut is no reason to stop; looked at again.
    }
  }

  /** Has it end in good order, if it runs. */
  void askToEnd() {
    process.ifPresent(Process::destroy);
  }

  /** Waits for its end, which was asked for. */
  void end() throws InterruptedException {
    if (process.isPresent()) {
      Process one = process.get();
      if (!one.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        one.destroyForcibly().waitFor();
      }
      close(one);
      process = Optional.empty();
    }
  }

  private static void close(Process one) {
    try {
      one.getOutputStream().close();
    } catch (IOException e) {
      // It has ended: nobody reads any more.
    }
  }
}
