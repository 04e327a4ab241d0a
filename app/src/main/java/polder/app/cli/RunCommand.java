package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Orders a job from a market of computing and watches it. */
@Command(
    name = "run",
    description =
        "Run a job on a machine of a market of computing: says what it may cost, puts that into"
            + " the order's purse, takes bids, and shows what becomes of it. Ctrl-C closes the"
            + " order; what its purse still holds comes back.")
public final class RunCommand implements Action {
  @Parameters(paramLabel = "JOB.yaml", description = "The job: Akash's SDL, or our own short form.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description =
          "Where to put the result: a file for a program's (default: print it if it is short text),"
              + " a folder for pictures (default: named as the order).")
  private @Nullable Path out;

  @Mixin private final OrderOptions options = new OrderOptions();
  @Mixin private final MarketOption market = new MarketOption();

  private final Ordering.Person person;

  /** Asks the person at this process's terminal. */
  public RunCommand() {
    this(Ordering.Person.atTerminal());
  }

  RunCommand(Ordering.Person person) {
    this.person = person;
  }

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Optional<ExitCode> refused = options.refused(output);
    if (refused.isPresent()) {
      return refused.get();
    }
    JobInput job = JobInput.read(file, output);
    try (MarketOption.Talk talk = market.talk()) {
      return new Ordering(talk, market.renter(talk), options, output, person)
          .order(job, Optional.ofNullable(out));
    }
  }
}
