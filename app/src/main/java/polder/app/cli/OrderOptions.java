package polder.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import polder.protocol.manifest.Parameters;

/** Who pays for an order, how much, and for how long. */
final class OrderOptions {
  private static final long SECOND_MILLIS = 1_000;

  @Option(
      names = "--owner",
      required = true,
      paramLabel = "FILE",
      description = "Key file of the account that pays, as `polder keys new` makes them.")
  private Path owner = Path.of("");

  @Option(
      names = "--limit",
      paramLabel = "TOKENS",
      description =
          "The most to pay to the machine for each order, altogether (default: what the file says,"
              + " else what comparable work costs lately).")
  private @Nullable String limit;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "1h",
      description =
          "How long services run, or within which time a result must be there (default:"
              + " ${DEFAULT-VALUE}).")
  private String time = "1h";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Take bids for so many epochs at least (default: ${DEFAULT-VALUE}).")
  private int rounds = 1;

  @Option(names = "--detach", description = "Order it and end; `polder orders` shows the rest.")
  private boolean detach;

  @Option(names = "--yes", description = "Do not ask before money is spent.")
  private boolean yes;

  /** Says what is wrong with them, and how the command ends then; empty if nothing is. */
  Optional<ExitCode> refused(Output output) {
    if (millis() < SECOND_MILLIS) {
      return Optional.of(
          output.fail(
              ExitCode.USAGE,
              time + " is no time for --for",
              "write 90s, 30m, 2h or 7d, for example"));
    }
    if (output.json() && !yes) {
      return Optional.of(
          output.fail(ExitCode.USAGE, "with --json nobody is asked", "say --yes to spend money"));
    }
    if (!Files.exists(owner)) {
      throw new BadWordException("there is no " + owner, "name the owner's key file with --owner");
    }
    return Optional.empty();
  }

  private long millis() {
    return Parameters.parseDurationMillis(time).orElse(0L);
  }

  /** The key file of the account that pays. */
  Path owner() {
    return owner;
  }

  /** On which terms. */
  Terms.Wish wish() {
    return new Terms.Wish(Optional.ofNullable(limit), millis() / SECOND_MILLIS, rounds);
  }

  boolean isDetached() {
    return detach;
  }

  boolean isAgreed() {
    return yes;
  }
}
