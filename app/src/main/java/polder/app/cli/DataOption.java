package polder.app.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import polder.app.DataDirectory;

/** Which data directory a command works on. */
final class DataOption {
  private static final String DEFAULT = "polder-data";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = DEFAULT,
      description = "The node's data directory (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(DEFAULT);

  /** As it was given. */
  Path path() {
    return data;
  }

  /** What lies there. */
  DataDirectory directory() {
    return new DataDirectory(data);
  }

  /** What a further command takes to work on the same directory: nothing, or an option. */
  String again() {
    return data.toString().equals(DEFAULT) ? "" : " --data " + data;
  }
}
