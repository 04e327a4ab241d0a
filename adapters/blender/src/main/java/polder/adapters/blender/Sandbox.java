package polder.adapters.blender;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What keeps a stranger's scene from the machine: Bubblewrap shows Blender the machine's programs
 * and libraries, which nobody can write to, and the folder that it works in; no network, no other
 * processes, no files of any user.
 *
 * @param program Bubblewrap's
 */
public record Sandbox(Path program) {
  /** What to say where there is none. */
  public static final String MISSING =
      "no Bubblewrap, which keeps strangers' scenes from this machine: nothing is rendered for"
          + " others; install it (Debian, Ubuntu: apt-get install bubblewrap)";

  // Where distributions put programs, libraries, and what those look up.
  private static final List<String> SYSTEM =
      List.of("/usr", "/lib", "/lib64", "/bin", "/etc/alternatives", "/etc/ld.so.cache");

  /**
   * Looks for Bubblewrap on the path.
   *
   * @param environment the process's environment
   */
  public static Optional<Sandbox> find(Map<String, String> environment) {
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "bwrap"))
        .filter(Files::isExecutable)
        .map(Sandbox::new)
        .findFirst();
  }

  /** What stands before a command that runs in it and may write to {@code folder} alone. */
  List<String> command(Path blender, Path folder) {
    List<String> command =
        new ArrayList<>(
            List.of(program.toString(), "--unshare-all", "--die-with-parent", "--new-session"));
    for (String path : SYSTEM) {
      command.addAll(List.of("--ro-bind-try", path, path));
    }
    Path home = blender.toAbsolutePath().getParent();
    if (home != null && SYSTEM.stream().noneMatch(home::startsWith)) {
      // An official build brings all that it needs beside its program.
      command.addAll(List.of("--ro-bind", home.toString(), home.toString()));
    }
    command.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
    command.addAll(List.of("--bind", folder.toString(), folder.toString()));
    command.addAll(List.of("--chdir", folder.toString(), "--"));
    return command;
  }
}
