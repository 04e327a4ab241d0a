package polder.agent.learning;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Optional;
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
import polder.agent.Nodes;
import polder.agent.Outbox;
import polder.agent.OwnerDesk;
import polder.agent.ReceiptCheck;
import polder.agent.Receipts;
import polder.agent.StopSignal;
import polder.agent.blob.BlobClient;
import polder.agent.source.Backoff;
import polder.networks.learning.LearningKind;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;

/**
 * Takes part in a learning network, as a participant or as one who sets a task, until it is stopped
 * or nothing is left to do. Runs in the thread that calls {@link #run}.
 */
public final class LearningAgent {
  /** The kind of network. */
  public static final String KIND = LearningKind.NAME;

  private static final long OUTBOX_BYTES = 16L << 20;
  private static final long LEAST_MILLIS = 250;
  private static final long MOST_MILLIS = 15_000;
  private static final int ROUNDS_AN_EPOCH = 12;
  private static final long STOP_MILLIS = 3_000;

  private final LearningSettings settings;
  private final Consumer<AgentEvent> events;
  private final LongSupplier clockMillis = System::currentTimeMillis;
  private final StopSignal stop = new StopSignal();

  /** One for {@code settings}, which tells what it does. */
  public LearningAgent(LearningSettings settings, Consumer<AgentEvent> events) {
    this.settings = settings;
    this.events = events;
  }

  /** Asks it to end. */
  public void stop() {
    stop.give();
  }

  /** Decides what is done, once the agent knows the network. */
  public interface Casting {
    /** Who the agent is there. */
    Role role(Room room) throws IOException, InterruptedException;
  }

  /**
   * Where an agent speaks.
   *
   * @param network the network's name
   * @param desk what it works with
   * @param account whose the agent's device is
   * @param owner signs for its owner; empty without the owner's key
   */
  public record Room(String network, Desk desk, Account account, Optional<OwnerDesk> owner) {}

  /**
   * Runs until {@link #stop}, or until the role has nothing more to do.
   *
   * @throws IOException if the folder cannot be used, or the device cannot be enrolled
   * @throws polder.agent.OfferException if the node has no such network
   */
  public void run(Casting casting) throws IOException, InterruptedException {
    Files.createDirectories(settings.folder().resolve("fetched"));
    KnownDeployment known = new KnownDeployment(settings.folder().resolve("networks.json"));
    try (Nodes nodes = new Nodes(settings.nodes(), known);
        Outbox outbox = Outbox.open(settings.folder(), OUTBOX_BYTES, this::notice)) {
      Deployment deployment = nodes.meet();
      String network = deployment.only(KIND, "learning network", settings.network()).name();
      DeviceKey key = KeyFile.device(settings.key());
      Mailbox mailbox = new Mailbox(outbox, key, network, clockMillis);
      try (BlobClient blobs = new BlobClient(URI.create(nodes.current().address()))) {
        Desk desk =
            new Desk(
                key,
                new TaskClient(nodes::current, network),
                blobs,
                deployment.id(),
                mailbox,
                settings.folder().resolve("fetched"),
                events);
        Optional<OwnerDesk> owner = owner(nodes, deployment, network);
        Account account =
            enrolled(new NodeDesk(nodes::current, network, key.id()), owner, key, network);
        Role role = casting.role(new Room(network, desk, account, owner));
        loop(role, desk, courier(nodes, outbox, deployment, mailbox, network), outbox);
      }
    }
    events.accept(AgentEvent.of(Kind.STOPPED, "ended"));
  }

  private Optional<OwnerDesk> owner(Nodes nodes, Deployment deployment, String network)
      throws IOException {
    if (settings.owner().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new OwnerDesk(
            nodes.current(),
            deployment,
            network,
            KeyFile.owner(settings.owner().get()),
            clockMillis));
  }

  /** Whose the device is; enrols it if it is nobody's yet. */
  private Account enrolled(NodeDesk node, Optional<OwnerDesk> owner, DeviceKey key, String network)
      throws IOException, InterruptedException {
    Optional<Account> known = node.owner();
    if (known.isPresent()) {
      return known.get();
    }
    if (owner.isEmpty()) {
      throw new IOException(
          "this device is nobody's yet: start it once with --owner OWNER.key, or enrol "
              + key.id().did()
              + " by polder device enroll --without-place --network "
              + network);
    }
    Optional<String> refused = owner.get().enrol(key);
    if (refused.isPresent()) {
      throw new IOException("the node does not enrol this device: " + refused.get());
    }
    notice(
        "enrols in "
            + network
            + " for "
            + owner.get().account()
            + "; it begins once that is sealed");
    return owner.get().account();
  }

  private Courier courier(
      Nodes nodes, Outbox outbox, Deployment deployment, Mailbox mailbox, String network) {
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
            "polder agent --offer learning --network " + network + " --owner OWNER.key"),
        events);
  }

  private void loop(Role role, Desk desk, Courier courier, Outbox outbox)
      throws IOException, InterruptedException {
    long pause = LEAST_MILLIS;
    boolean isOver = false;
    String trouble = "";
    while (!isOver && !stop.isGiven()) {
      try {
        TaskBoard board = desk.tasks().board();
        pause = Math.clamp(board.lengthMillis() / ROUNDS_AN_EPOCH, LEAST_MILLIS, MOST_MILLIS);
        isOver = role.attend(board, desk);
        trouble = "";
      } catch (IOException e) {
        String why = String.valueOf(e.getMessage());
        if (!why.equals(trouble)) {
          events.accept(AgentEvent.of(Kind.WAITING, why));
          trouble = why;
        }
      }
      long wait = send(courier, outbox, pause);
      if (!isOver) {
        stop.await(wait);
      }
    }
    long end = System.nanoTime() / 1_000_000 + STOP_MILLIS;
    while (outbox.messageCount() > 0 && System.nanoTime() / 1_000_000 < end) {
      Thread.sleep(send(courier, outbox, LEAST_MILLIS));
    }
  }

  /** Sends what waits; says how long to wait for what comes next. */
  private static long send(Courier courier, Outbox outbox, long pause)
      throws IOException, InterruptedException {
    while (outbox.messageCount() > 0) {
      switch (courier.round()) {
        case Courier.Round.Idle idle -> {
          return pause;
        }
        case Courier.Round.Moved moved -> {}
        case Courier.Round.Wait wait -> {
          return Math.min(pause, wait.waitMillis());
        }
      }
    }
    return pause;
  }

  private void notice(String text) {
    events.accept(AgentEvent.notice(text));
  }
}
