package polder.app;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import polder.adapters.rocksdb.RocksStore;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.epoch.EpochHeader;
import polder.node.gateway.GatewayLimits;
import polder.node.gateway.VerifiedMessages;
import polder.node.validator.Finals;
import polder.node.validator.JournalFollower;
import polder.node.validator.JournalMirror;
import polder.node.validator.Silence;
import polder.node.validator.Validator;
import polder.ports.ReportJournal.Entry;
import polder.protocol.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A validator's mirror of nodes' journals, with those who fill it and what it is good for. */
final class MirrorWing implements AutoCloseable, JournalFollower.Reached {
  /** About 10 GB of small messages; beyond it nodes have to wait for their epochs. */
  private static final long MOST_MESSAGES = 50_000_000;

  /** Longest time between two looks in which silence is believed. */
  private static final long MOST_STEP_MILLIS = 3_000;

  /** So many epochs later what waits is taken to be unknown to who closes. */
  private static final long PATIENCE_EPOCHS = 2;

  private static final int MOST_POSTED = 1_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Started started = new Started("the mirror");
  private final JournalMirror mirror;
  private final VerifiedMessages verified;
  private final Silence silence = new Silence(MOST_STEP_MILLIS);
  private final Map<String, NodeClient> clients = new TreeMap<>();
  private final Set<String> inContact = ConcurrentHashMap.newKeySet();
  private volatile Optional<String> closer = Optional.empty();
  private Optional<String> served = Optional.empty();
  private long dueEpoch;

  private MirrorWing(DataDirectory data) throws IOException {
    RocksStore store = started.add(RocksStore.open(data.mirror()));
    this.verified = new VerifiedMessages(GatewayLimits.USUAL.verifiedMessages());
    this.mirror = new JournalMirror(store.journal(), verified, MOST_MESSAGES);
  }

  /** Opens what was mirrored, and takes back what was acknowledged while this validator closed. */
  static MirrorWing open(DataDirectory data) throws IOException {
    MirrorWing wing = new MirrorWing(data);
    try {
      HandedOver.takeBack(data, wing.mirror);
      return wing;
    } catch (IOException | RuntimeException e) {
      wing.close();
      throw e;
    }
  }

  /** What a validator makes of it. */
  Validator.Live live(Finals finals) {
    return new Validator.Live(Optional.of(mirror), verified, finals);
  }

  /**
   * Begins to mirror.
   *
   * @param validator whose deployment is the only one to be mirrored
   * @param said is told, in lines, what nodes do wrong
   */
  void start(DataDirectory data, List<URI> nodes, Validator validator, Consumer<String> said)
      throws IOException {
    for (URI node : nodes) {
      NodeClient client = started.add(new NodeClient(node, TIMEOUT));
      clients.put(client.address(), client);
      HttpJournal source = started.add(new HttpJournal(node, data.mirror().resolve("places")));
      started.add(
          JournalFollower.start(
              source, mirror, () -> validator.latest().map(EpochHeader::deployment), this, said));
    }
  }

  @Override
  public void reached(String node) {
    inContact.add(node);
    closer = Optional.of(node);
  }

  @Override
  public void lost(String node) {
    inContact.remove(node);
  }

  @Override
  public synchronized void left(String node) {
    served = Optional.empty();
  }

  /** That it was listened until now. As long as a node that closes can be reached all is well. */
  void listened(long nowMillis) {
    if (!inContact.isEmpty()) {
      silence.heard();
    }
    silence.listened(nowMillis);
  }

  /** How long nobody was heard of who closes. */
  Silence silence() {
    return silence;
  }

  /**
   * Whether another validator, asked now, has heard of who closes more lately than {@code millis}
   * ago: then it is the way to the node that is broken, and not the node.
   */
  boolean othersHear(long millis) throws InterruptedException {
    for (NodeClient client : clients.values()) {
      try {
        JsonNode said = JsonMapper.shared().readTree(client.get("/v1/validator").unsafeArray());
        if (said.path("silentMillis").asLong(Long.MAX_VALUE) < millis) {
          return true;
        }
      } catch (NodeException | JacksonException e) {
        // It is away as well, or no validator.
      }
    }
    return false;
  }

  /** Who closes, as far as it is known. */
  Optional<String> closer() {
    return closer;
  }

  /** Messages in the mirror. */
  long messages() {
    return mirror.size();
  }

  /**
   * Once somebody else closes than before, brings them what was mirrored and is in no epoch: the
   * one before may have acknowledged it to nobody but this mirror. What they know already they
   * answer as before.
   */
  synchronized void hand(Validator validator) throws IOException, InterruptedException {
    Optional<String> now = closer;
    long latest = validator.latest().map(EpochHeader::epoch).orElse(-1L);
    if (now.isEmpty() || now.equals(served)) {
      dueEpoch = latest + PATIENCE_EPOCHS;
      return;
    }
    if (latest < dueEpoch) {
      return;
    }
    NodeClient client = clients.get(now.get());
    if (client != null) {
      // Tried again after as many epochs, should it fail.
      dueEpoch = latest + PATIENCE_EPOCHS;
      post(client, validator.overdue());
    }
    served = now;
  }

  private static void post(NodeClient client, List<Entry> waiting)
      throws IOException, InterruptedException {
    List<Bytes> batch = new ArrayList<>();
    int bytes = 0;
    for (Entry entry : waiting) {
      if (bytes + entry.wire().size() > NodeClient.MAX_POST_BYTES || batch.size() == MOST_POSTED) {
        client.post(batch);
        batch.clear();
        bytes = 0;
      }
      batch.add(entry.wire());
      bytes += entry.wire().size();
    }
    client.post(batch);
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
