package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import polder.agent.Agent;
import polder.agent.AgentEvent;
import polder.agent.AgentSettings;
import polder.agent.NodeClient;
import polder.agent.OfferException;
import polder.agent.SensorOffer;
import polder.agent.compute.ComputeAgent;
import polder.agent.compute.ComputeOffer;
import polder.agent.compute.ComputeSettings;
import polder.agent.learning.LearningAgent;
import polder.agent.learning.LearningSettings;
import polder.agent.source.Sources;
import polder.protocol.manifest.Parameters;

/** Offers this machine, or its sensors, to a network. */
@Command(
    name = "agent",
    description = {
      "Offer this machine's sensors to a network: reads them, signs with a key of its own, keeps"
          + " everything on disk while the node is away, and sends when it is back.",
      "docs/agent.md shows it on a Raspberry Pi, with Tasmota and with Home Assistant.",
      "With --offer compute it lends the machine itself to a market: docs/providing.md.",
      "With --offer learning it trains models on what you hold: docs/learning.md."
    })
public final class AgentCommand implements Action {
  private static final long MEBIBYTE = 1 << 20;
  private static final long STOP_SECONDS = 10;

  /** So that a broker's password need not stand where every user of the machine can read it. */
  private static final String BROKER_PASSWORD = "POLDER_MQTT_PASSWORD";

  @Option(
      names = "--offer",
      paramLabel = "KIND",
      defaultValue = SensorOffer.KIND,
      description = "What to offer: sensors, compute or learning (default: ${DEFAULT-VALUE}).")
  private String offer = SensorOffer.KIND;

  @Option(
      names = "--from",
      paramLabel = "SOURCE",
      description = {
        "Where readings come from; may be given several times.",
        "  file:PATH        follows a growing file; file:- is standard input",
        "  command:COMMAND  runs it in a shell each --period",
        "  serial:/dev/ttyUSB0?baud=9600",
        "  mqtt://USER:PASSWORD@HOST:PORT/TOPIC, mqtts://… with TLS; a password in the"
            + " environment variable "
            + BROKER_PASSWORD
            + " stays out of sight"
      })
  private List<String> from = List.of();

  @Option(
      names = "--network",
      description = "To which network (default: the only one of sensors that is not simulated).")
  private @Nullable String network;

  @Option(
      names = "--map",
      paramLabel = "NAME=QUANTITY",
      description = "That what a source calls NAME is this quantity; may be given several times.")
  private Map<String, String> map = Map.of();

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "${sys:user.home}/.polder/agent",
      description = "Where key, buffer and receipts are kept (default: ${DEFAULT-VALUE}).")
  private Path state = Path.of(".");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "Key file of the device; made if there is none (default: agent.key in --state).")
  private @Nullable Path key;

  @Option(
      names = "--batch",
      paramLabel = "DURATION",
      description =
          "How long to collect readings for one signed message (default: the network's period or"
              + " half an epoch, whichever is shorter).")
  private @Nullable String batch;

  @Option(
      names = "--period",
      paramLabel = "DURATION",
      description = "How often to run a command (default: the network's period).")
  private @Nullable String period;

  @Option(
      names = "--buffer",
      paramLabel = "MIB",
      defaultValue = "16",
      description =
          "How much may wait on disk; then the oldest is dropped (default: ${DEFAULT-VALUE}).")
  private int buffer = 16;

  @Option(names = "--once", description = "Read once, send, and end: for cron.")
  private boolean once;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description =
          "With --once, how long to wait for a reading and for the node (default: ${DEFAULT-VALUE}).")
  private String wait = "30s";

  @Option(
      names = "--also",
      paramLabel = "URL",
      description =
          "Another node or validator of the same deployment, to turn to when --node is away; may be"
              + " given several times.")
  private List<URI> also = List.of();

  @Mixin private final ComputeOptions compute = new ComputeOptions();

  @Mixin private final TrainingOptions training = new TrainingOptions();

  @Mixin private final NodeOption node = new NodeOption();

  private final boolean readsArchives;

  /**
   * The command.
   *
   * @param readsArchives whether what that needs is on the class path
   */
  public AgentCommand(boolean readsArchives) {
    this.readsArchives = readsArchives;
  }

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    Optional<String> wrong = wrong();
    if (wrong.isPresent()) {
      return output.fail(ExitCode.USAGE, wrong.get(), "see polder agent --help");
    }
    if (offer.equals(ComputeOffer.KIND)) {
      return lend(output);
    }
    if (offer.equals(LearningAgent.KIND)) {
      return learn(output);
    }
    Agent agent = new Agent(settings(), event -> tell(output, event));
    return untilStopped(
        output,
        agent::stop,
        () ->
            end(
                output,
                agent.run(networkPeriod ->
                    from.stream()
                        .map(source -> Sources.open(source, habit(millis(period, networkPeriod))))
                        .toList())));
  }

  private ExitCode lend(Output output) throws IOException, InterruptedException {
    ComputeSettings.DoorPlace place = compute.place();
    ComputeTools found =
        ComputeTools.find(
            state,
            compute.offered(state.resolve("containers")),
            !place.host().isEmpty(),
            note -> tell(output, AgentEvent.of(AgentEvent.Kind.NOTICE, note)));
    ComputeAgent agent =
        new ComputeAgent(
            new ComputeSettings(
                nodes(),
                state,
                key == null ? state.resolve("agent.key") : key,
                Optional.ofNullable(network),
                compute.lent(found.capacity()),
                compute.bidder(),
                place,
                compute.owner(),
                compute.isLeaving()),
            found.tools(),
            event -> tell(output, event));
    return untilStopped(
        output,
        agent::stop,
        () -> {
          agent.run();
          return ExitCode.DONE;
        });
  }

  private ExitCode learn(Output output) throws IOException, InterruptedException {
    List<URI> nodes = nodes();
    LearningAgent agent =
        new LearningAgent(
            new LearningSettings(
                nodes,
                state,
                key == null ? state.resolve("agent.key") : key,
                Optional.ofNullable(network),
                compute.ownerKey()),
            event -> tell(output, event));
    return untilStopped(
        output,
        agent::stop,
        () -> {
          agent.run(room -> training.participant(room, state, nodes.getFirst().toString()));
          return ExitCode.DONE;
        });
  }

  /** An agent's whole run. */
  interface Run {
    ExitCode run() throws IOException, InterruptedException;
  }

  static ExitCode untilStopped(Output output, Runnable stopping, Run run)
      throws IOException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(stopping, ended), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return run.run();
    } catch (OfferException e) {
      return output.fail(
          ExitCode.BAD_INPUT, String.valueOf(e.getMessage()), "see --help of this command");
    } finally {
      ended.countDown();
      removeHook(hook);
    }
  }

  private static void stop(Runnable stopping, CountDownLatch ended) {
    stopping.run();
    try {
      // Beyond this nothing is lost either: whatever waits is on disk.
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The machine is shutting down, which is what the hook was for.
      return;
    }
  }

  private Optional<String> wrong() {
    if (offer.equals(ComputeOffer.KIND)) {
      return compute.wrong();
    }
    if (offer.equals(LearningAgent.KIND)) {
      return training.wrong(readsArchives);
    }
    if (!offer.equals(SensorOffer.KIND)) {
      return Optional.of(
          "this version offers "
              + SensorOffer.KIND
              + ", "
              + ComputeOffer.KIND
              + " or "
              + LearningAgent.KIND
              + ", not "
              + offer);
    }
    if (from.isEmpty()) {
      return Optional.of("Missing required option: '--from=SOURCE'");
    }
    for (String duration : new @Nullable String[] {batch, period, wait}) {
      if (duration != null && millis(duration, 0) <= 0) {
        return Optional.of(duration + " is no duration such as 30s, 5m or 1h");
      }
    }
    if (buffer < 1 || buffer > 1024) {
      return Optional.of("--buffer must be from 1 to 1024");
    }
    try {
      also.forEach(NodeClient::requireAddress);
      from.forEach(source -> Sources.open(source, habit(1)));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Sources.Habit habit(long periodMillis) {
    return new Sources.Habit(
        once, periodMillis, Optional.ofNullable(System.getenv(BROKER_PASSWORD)));
  }

  private List<URI> nodes() throws IOException {
    List<URI> nodes = new ArrayList<>();
    try (NodeClient client = node.client()) {
      nodes.add(URI.create(client.address()));
    }
    nodes.addAll(also);
    return nodes;
  }

  private AgentSettings settings() throws IOException {
    SortedMap<String, String> names = new TreeMap<>(map);
    return new AgentSettings(
        nodes(),
        state,
        key == null ? state.resolve("agent.key") : key,
        Optional.ofNullable(network),
        names,
        Optional.ofNullable(batch).map(duration -> millis(duration, 0)),
        buffer * MEBIBYTE,
        once,
        millis(wait, 0));
  }

  private static long millis(@Nullable String duration, long otherwise) {
    return duration == null ? otherwise : Parameters.parseDurationMillis(duration).orElse(0L);
  }

  /** One line each: for people on standard error, as JSON on standard output. */
  static void tell(Output output, AgentEvent event) {
    if (!output.json()) {
      output.note(event.text());
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event.kind().name().toLowerCase(Locale.ROOT));
    line.put("text", event.text());
    line.put("readings", event.readings());
    line.put("messages", event.messages());
    line.put("time", java.time.Instant.now().toString());
    output.event(line);
  }

  private ExitCode end(Output output, Agent.Result result) {
    if (result.failure().isPresent()) {
      return output.fail(
          ExitCode.MISSING, result.failure().get(), "put that right and start it again");
    }
    if (result.refused() > 0) {
      return output.fail(
          ExitCode.NO,
          "the node refused " + result.refused() + " messages for good",
          "the lines above say why");
    }
    if (once && result.waiting() > 0) {
      return output.fail(
          ExitCode.MISSING,
          result.waiting() + " messages wait on disk",
          "the next run sends them, too");
    }
    if (once && result.readings() == 0) {
      return output.fail(
          ExitCode.NO,
          "nothing was measured that this network takes",
          "see the lines above, or name it by --map");
    }
    return ExitCode.DONE;
  }
}
