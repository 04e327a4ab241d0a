package polder.app.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which learning network a command is about. */
final class LearningNetworkOption {
  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "Which learning network (default: the only one that the node has).")
  private @Nullable String network;

  /** Its name; empty for the only one. */
  Optional<String> name() {
    return Optional.ofNullable(network);
  }
}
