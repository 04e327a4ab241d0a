package polder.adapters.runc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.ports.work.WorkException;

/** The programs and rights that containers need on a machine. */
public final class Tools {
  /** Where programs are looked for. */
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** A program and the Debian package that has it. */
  private record Tool(String program, String debian) {}

  private static final List<Tool> NEEDED =
      List.of(
          new Tool("runc", "runc"),
          new Tool("conmon", "conmon"),
          new Tool("skopeo", "skopeo"),
          new Tool("umoci", "umoci"),
          new Tool("ip", "iproute2"),
          new Tool("mkfs.ext4", "e2fsprogs"),
          new Tool("mount", "mount"),
          new Tool("nsenter", "util-linux"));

  private Tools() {}

  /** What is missing to run containers here, and what to do about it; empty if nothing is. */
  public static Optional<String> missing() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.of("containers need Linux; offer this machine without them");
    }
    List<String> packages = new ArrayList<>();
    for (Tool tool : NEEDED) {
      if (find(tool.program()).isEmpty()) {
        packages.add(tool.debian());
      }
    }
    if (!packages.isEmpty()) {
      return Optional.of(
          "containers need programs that are not installed here; install them: apt-get install "
              + String.join(" ", packages));
    }
    if (!isRoot()) {
      return Optional.of(
          "containers need root to set limits and networks; start the agent as root");
    }
    return Optional.empty();
  }

  /**
   * Makes sure that nothing is missing.
   *
   * @throws WorkException saying what is
   */
  static void check() throws WorkException {
    Optional<String> missing = missing();
    if (missing.isPresent()) {
      throw new WorkException(WorkException.Kind.MACHINE, missing.get());
    }
  }

  /** Where a program is, if it is installed. */
  static Optional<Path> find(String program) {
    for (String folder : PATH.split(":")) {
      Path file = Path.of(folder, program);
      if (Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** The version of runc, such as {@code 1.1.5}; empty if it is not installed. */
  static Optional<String> runcVersion() {
    try {
      String said = Command.of("runc", "--version").run();
      String first = said.lines().findFirst().orElse("");
      String version = first.replaceFirst("^runc version ", "").replaceFirst("[^0-9.].*", "");
      return version.isEmpty() ? Optional.empty() : Optional.of(version);
    } catch (WorkException notThere) {
      return Optional.empty();
    }
  }

  private static boolean isRoot() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
    } catch (IOException e) {
      return false;
    }
  }
}
