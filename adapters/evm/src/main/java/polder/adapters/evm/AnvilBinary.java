package polder.adapters.evm;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where this machine has anvil, the local chain of Foundry. */
public final class AnvilBinary {
  /** Names anvil's program; before all other places. */
  public static final String VARIABLE = "POLDER_ANVIL";

  /** What to say where there is none. */
  public static final String MISSING =
      "no chain: rewards cannot be claimed; install anvil (npm install -g @foundry-rs/anvil@1.7.1,"
          + " or npm install in contracts/), or name it in "
          + VARIABLE
          + ", or give --rpc URL of a chain";

  private AnvilBinary() {}

  /**
   * Looks where {@link #VARIABLE} says, then on the path, then among what npm put into {@code
   * contracts/} of {@code project}.
   *
   * @param environment the process's environment
   */
  public static Optional<Path> find(Map<String, String> environment, Path project) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named)).filter(Files::isExecutable);
    }
    List<Path> places = new ArrayList<>();
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty()) {
        places.add(Path.of(folder, "anvil"));
      }
    }
    Path modules = project.resolve("contracts").resolve("node_modules");
    // The program itself, as it needs no Node.js and ends when it is told to.
    places.add(modules.resolve("@foundry-rs").resolve("anvil-" + platform()).resolve("bin/anvil"));
    places.add(modules.resolve(".bin").resolve("anvil"));
    return places.stream().filter(Files::isRegularFile).filter(Files::isExecutable).findFirst();
  }

  /** As npm's packages are called. */
  private static String platform() {
    String system =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac")
            ? "darwin"
            : "linux";
    String machine = System.getProperty("os.arch", "");
    return system + "-" + (machine.equals("aarch64") ? "arm64" : "amd64");
  }
}
