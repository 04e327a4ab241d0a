package polder.adapters.runc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import polder.ports.work.WorkException;

/** The kernel's accounts of a group of processes, in both of its versions. */
final class Cgroups {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  /** A thousand processes that were killed on a busy machine are gone after some seconds. */
  private static final int TRIES = 500;

  private static final long PAUSE_MILLIS = 40;
  private static final long NANOS = 1_000;

  private Cgroups() {}

  private static boolean unified() {
    return Files.exists(ROOT.resolve("cgroup.controllers"));
  }

  /** Time of processors that the group {@code path} has had; 0 if there is no such group. */
  static long cpuMicros(String path) {
    return unified()
        ? field(ROOT.resolve(path).resolve("cpu.stat"), "usage_usec")
        : number(group("cpuacct", path).resolve("cpuacct.usage")) / NANOS;
  }

  /** The most memory that the group has had; 0 if there is no such group. */
  static long memoryPeakBytes(String path) {
    if (!unified()) {
      return number(group("memory", path).resolve("memory.max_usage_in_bytes"));
    }
    Path group = ROOT.resolve(path);
    // Kernels before 5.19 know only how much it is now.
    return Math.max(number(group.resolve("memory.peak")), number(group.resolve("memory.current")));
  }

  /** How many of its processes were ended because memory ran out. */
  static long killedForMemory(String path) {
    return unified()
        ? field(ROOT.resolve(path).resolve("memory.events"), "oom_kill")
        : field(group("memory", path).resolve("memory.oom_control"), "oom_kill");
  }

  private static Path group(String controller, String path) {
    return ROOT.resolve(controller).resolve(path);
  }

  /** Moves a process into the group {@code path}, which is made, in each hierarchy that has it. */
  static void move(long process, String path) throws WorkException {
    for (Path hierarchy : hierarchies()) {
      Path group = hierarchy.resolve(path);
      if (hierarchy.getFileName().toString().equals("cpuset")) {
        continue; // takes nobody until its processors are named, and limits nothing here
      }
      try {
        Files.createDirectories(group);
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(process));
      } catch (IOException e) {
        throw new WorkException(
            WorkException.Kind.MACHINE,
            "process " + process + " cannot be put into " + group + ": " + e.getMessage(),
            e);
      }
    }
  }

  /** Ends all processes of the group and of those below it, and removes them. */
  static void remove(String path) throws WorkException {
    for (Path hierarchy : hierarchies()) {
      Path group = hierarchy.resolve(path);
      for (int attempt = 0; Files.exists(group); attempt++) {
        try {
          removeOnce(group);
        } catch (IOException e) {
          if (attempt == TRIES) {
            throw new WorkException(
                WorkException.Kind.FAILED,
                "the group " + group + " cannot be removed: " + e.getMessage(),
                e);
          }
          pause(); // those that were killed are still on their way out
        }
      }
    }
  }

  private static void removeOnce(Path group) throws IOException {
    List<Path> groups = new ArrayList<>();
    try (Stream<Path> all = Files.walk(group)) {
      all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).forEach(groups::add);
    } catch (java.io.UncheckedIOException e) {
      throw new IOException(e);
    }
    for (Path each : groups) {
      for (String process : Files.readAllLines(each.resolve("cgroup.procs"))) {
        ProcessHandle.of(Long.parseLong(process)).ifPresent(ProcessHandle::destroyForcibly);
      }
      Files.deleteIfExists(each);
    }
  }

  private static void pause() throws WorkException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkException(
          WorkException.Kind.FAILED, "interrupted while groups were removed", e);
    }
  }

  /** The roots of all hierarchies, each once. */
  static List<Path> hierarchies() throws WorkException {
    if (unified()) {
      return List.of(ROOT);
    }
    try (Stream<Path> all = Files.list(ROOT)) {
      return all.filter(path -> Files.exists(path.resolve("cgroup.procs")))
          .filter(path -> !Files.isSymbolicLink(path))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new WorkException(
          WorkException.Kind.MACHINE, "control groups cannot be read at " + ROOT, e);
    }
  }

  private static long number(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8).strip();
      return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    } catch (IOException noSuchGroup) {
      return 0;
    }
  }

  private static long field(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      OptionalLong found =
          lines
              .map(line -> line.split(" "))
              .filter(words -> words.length == 2 && words[0].equals(name))
              .mapToLong(words -> Long.parseLong(words[1]))
              .findFirst();
      return found.orElse(0);
    } catch (IOException noSuchGroup) {
      return 0;
    }
  }
}
