package polder.adapters.blender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import polder.ports.work.RenderException;
import polder.ports.work.RenderException.Kind;

/**
 * One Blender, which waits for commands. However this process ends, Blender ends with it: a shell
 * between them passes commands on, and at their end, which the kernel brings about, kills it.
 */
final class BlenderProcess {
  private static final String DRIVER = "driver.py";
  private static final long POLL_MILLIS = 50;
  private static final long END_SECONDS = 20;
  private static final int MOST_ANSWER = 8_192;
  private static final int BLOCK = 512;
  private static final int KIBI = 1_024;

  /** Stands for the end of the answers. */
  private static final List<String> END = List.of();

  /**
   * Descriptor 3 of Blender is where answers go; whatever it says itself goes to the error stream,
   * which the shell puts in place of its output. No core is dumped, no file grows beyond the first
   * argument, counted in 512 bytes, and no more memory is written to than the second one says, in
   * KiB.
   */
  private static final String SHELL =
      "trap '' INT HUP; ulimit -c 0; ulimit -f \"$1\"; ulimit -d \"$2\"; shift 2; mkfifo commands || exit 1;"
          + " exec 4<&0 5>&1 1>&2; \"$@\" <commands 3>&5 4<&- 5>&- & child=$!; exec 5>&-;"
          + " { while IFS= read -r line; do printf '%s\\n' \"$line\"; done <&4 >commands;"
          + " kill -KILL $child; } 2>/dev/null & watcher=$!; exec 4<&-;"
          + " wait $child; code=$?; kill -KILL $watcher 2>/dev/null; exit $code";

  private final Process process;
  private final OutputStream commands;
  private final BlenderLog log;
  private final BlockingQueue<List<String>> answers = new ArrayBlockingQueue<>(4);

  private BlenderProcess(Process process, BlenderLog log) {
    this.process = process;
    this.commands = process.getOutputStream();
    this.log = log;
    Thread.ofPlatform().daemon().name("blender-log").start(() -> log.read(errors()));
    Thread.ofPlatform().daemon().name("blender-answers").start(this::readAnswers);
  }

  private InputStream errors() {
    return process.getErrorStream();
  }

  /**
   * Starts Blender in an empty folder, which is all the home it has. Nothing of this process's
   * environment goes there: variables say where displays are, which colours to use and which of the
   * processor's instructions to leave out.
   */
  static BlenderProcess start(
      BlenderSettings settings, Path folder, Consumer<BlenderLog.Samples> sampled)
      throws IOException {
    Path driver = folder.resolve(DRIVER);
    try (InputStream script = BlenderProcess.class.getResourceAsStream(DRIVER)) {
      if (script == null) {
        throw new IllegalStateException(DRIVER + " is missing on the class path");
      }
      Files.copy(script, driver);
    }
    String threads = Integer.toString(settings.threads());
    List<String> command = new ArrayList<>(List.of("sh", "-c", SHELL, "sh"));
    command.add(Long.toString(settings.limits().fileBytes() / BLOCK + 1));
    long memory = settings.limits().memoryBytes();
    command.add(memory == Long.MAX_VALUE ? "unlimited" : Long.toString(memory / KIBI));
    settings.sandbox().ifPresent(box -> command.addAll(box.command(settings.program(), folder)));
    command.addAll(List.of(settings.program().toString(), "-b", "--factory-startup", "-noaudio"));
    command.addAll(List.of("--disable-autoexec", "-t", threads, "--python-exit-code", "1"));
    command.addAll(List.of("-P", driver.toString(), "--", settings.device().name(), threads));
    command.add(Long.toString(settings.limits().framePixels()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.putAll(Map.of("PATH", path, "LANG", "C.UTF-8", "LC_ALL", "C.UTF-8"));
    for (String variable : List.of("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")) {
      environment.put(variable, folder.toString());
    }
    return new BlenderProcess(builder.start(), new BlenderLog(sampled));
  }

  private void readAnswers() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (List<String> answer = next(lines); answer != null; answer = next(lines)) {
        answers.put(answer);
      }
      answers.put(END);
    } catch (IOException e) {
      answers.offer(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable List<String> next(BufferedReader lines) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = lines.read(); next >= 0; next = lines.read()) {
      if (next == '\n') {
        return List.of(line.toString().split("\t", -1));
      }
      if (line.length() >= MOST_ANSWER) {
        throw new IOException("Blender's driver gave an answer without an end");
      }
      line.append((char) next);
    }
    return null;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a command, which {@link #answer} then answers. */
  void send(Object... fields) throws RenderException {
    StringBuilder line = new StringBuilder();
    for (Object field : fields) {
      line.append(line.isEmpty() ? "" : "\t").append(field);
    }
    try {
      commands.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
      commands.flush();
    } catch (IOException e) {
      RenderException crashed = crashed();
      crashed.initCause(e);
      throw crashed;
    }
  }

  /**
   * Waits for an answer.
   *
   * @param deadline as {@link System#nanoTime} counts
   * @param stops whether to give up
   * @return its fields after the first, which is {@code expected}
   * @throws RenderException if there is none; then this process is of no use any more, unless its
   *     kind is {@link Kind#SCENE}
   */
  List<String> answer(String expected, long deadline, BooleanSupplier stops)
      throws RenderException, InterruptedException {
    while (true) {
      List<String> answer = answers.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
      if (answer == END) {
        throw crashed();
      }
      if (answer != null) {
        return understood(answer, expected);
      }
      if (stops.getAsBoolean()) {
        throw new RenderException(Kind.STOPPED, "the rendering was told to stop");
      }
      if (System.nanoTime() - deadline > 0) {
        throw new RenderException(
            Kind.LATE,
            "the tile took longer than it may; cut frames into more tiles, or take fewer samples");
      }
    }
  }

  private static List<String> understood(List<String> answer, String expected)
      throws RenderException {
    if (answer.getFirst().equals("refused") && answer.size() == 3) {
      Kind kind = answer.get(1).equals("scene") ? Kind.SCENE : Kind.MACHINE;
      throw new RenderException(kind, answer.get(2));
    }
    if (!answer.getFirst().equals(expected)) {
      throw new IllegalStateException("Blender's driver said " + answer + ", not " + expected);
    }
    return answer.subList(1, answer.size());
  }

  private RenderException crashed() {
    return new RenderException(
        Kind.CRASHED, "Blender ended in the middle of its work; its last words: " + log.tail());
  }

  /** Kills Blender with all that it may have started; returns when nothing of it runs. */
  void end() {
    List<ProcessHandle> all = process.descendants().toList();
    all.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      for (ProcessHandle each : all) {
        each.onExit().get(END_SECONDS, TimeUnit.SECONDS);
      }
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Blender was killed and does not end", e);
    }
  }
}
