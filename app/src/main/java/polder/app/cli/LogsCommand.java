package polder.app.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.networks.compute.job.Need;

/** Shows what an order's services say. */
@Command(
    name = "logs",
    description =
        "Show what a service of an order has said, from the machine that runs it; of a program"
            + " what it wrote to its standard error.")
public final class LogsCommand implements Action {
  @Mixin private final LeaseOptions lease = new LeaseOptions();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "Which service (default: the first).")
  private @Nullable String service;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what it says from now on.")
  private boolean follow;

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    try (LeaseOptions.Found found = lease.find()) {
      Need need = found.state().order().need();
      found
          .door()
          .logs(service == null ? need.units().getFirst().name() : service, follow, output.raw());
      return ExitCode.DONE;
    }
  }
}
