package polder.adapters.blender;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Where this machine has Blender. */
public final class BlenderProgram {
  /** Names Blender's program; before all other places. */
  public static final String VARIABLE = "POLDER_BLENDER";

  /** What to say where there is none. */
  public static final String MISSING =
      "no Blender: nothing can be rendered; install it (Debian, Ubuntu: apt-get install"
          + " --no-install-recommends blender), or name its program in "
          + VARIABLE;

  private BlenderProgram() {}

  /**
   * Looks where {@link #VARIABLE} says, else on the path.
   *
   * @param environment the process's environment
   */
  public static Optional<Path> find(Map<String, String> environment) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named)).filter(Files::isExecutable);
    }
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "blender"))
        .filter(Files::isRegularFile)
        .filter(Files::isExecutable)
        .findFirst();
  }
}
