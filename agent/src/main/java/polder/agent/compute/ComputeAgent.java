package polder.agent.compute;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import polder.adapters.files.KeyFile;
import polder.agent.AgentEvent;
import polder.agent.AgentEvent.Kind;
import polder.agent.Courier;
import polder.agent.Deployment;
import polder.agent.KnownDeployment;
import polder.agent.Mailbox;
import polder.agent.NodeDesk;
import polder.agent.NodeException;
import polder.agent.Nodes;
import polder.agent.OfferException;
import polder.agent.Outbox;
import polder.agent.ReceiptCheck;
import polder.agent.Receipts;
import polder.agent.StopSignal;
import polder.agent.source.Backoff;
import polder.agent.work.Blobs;
import polder.agent.work.Stock;
import polder.agent.work.Workshop;
import polder.agent.work.Yardstick;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;

/**
 * Offers this machine to a market of computing, from its first start to its leaving. Runs in the
 * thread that calls {@link #run}. For one run.
 */
public final class ComputeAgent {
  private static final long OUTBOX_BYTES = 16L << 20;
  private static final long STOCK_BYTES = 2L << 30;
  private static final long STOP_MILLIS = 3_000;

  private final ComputeSettings settings;
  private final Tools tools;
  private final Consumer<AgentEvent> events;
  private final LongSupplier clockMillis;
  private final Backoff backoff;
  private final StopSignal stop = new StopSignal();
  private final Semaphore bell = new Semaphore(0);

  /** An agent that goes by this machine's clock. */
  public ComputeAgent(ComputeSettings settings, Tools tools, Consumer<AgentEvent> events) {
    this.settings = settings;
    this.tools = tools;
    this.events = oneAtATime(events);
    this.clockMillis = System::currentTimeMillis;
    this.backoff = new Backoff(1_000, 60_000);
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

  /** Asks it to end: what runs in containers goes on, and {@link #run} returns. */
  public void stop() {
    stop.give();
    bell.release();
  }

  /**
   * Runs until {@link #stop}, or until all is finished where it was told to leave.
   *
   * @throws IOException if the folder or the door cannot be used
   * @throws OfferException if the node has no such market
   */
  public void run() throws IOException, InterruptedException {
    Files.createDirectories(settings.folder());
    KnownDeployment known = new KnownDeployment(settings.folder().resolve("networks.json"));
    try (Nodes nodes = new Nodes(settings.nodes(), known);
        Outbox outbox = Outbox.open(settings.folder(), OUTBOX_BYTES, this::notice)) {
      Optional<Deployment> deployment = deployment(nodes);
      if (deployment.isPresent()) {
        run(nodes, outbox, deployment.get());
      }
    }
  }

  private void run(Nodes nodes, Outbox outbox, Deployment deployment)
      throws IOException, InterruptedException {
    ComputeOffer offer = ComputeOffer.choose(deployment, settings.network());
    DeviceKey key = KeyFile.device(settings.key());
    Mailbox mailbox = new Mailbox(outbox, key, offer.network(), clockMillis);
    NodeDesk node = new NodeDesk(nodes::current, offer.network(), key.id());
    URI address = URI.create(nodes.current().address());
    try (Blobs blobs = tools.speaking().blobs(address, deployment, key);
        Market market = tools.speaking().market(address, offer.network());
        Ledger ledger = Ledger.open(settings.folder(), this::notice);
        Workshop workshop = workshop(blobs)) {
      Stock stock = workshop.stock();
      Desk desk = new Desk(key.id(), ledger, mailbox, events);
      boolean isPrivate = Watchman.isPrivate(settings.door().host());
      Yardstick yardstick = new Yardstick(tools.wasm());
      SpeedDesk speeds = new SpeedDesk(key.id(), yardstick, settings.lent());
      speeds.work(ledger.deals().values());
      try (Leases leases = new Leases(desk, tools.containers(), stock);
          Watchman watchman = new Watchman(desk, isPrivate);
          Timekeeper timekeeper =
              new Timekeeper(
                  desk,
                  yardstick,
                  speeds,
                  new SpeedClient(key, isPrivate, clockMillis),
                  offer.timedWithin())) {
        LeaseDesk lookedAt = new LeaseDesk(leases, workshop);
        try (Door door =
            Door.open(
                settings.door(),
                new Door.Desks(lookedAt, speeds),
                new DoorGuard(key.id(), clockMillis))) {
          notice("its door listens on " + door.address());
          Thread.ofVirtual().name("own speed").start(() -> tellOwnSpeed(yardstick, speeds));
          Standing standing =
              new Standing(
                  settings, offer, desk, node, new Standing.Signing(nodes, deployment, key));
          BidDesk bids =
              new BidDesk(
                  desk, workshop, settings.bidder(), settings.lent(), ZoneId.systemDefault());
          DutyDesk duties =
              new DutyDesk(desk, workshop, leases, settings.bidder(), new Story(node));
          loop(
              new Rounds(
                  new Rounds.Crew(
                      desk, market, standing, bids, duties, watchman, timekeeper, lookedAt, speeds),
                  settings.leaving(),
                  clockMillis),
              courier(nodes, outbox, deployment, mailbox, offer),
              outbox);
        }
      }
    }
    events.accept(AgentEvent.of(Kind.STOPPED, "ended; what runs goes on until its order is over"));
  }

  /** Beside all else: nothing waits for it, and paid work does not suffer by it. */
  private void tellOwnSpeed(Yardstick yardstick, SpeedDesk speeds) {
    if (settings.leaving() || !speeds.isFree()) {
      return;
    }
    byte[] seed = new byte[Hash.SIZE];
    new SecureRandom().nextBytes(seed);
    try {
      long one = yardstick.speed(Hash.of(seed), 1);
      int cores = workers();
      String together =
          cores == 1
              ? ""
              : ", and "
                  + Sizes.speed(yardstick.speed(Hash.of(seed), cores) / cores)
                  + " with "
                  + cores
                  + " cores at once";
      notice(
          "measured itself: "
              + Sizes.speed(one)
              + together
              + "; others time it, and orders go by what they find");
    } catch (IOException e) {
      notice("could not measure itself: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Workshop workshop(Blobs blobs) {
    Stock stock = new Stock(settings.folder().resolve("blobs"), blobs, STOCK_BYTES, clockMillis);
    return new Workshop(
        new Workshop.House(
            settings.folder().resolve("work"),
            stock,
            blobs,
            tools.wasm(),
            tools.studio(),
            tools.batches(),
            bell::release),
        workers());
  }

  private int workers() {
    return (int) Math.clamp(settings.lent().cpuMilli() / 1_000, 1, 64);
  }

  private Courier courier(
      Nodes nodes, Outbox outbox, Deployment deployment, Mailbox mailbox, ComputeOffer offer) {
    return new Courier(
        outbox,
        new Courier.Route(
            nodes,
            deployment,
            new Receipts(
                settings.folder().resolve("receipts.cbor"),
                new ReceiptCheck(deployment, clockMillis)),
            mailbox,
            clockMillis,
            new Backoff(500, 30_000),
            "polder agent --offer compute --node "
                + nodes.current().address()
                + " --network "
                + offer.network()
                + " --state "
                + settings.folder().toAbsolutePath()
                + " --owner OWNER.key"),
        events);
  }

  private void loop(Rounds rounds, Courier courier, Outbox outbox)
      throws IOException, InterruptedException {
    long askAt = 0;
    long sendAt = 0;
    while (!stop.isGiven() && !rounds.isOver(outbox.messageCount())) {
      long now = System.nanoTime() / 1_000_000;
      if (now >= askAt) {
        askAt = now + rounds.round(this::trouble);
      }
      if (outbox.messageCount() > 0 && now >= sendAt) {
        sendAt = send(courier);
      }
      long until = outbox.messageCount() > 0 ? Math.min(askAt, sendAt) : askAt;
      long wait = until - System.nanoTime() / 1_000_000;
      if (wait > 0 && bell.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
        bell.drainPermits();
        askAt = 0;
      }
    }
    long end = System.nanoTime() / 1_000_000 + STOP_MILLIS;
    while (outbox.messageCount() > 0 && System.nanoTime() / 1_000_000 < end) {
      Thread.sleep(Math.clamp(send(courier) - System.nanoTime() / 1_000_000, 0, STOP_MILLIS));
    }
  }

  private long send(Courier courier) throws IOException, InterruptedException {
    long now = System.nanoTime() / 1_000_000;
    return switch (courier.round()) {
      case Courier.Round.Idle idle -> now;
      case Courier.Round.Moved moved -> now;
      case Courier.Round.Wait wait -> now + wait.waitMillis();
    };
  }

  private Optional<Deployment> deployment(Nodes nodes) throws IOException, InterruptedException {
    boolean said = false;
    do {
      try {
        return Optional.of(nodes.meet());
      } catch (NodeException e) {
        Optional<Deployment> last = nodes.last();
        if (last.isPresent()) {
          notice(e.getMessage() + "; going on with what it said last");
          return last;
        }
        if (!said) {
          said = true;
          notice(e.getMessage() + "; waiting for it, because it says what the market asks");
        }
      }
    } while (!stop.await(backoff.nextMillis()));
    return Optional.empty();
  }

  private void trouble(String text) {
    events.accept(AgentEvent.of(Kind.WAITING, text));
  }

  private void notice(String text) {
    events.accept(AgentEvent.notice(text));
  }
}
