package polder.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.adapters.sdl.Fault;
import polder.adapters.sdl.JobFile;
import polder.adapters.sdl.JobFiles;
import polder.adapters.sdl.Order;
import polder.adapters.sdl.Reading;
import polder.networks.compute.job.Need;

/** Changes what an order runs. */
@Command(
    name = "update",
    description =
        "Run a changed file of containers under an order that runs: images, commands and variables"
            + " may change, not what it needs of a machine. Services that did not change go on.")
public final class UpdateCommand implements Action {
  private static final long MOST_BYTES = 1 << 20;

  @Mixin private final LeaseOptions lease = new LeaseOptions();

  @Parameters(index = "1", paramLabel = "JOB.yaml", description = "The changed file.")
  private Path file = Path.of("");

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    List<Order> orders = read(output);
    try (LeaseOptions.Found found = lease.find()) {
      Need need = found.state().order().need();
      Order order =
          orders.stream()
              .filter(its -> its.job().need().equals(need))
              .findFirst()
              .orElseThrow(() ->
                  new BadWordException(
                      file + " needs something else of a machine than was ordered",
                      "keep resources, counts and attributes as they were, or order anew"));
      var services = found.door().update(order.job()).path("services");
      output.line("updated: " + services.size() + " containers");
      output.document(services);
      return ExitCode.DONE;
    }
  }

  private List<Order> read(Output output) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new BadWordException(
          file + " has more than " + MOST_BYTES + " bytes", "name a job's YAML file");
    }
    Reading reading = JobFiles.read(Files.readString(file));
    reading.notices().forEach(notice -> output.note(file + ": " + notice));
    return switch (reading) {
      case Reading.Refused refused -> {
        List<Fault> faults = refused.faults();
        faults.subList(0, faults.size() - 1).forEach(its -> output.note(file + ": " + its));
        throw new BadWordException(file + ": " + faults.getLast(), "correct it there");
      }
      case Reading.Understood(JobFile.Containers containers, var notices) -> containers.groups();
      case Reading.Understood its ->
          throw new BadWordException(file + " runs no containers", "only those can be updated");
    };
  }
}
