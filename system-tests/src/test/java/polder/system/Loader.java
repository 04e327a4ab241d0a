package polder.system;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import polder.agent.Deployment;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.agent.Verdict;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action.Enrol;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Site;
import polder.protocol.receipt.Receipt;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/**
 * A few devices that report as fast as the node answers, and remember every promise it made. What a
 * dying node did not answer is sent again to the next one, as a device would.
 */
final class Loader {
  private static final String NETWORK = "demo";
  private static final int DEVICES = 10;

  private final Doors doors;
  private final List<DeviceKey> devices = new ArrayList<>();
  private final BlockingQueue<Optional<URI>> nodes = new LinkedBlockingQueue<>();
  private final Map<Hash, Receipt> promised = new LinkedHashMap<>();
  private final Set<Hash> sent = new LinkedHashSet<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private final Thread thread = Thread.ofPlatform().name("loader").daemon().unstarted(this::run);
  private final byte[] owner = secret("owner");
  private final AtomicLong promises = new AtomicLong();
  private List<Bytes> unanswered = List.of();
  private long sequence = System.currentTimeMillis();
  private volatile boolean stopping;
  private volatile Optional<Throwable> failure = Optional.empty();

  /** A way into a node. */
  interface Door extends AutoCloseable {
    /**
     * Sends messages and hands on each verdict as soon as it is known.
     *
     * @throws IOException if the node went away; some verdicts may be known all the same
     */
    void post(List<Bytes> messages, Consumer<Verdict> verdicts)
        throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
  }

  /** How to find a way in. */
  interface Doors {
    /** Opens a door of the node at {@code node}. */
    Door open(URI node) throws IOException, InterruptedException;
  }

  /** Over HTTP. */
  static Door http(URI node) {
    NodeClient client = new NodeClient(node);
    return new Door() {
      @Override
      public void post(List<Bytes> messages, Consumer<Verdict> verdicts)
          throws IOException, InterruptedException {
        client.post(messages).forEach(verdicts);
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  Loader(Doors doors) {
    this.doors = doors;

    for (int index = 0; index < DEVICES; index++) {
      devices.add(DeviceKey.ed25519(secret("device " + index)));
    }
    thread.start();
  }

  private static byte[] secret(String name) {
    return Hash.sha256(("kill test: " + name).getBytes(StandardCharsets.UTF_8)).toArray();
  }

  /** Goes on with the node at {@code node} when the one before is gone. */
  void connect(URI node) {
    nodes.add(Optional.of(node));
  }

  /** Ends the load after the post that is under way. */
  void stop() throws InterruptedException {
    stopping = true;
    nodes.add(Optional.empty());
    thread.join();
    failure.ifPresent(thrown -> {
      throw new AssertionError("the loader failed", thrown);
    });
  }

  /** What the nodes acknowledged, with their receipts; after {@link #stop} only. */
  Map<Hash, Receipt> promised() {
    return promised;
  }

  /** Identities of all messages that were ever sent; after {@link #stop} only. */
  Set<Hash> sent() {
    return sent;
  }

  /** How many messages were accepted, duplicates, and refused by reason. */
  Map<String, Long> counts() {
    return counts;
  }

  private void run() {
    try {
      while (!stopping) {
        Optional<URI> node = nodes.take();
        if (node.isPresent()) {
          load(node.get());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      failure = Optional.of(e);
    }
  }

  /** Until the node is gone. */
  private void load(URI node) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(node);
        Door door = doors.open(node)) {
      Deployment deployment = client.deployment();
      while (!stopping || !unanswered.isEmpty()) {
        if (unanswered.isEmpty()) {
          unanswered = sent.isEmpty() ? enrolments(deployment) : reports();
        }
        door.post(unanswered, this::note);
        unanswered = List.of();
      }
    } catch (NodeException gone) {
      if (gone.status() > 0 && gone.status() != 503) {
        throw gone;
      }
      counts.merge("broken off", 1L, Math::addExact);
    } catch (ConnectException gone) {
      counts.merge("broken off", 1L, Math::addExact);
    }
  }

  private List<Bytes> enrolments(Deployment deployment) {
    Account account = Secp256k1.account(owner);
    List<Bytes> wires = new ArrayList<>();
    for (int index = 0; index < DEVICES; index++) {
      Site site = new Site(new Place(52_000_000 + 2_000 * index, 5_000_000), 0);
      Enrol bare =
          new Enrol(
              NETWORK, devices.get(index).id(), Optional.of(site), Optional.empty(), Bytes.EMPTY);
      Enrol proven =
          AccountMessage.proven(deployment, account, ++sequence, bare, devices.get(index));
      AccountMessage message =
          new AccountMessage.Draft(account, sequence, proven).sign(owner, deployment);
      sent.add(message.id());
      wires.add(message.wire());
    }
    return wires;
  }

  private List<Bytes> reports() {
    List<Bytes> wires = new ArrayList<>();
    sequence++;
    for (DeviceKey device : devices) {
      SenmlRecord record =
          new SenmlRecord(
              "temperature",
              "Cel",
              new SenmlValue.Number(BigDecimal.valueOf(10_000 + sequence % 500, 3)),
              System.currentTimeMillis());
      DeviceMessage message =
          new DeviceMessage.Draft(
                  NETWORK,
                  sequence,
                  Optional.empty(),
                  DeviceMessage.SENML_CBOR,
                  SenmlPack.encode(List.of(record)))
              .sign(device);
      sent.add(message.id());
      wires.add(message.wire());
    }
    return wires;
  }

  private void note(Verdict verdict) {
    switch (verdict) {
      case Verdict.Accepted(Hash message, Bytes receipt) -> promise("accepted", message, receipt);
      case Verdict.Duplicate(Hash message, Bytes receipt) -> promise("duplicate", message, receipt);
      case Verdict.Refused refused -> counts.merge(refused.reason(), 1L, Math::addExact);
      case Verdict.Busy busy -> counts.merge("busy", 1L, Math::addExact);
      case Verdict.Failed failed -> counts.merge("failed", 1L, Math::addExact);
    }
  }

  /** How many promises there are by now; in whatever thread. */
  long promises() {
    return promises.get();
  }

  private void promise(String verdict, Hash message, Bytes receipt) {
    counts.merge(verdict, 1L, Math::addExact);
    promised.put(message, Receipt.decode(receipt));
    promises.incrementAndGet();
  }
}
