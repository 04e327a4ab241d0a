package polder.app.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;
import polder.world.live.LiveFleet;
import polder.world.simulated.Fleet;
import polder.world.simulated.FleetOptions;

/** Runs a simulated fleet against a node. */
@Command(
    name = "simulate",
    description =
        "Run a simulated fleet with real keys against a node, through the same door as real"
            + " devices. Only networks that are marked as simulated take it.")
public final class SimulateCommand implements Action {
  private static final long MILLION = 1_000_000;
  private static final long TICK_MILLIS = 500;
  private static final long SAY_EVERY_TICKS = 20;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int devices = 100;

  @Option(
      names = "--cheats",
      paramLabel = "P",
      defaultValue = "10",
      description = "Per cent of them that cheat (default: ${DEFAULT-VALUE}).")
  private BigDecimal cheats = BigDecimal.TEN;

  @Option(
      names = "--faults",
      paramLabel = "P",
      defaultValue = "10",
      description = "Per cent of them with an honest fault (default: ${DEFAULT-VALUE}).")
  private BigDecimal faults = BigDecimal.TEN;

  @Option(
      names = "--network",
      defaultValue = "demo",
      description = "In which network (default: ${DEFAULT-VALUE}).")
  private String network = "demo";

  @Option(
      names = "--seed",
      defaultValue = "2",
      description = "Another number, another fleet (default: ${DEFAULT-VALUE}).")
  private long seed = 2;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Stop after this long, such as 5m; without it, run until stopped.")
  private @Nullable String duration;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      defaultValue = "ground-truth.csv",
      description = "Where to write what each device really does (default: ${DEFAULT-VALUE}).")
  private Path truth = Path.of("ground-truth.csv");

  @Mixin private final NodeOption node = new NodeOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Optional<Long> limit =
        duration == null ? Optional.of(Long.MAX_VALUE) : Parameters.parseDurationMillis(duration);
    if (limit.isEmpty()) {
      return output.fail(
          ExitCode.BAD_INPUT, "--for " + duration + " is no duration", "write 30s, 5m or 1h");
    }
    try (NodeClient client = node.client()) {
      Deployment deployment = client.deployment();
      Optional<Deployment.Network> target = deployment.network(network);
      if (target.isEmpty()) {
        return output.fail(
            ExitCode.BAD_INPUT, "the node has no network " + network, "name one with --network");
      }
      Fleet fleet;
      LiveFleet live;
      try {
        fleet = Fleet.plan(options(target.get()));
        live = new LiveFleet(client, deployment, target.get(), fleet);
      } catch (IllegalArgumentException e) {
        return output.fail(
            ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "change that and try again");
      }
      try (var writer = Files.newBufferedWriter(truth, StandardCharsets.UTF_8)) {
        fleet.truth().writeCsv(writer);
      }
      output.note("what each device really does is in " + truth);
      try (Progress progress = output.progress("enrolling", devices)) {
        live.enrol(System.currentTimeMillis(), progress::advance);
      }
      SortedMap<String, Long> counts = report(output, live, limit.get());
      output.line("messages: " + counts);
      output.document(counts);
      return ExitCode.DONE;
    }
  }

  private FleetOptions options(Deployment.Network target) {
    long period =
        target.parameters().entries().get("period") instanceof Value.Text(String text)
            ? Parameters.parseDurationMillis(text).orElse(60_000L)
            : 60_000L;
    return FleetOptions.of(devices, seed)
        .withCheatsPpm(share(cheats))
        .withFaultsPpm(share(faults))
        .withPeriodMillis(period);
  }

  private static long share(BigDecimal percent) {
    return percent.multiply(BigDecimal.valueOf(MILLION / 100)).longValue();
  }

  private static SortedMap<String, Long> report(Output output, LiveFleet live, long limitMillis)
      throws InterruptedException {
    long start = System.currentTimeMillis();
    for (long tick = 0; System.currentTimeMillis() - start < limitMillis; tick++) {
      try {
        live.report(System.currentTimeMillis());
      } catch (NodeException e) {
        output.note(e.getMessage() + "; the reports wait");
        Thread.sleep(10 * TICK_MILLIS);
      }
      if (tick % SAY_EVERY_TICKS == SAY_EVERY_TICKS - 1) {
        output.note("messages: " + live.counts());
      }
      Thread.sleep(TICK_MILLIS);
    }
    return live.counts();
  }
}
