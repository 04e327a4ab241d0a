package polder.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import polder.adapters.files.KeyFile;
import polder.agent.AgentEvent.Kind;
import polder.agent.source.Backoff;
import polder.agent.source.ReadingSource;
import polder.protocol.crypto.DeviceKey;

/**
 * Offers the sensors of this machine to a network: reads sources, keeps readings on disk, signs
 * them in batches, and sends when the node is there. Runs in the thread that calls {@link #run},
 * with one thread for each source. For one run.
 */
public final class Agent {
  private final AgentSettings settings;
  private final Consumer<AgentEvent> events;
  private final LongSupplier clockMillis;
  private final Backoff backoff;
  private final StopSignal stop = new StopSignal();

  /**
   * What an agent did.
   *
   * @param readings readings it took from its sources
   * @param sent messages that the node acknowledged
   * @param refused messages that the node will never take
   * @param waiting messages that wait on disk
   * @param failure what broke a source, if one broke
   */
  public record Result(
      long readings, long sent, long refused, long waiting, Optional<String> failure) {}

  /** Makes the sources once the network's period is known. */
  @FunctionalInterface
  public interface SourceFactory {
    /** The sources, for a network that expects a report each {@code periodMillis}. */
    List<ReadingSource> open(long periodMillis);
  }

  /** An agent that goes by this machine's clock. */
  public Agent(AgentSettings settings, Consumer<AgentEvent> events) {
    this(settings, events, System::currentTimeMillis, new Backoff(1_000, 60_000));
  }

  Agent(
      AgentSettings settings,
      Consumer<AgentEvent> events,
      LongSupplier clockMillis,
      Backoff backoff) {
    this.settings = settings;
    this.events = oneAtATime(events);
    this.clockMillis = clockMillis;
    this.backoff = backoff;
  }

  private static Consumer<AgentEvent> oneAtATime(Consumer<AgentEvent> events) {
    ReentrantLock one = new ReentrantLock();
    return event -> {
      one.lock();
      try {
        events.accept(event);
      } finally {
        one.unlock();
      }
    };
  }

  /** Asks it to end: it signs what it has, tries once more to send, and {@link #run} returns. */
  public void stop() {
    stop.give();
  }

  /**
   * Runs until {@link #stop}, or until all sources have ended.
   *
   * @throws IOException if the folder cannot be used; or, once, the node is away and was never met
   * @throws OfferException if the settings do not fit the node's networks
   */
  public Result run(SourceFactory factory) throws IOException, InterruptedException {
    Files.createDirectories(settings.folder());
    KnownDeployment known = new KnownDeployment(settings.folder().resolve("networks.json"));
    try (Nodes nodes = new Nodes(settings.nodes(), known);
        Outbox outbox = Outbox.open(settings.folder(), settings.bufferBytes(), this::notice)) {
      Optional<Deployment> deployment = deployment(nodes);
      if (deployment.isEmpty()) {
        return new Result(0, 0, 0, outbox.messageCount(), Optional.empty());
      }
      return run(factory, nodes, outbox, deployment.get());
    }
  }

  private Result run(SourceFactory factory, Nodes nodes, Outbox outbox, Deployment deployment)
      throws IOException, InterruptedException {
    SensorOffer offer = SensorOffer.choose(deployment, settings.network());
    DeviceKey key = KeyFile.device(settings.key());
    Scribe scribe = new Scribe(outbox, offer, key, clockMillis, events);
    Receipts receipts =
        new Receipts(
            settings.folder().resolve("receipts.cbor"), new ReceiptCheck(deployment, clockMillis));
    Courier courier =
        new Courier(
            outbox,
            new Courier.Route(
                nodes,
                deployment,
                receipts,
                scribe,
                clockMillis,
                backoff,
                enrolLine(nodes.current(), offer)),
            events);
    List<ReadingSource> sources = factory.open(offer.periodMillis());
    Mapping mapping = new Mapping(offer.units(), settings.map(), this::notice);
    Desk desk = new Desk(outbox, mapping, clockMillis, deployment.genesisMillis(), this::notice);
    greet(nodes.current(), outbox, offer, key, sources);
    warnOfClock(deployment);

    AgentLoop loop = new AgentLoop(outbox, scribe, courier, desk, stop, this::notice);
    loop.run(
        sources,
        new AgentLoop.Pace(
            settings
                .batchMillis()
                .orElse(Math.min(offer.periodMillis(), deployment.epochMillis() / 2)),
            offer.readingsPerMessage(),
            settings.once(),
            settings.waitMillis()));
    Result result =
        new Result(
            desk.taken(), courier.sent(), courier.refused(), outbox.messageCount(), loop.failure());
    events.accept(
        new AgentEvent(
            Kind.STOPPED,
            "ended after "
                + result.readings()
                + " readings; "
                + result.waiting()
                + " messages wait on disk",
            result.readings(),
            result.waiting()));
    return result;
  }

  private void greet(
      NodeClient node,
      Outbox outbox,
      SensorOffer offer,
      DeviceKey key,
      List<ReadingSource> sources) {
    events.accept(
        new AgentEvent(
            Kind.STARTED,
            "device "
                + key.id().did()
                + " offers "
                + String.join(", ", offer.units().keySet())
                + " to "
                + offer.network()
                + " at "
                + node.address()
                + " from "
                + String.join(" and ", sources.stream().map(ReadingSource::name).toList()),
            outbox.pendingCount(),
            outbox.messageCount()));
  }

  private String enrolLine(NodeClient node, SensorOffer offer) {
    return "polder device enroll --node "
        + node.address()
        + " --network "
        + offer.network()
        + " --key "
        + settings.key().toAbsolutePath()
        + " --owner OWNER.key --lat DEGREES --lon DEGREES --height METRES";
  }

  /** From the node, or, while it is away, as it was last; waits for a node that was never met. */
  private Optional<Deployment> deployment(Nodes nodes) throws IOException, InterruptedException {
    boolean said = false;
    do {
      try {
        Deployment deployment = nodes.meet();
        backoff.reset();
        return Optional.of(deployment);
      } catch (NodeException e) {
        Optional<Deployment> last = nodes.last();
        if (last.isPresent()) {
          notice(e.getMessage() + "; going on with what it said last");
          return last;
        }
        if (settings.once()) {
          throw e;
        }
        if (!said) {
          said = true;
          notice(e.getMessage() + "; waiting for it, because its network says what to measure");
        }
      }
    } while (!stop.await(backoff.nextMillis()));
    return Optional.empty();
  }

  private void warnOfClock(Deployment deployment) {
    if (deployment.simulatedClock()) {
      notice("this deployment runs on a simulated clock: readings of now may be refused");
    }
  }

  private void notice(String text) {
    events.accept(AgentEvent.notice(text));
  }
}
