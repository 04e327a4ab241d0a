package polder.app.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import polder.protocol.manifest.Parameters;

/** How long readings can be asked for. */
final class KeepReadingsOption {
  @Option(
      names = "--keep-readings",
      paramLabel = "DURATION",
      description =
          "How long after the end of their epoch readings can be asked for, such as 400d (default:"
              + " for ever). The archive keeps its evidence in any case.")
  private @Nullable String keep;

  /** In milliseconds; {@link Long#MAX_VALUE} for ever; empty if what was given is no duration. */
  Optional<Long> millis() {
    return keep == null
        ? Optional.of(Long.MAX_VALUE)
        : Parameters.parseDurationMillis(keep).filter(millis -> millis > 0);
  }

  /** Says that what was given is no duration. */
  ExitCode refuse(Output output) {
    return output.fail(
        ExitCode.USAGE,
        "--keep-readings cannot be " + keep,
        "give a number and a unit, such as 400d or 12h");
  }
}
