package polder.app;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this program was started. */
final class ThisProgram {
  private ThisProgram() {}

  /** The same program with the same options of Java; the words of a command follow. */
  static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      // Debuggers and their like have ports and files that only one process can have.
      boolean shared =
          !option.startsWith("-agent")
              && !option.startsWith("-javaagent")
              && !option.startsWith("-Xrun")
              && !option.startsWith("-XX:AOTCacheOutput");
      if (shared) {
        command.add(option);
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return List.copyOf(command);
  }
}
