package polder.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import polder.protocol.Hash;

/**
 * What the kernel has of one machine's containers, by {@code /proc}, {@code /sys} and {@code /run}:
 * the program is not asked.
 *
 * @param home folder of the machine's containers
 * @param driver stands for that folder in names of the system
 */
record KernelTraces(Path home, String driver) {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final Path LOOPS = Path.of("/sys/block");
  private static final Path NETWORKS = Path.of("/run/netns");
  private static final int ID_LETTERS = 8;

  /** So many of the kernel's moments are a second. */
  static final long TICKS = 100;

  /** Of the containers that are kept in {@code home}. */
  static KernelTraces of(Path home) {
    Path whole = home.toAbsolutePath().normalize();
    byte[] name = whole.toString().getBytes(StandardCharsets.UTF_8);
    return new KernelTraces(whole, Hash.sha256(name).toHex().substring(0, ID_LETTERS));
  }

  private Path run() {
    return Path.of("/run/polder", driver);
  }

  /**
   * All that is there: processes, mounts, loop devices, groups, networks.
   *
   * @param meant processes that may well name these folders in their words
   */
  List<String> all(Collection<Long> meant) throws IOException {
    List<String> found = new ArrayList<>();
    for (long process : processes(its -> names(its) && !meant.contains(its))) {
      found.add("process " + process + " " + words(process));
    }
    mounts().forEach(each -> found.add("mount " + each));
    loops().forEach(each -> found.add("loop device " + each));
    groups().forEach(each -> found.add("group " + each));
    networks().forEach(each -> found.add("network " + each));
    return found;
  }

  /** All processes but those that are meant whose words name {@code folder}. */
  static List<String> naming(Path folder, Collection<Long> meant) throws IOException {
    return processes(its -> words(its).contains(folder + "/") && !meant.contains(its)).stream()
        .map(its -> its + " " + words(its))
        .toList();
  }

  /** The processes in containers: those that belong to a group of a container. */
  List<Long> workload() throws IOException {
    return processes(its -> {
      String group = group(its);
      return group.contains(driver) && !group.endsWith("/conmon");
    });
  }

  /** The processes that stand by containers. */
  List<Long> watchers() throws IOException {
    return processes(its -> group(its).contains(driver) && group(its).endsWith("/conmon"));
  }

  /** The processes of a tool, such as the one that unpacks an image. */
  List<Long> tools(String program) throws IOException {
    return processes(its -> words(its).startsWith(program + " ") && names(its));
  }

  /** When a process began, in hundredths of a second since the machine did. */
  static long began(long process) throws IOException {
    String stat = Files.readString(PROCESSES.resolve(process + "/stat"));
    // The name, in brackets, may have spaces; the moment is the 20th field behind it.
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
  }

  /** This moment, in the same count. */
  static long now() throws IOException {
    String uptime = Files.readString(PROCESSES.resolve("uptime"));
    return (long) (Double.parseDouble(uptime.split(" ")[0]) * TICKS);
  }

  /** Kills a process as the kernel does it for want of memory. */
  static void kill(long process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-9", Long.toString(process)).inheritIO().start().waitFor();
  }

  private boolean names(long process) {
    String words = words(process);
    return words.contains(run().toString())
        || words.contains(home.toString())
        || group(process).contains(driver);
  }

  private static List<Long> processes(Predicate<Long> which) throws IOException {
    try (Stream<Path> all = Files.list(PROCESSES)) {
      return all.map(each -> each.getFileName().toString())
          .filter(each -> each.matches("[0-9]+"))
          .map(Long::parseLong)
          .filter(which)
          .sorted()
          .toList();
    }
  }

  private static String words(long process) {
    return read(PROCESSES.resolve(process + "/cmdline")).replace('\0', ' ');
  }

  /** Its group of numbers of processes, which each of our containers has. */
  private static String group(long process) {
    return read(PROCESSES.resolve(process + "/cgroup"))
        .lines()
        .filter(line -> line.contains(":pids:") || line.startsWith("0::/polder"))
        .map(line -> line.substring(line.lastIndexOf(':') + 1))
        .findFirst()
        .orElse("");
  }

  /** The text of a file of the kernel's; empty once its process is gone. */
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  private List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/mounts"), StandardCharsets.ISO_8859_1).stream()
        .map(line -> line.split(" ")[1])
        .filter(place -> place.startsWith(run() + "/") || place.startsWith(home + "/"))
        .toList();
  }

  private List<String> loops() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path device : children(LOOPS)) {
      String file = read(device.resolve("loop/backing_file")).strip();
      if (file.startsWith(home + "/")) {
        found.add(device.getFileName() + " of " + file);
      }
    }
    return found;
  }

  /** The groups of leases; the one above them is the driver's own, and empty. */
  private List<Path> groups() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path hierarchy : hierarchies()) {
      children(hierarchy.resolve("polder").resolve(driver)).stream()
          .filter(Files::isDirectory)
          .forEach(found::add);
    }
    return found;
  }

  private static List<Path> hierarchies() throws IOException {
    List<Path> all = new ArrayList<>(List.of(GROUPS));
    all.addAll(children(GROUPS));
    return all;
  }

  private List<Path> networks() throws IOException {
    return children(NETWORKS).stream()
        .filter(each -> each.getFileName().toString().contains(driver))
        .toList();
  }

  private static List<Path> children(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  /** Takes away what a test that failed has left, and the driver's own empty folders. */
  void remove() throws IOException, InterruptedException {
    for (long process : processes(its -> group(its).contains(driver))) {
      kill(process);
    }
    for (String mount : mounts().reversed()) {
      new ProcessBuilder("umount", "-l", mount).inheritIO().start().waitFor();
    }
    for (Path network : networks()) {
      new ProcessBuilder("ip", "netns", "delete", network.getFileName().toString())
          .inheritIO()
          .start()
          .waitFor();
    }
    for (Path hierarchy : hierarchies()) {
      delete(hierarchy.resolve("polder").resolve(driver), Files::isDirectory);
    }
    delete(run(), its -> true);
  }

  private static void delete(Path folder, Predicate<Path> which) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> below = Files.walk(folder)) {
      all = below.filter(which).sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
