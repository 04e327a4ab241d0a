package polder.adapters.runc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process may do, and so may give to others. */
final class Limits {
  private static final long FEW = 1_024;

  private Limits() {}

  /** How many files a process may have open at most. */
  static long openFiles() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith("Max open files")) {
          String most = line.split("\\s+")[4];
          return most.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(most);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return FEW;
    }
    return FEW;
  }
}
