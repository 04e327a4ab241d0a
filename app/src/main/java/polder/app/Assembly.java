package polder.app;

import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.bridge.SLF4JBridgeHandler;
import polder.adapters.engine.InProcessEngine;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.adapters.mqtt.MqttDoor;
import polder.adapters.mqtt.MqttLimits;
import polder.adapters.mqtt.MqttUsers;
import polder.adapters.rocksdb.RocksStore;
import polder.epoch.EpochRun;
import polder.epoch.ExhibitSource;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.node.alerts.AlertCounts;
import polder.node.alerts.AlertRoutes;
import polder.node.alerts.Alerts;
import polder.node.archive.ProgramHash;
import polder.node.archive.Pruner;
import polder.node.blobs.BlobRoutes;
import polder.node.blobs.KeptExhibits;
import polder.node.closing.Closing;
import polder.node.closing.EpochClock;
import polder.node.gateway.BatchLimits;
import polder.node.gateway.Batches;
import polder.node.gateway.Description;
import polder.node.gateway.DoorCounts;
import polder.node.gateway.Exhibits;
import polder.node.gateway.Gateway;
import polder.node.gateway.GatewayLimits;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.LargeBodies;
import polder.node.gateway.MessageRoutes;
import polder.node.gateway.Surroundings;
import polder.node.gateway.VerifiedMessages;
import polder.node.gateway.ViaDevices;
import polder.node.gateway.upload.UploadRoutes;
import polder.node.join.JoinRoutes;
import polder.node.journal.Journal;
import polder.node.journal.JournalLimits;
import polder.node.learning.PredictionRoutes;
import polder.node.learning.TaskRoutes;
import polder.node.learning.Vouchers;
import polder.node.market.MarketLimits;
import polder.node.market.MarketView;
import polder.node.session.SessionRoutes;
import polder.node.settle.SettleRoutes;
import polder.node.view.JournalRoutes;
import polder.node.view.PublishedRoutes;
import polder.node.view.Sources;
import polder.node.view.View;
import polder.node.view.ViewLimits;
import polder.ports.Time;
import polder.ports.chain.RulesHistory;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;

/**
 * A node, wired: every room, in walking order, on one page. Started in that order and stopped in
 * reverse.
 */
public final class Assembly implements AutoCloseable {
  private static final String OVERTAKEN = "the network went on without this node: ";

  private final Closing closing;
  private final EpochClock clock;
  private final URI address;
  private final DeviceId identity;
  private final Optional<MqttDoor> mqtt;
  private final Optional<RulesWing> voted;
  private final CompletableFuture<String> overtaken;
  private final Started started;

  /**
   * What a node is started with.
   *
   * @param data where everything is kept
   * @param host address to listen on
   * @param port port to listen on; 0 for any free one
   * @param manifests the rules from the next epoch on, unless a chain's vote says otherwise
   * @param time the clock
   * @param simulatedClock whether that is not the time of day, to be shown to whoever asks
   * @param mqtt where to listen for MQTT; empty for nowhere
   * @param retention how long what is kept
   * @param chain the chain that pays; closed by whoever opened it
   * @param addresses where people reach the node, beside its own host and port; without paths
   */
  public record Settings(
      DataDirectory data,
      String host,
      int port,
      Manifests manifests,
      Time time,
      boolean simulatedClock,
      Optional<MqttDoor.Address> mqtt,
      Retention retention,
      Optional<ChainAccess> chain,
      List<URI> addresses) {
    /** What is kept is {@linkplain Retention#USUAL as usual}; no chain pays, no other address. */
    public Settings(
        DataDirectory data,
        String host,
        int port,
        Manifests manifests,
        Time time,
        boolean simulatedClock,
        Optional<MqttDoor.Address> mqtt) {
      this(
          data,
          host,
          port,
          manifests,
          time,
          simulatedClock,
          mqtt,
          Retention.USUAL,
          Optional.empty(),
          List.of());
    }
  }

  private Assembly(
      Closing closing,
      EpochClock clock,
      URI address,
      DeviceId identity,
      Optional<MqttDoor> mqtt,
      Optional<RulesWing> voted,
      CompletableFuture<String> overtaken,
      Started started) {
    this.closing = closing;
    this.clock = clock;
    this.address = address;
    this.identity = identity;
    this.mqtt = mqtt;
    this.voted = voted;
    this.overtaken = overtaken;
    this.started = started;
  }

  /**
   * Starts a node.
   *
   * @throws IOException if the data directory is another node's, damaged, or the port is taken
   */
  public static Assembly start(Settings settings) throws IOException {
    // Helidon speaks to java.util.logging; everything else here to SLF4J.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Started started = new Started("the node");
    try {
      return start(settings, started);
    } catch (IOException | RuntimeException | Error e) {
      // Also after a missing class or too little memory: threads that are left keep a process up.
      started.close();
      throw e;
    }
  }

  private static Assembly start(Settings settings, Started started) throws IOException {
    DataDirectory data = settings.data();
    Manifests manifests = settings.manifests();

    // What lies on disk.
    RocksStore store = started.add(RocksStore.open(data.store()));
    DirectoryArchive archive = new DirectoryArchive(data.archive());
    DeviceKey key = KeyFile.device(data.nodeKey());

    // Journal, then closing: cuts of the journal become epochs.
    RuleBook rules = new RuleBook(Kinds.ALL);
    VerifiedMessages verified = new VerifiedMessages(GatewayLimits.USUAL.verifiedMessages());
    InProcessEngine engine = started.add(InProcessEngine.overAllCores());
    Journal journal =
        started.add(
            new Journal(
                store.journal(),
                manifests.deployment().id(),
                key,
                JournalLimits.USUAL,
                settings.chain().map(ChainAccess::bondsman)));
    Optional<SettlementWing> settlement =
        settings.chain().map(access -> started.add(new SettlementWing(access)));
    Optional<SeedWing> seeds = Optional.empty();
    if (settings.chain().isPresent()) {
      seeds =
          Optional.of(
              started.add(
                  SeedWing.open(settings.chain().get(), data, key, manifests.deployment())));
    }
    Cutting cutting = new Cutting(journal, archive, settlement);
    Hash program = ProgramHash.of(Kinds.ALL);
    Optional<RulesWing> voted =
        settings.chain().isEmpty()
            ? Optional.empty()
            : Optional.of(
                started.add(
                    RulesWing.open(
                        settings.chain().get(), data, archive, rules, program, settings.time())));
    Manifests first = voted.isPresent() ? voted.get().begin(manifests) : manifests;
    Optional<BlobWing> blobs = BlobWing.open(data, first, started);
    Optional<KeptExhibits> exhibits = blobs.map(BlobWing::exhibits);
    Closing closing =
        Closing.open(
            new Closing.Parts(
                store.journal(),
                cutting,
                store.state(),
                archive,
                new EpochRun(rules, engine, verified),
                rules,
                key,
                program,
                settings.retention().journal(),
                exhibits.<ExhibitSource>map(its -> its).orElse(ExhibitSource.NONE),
                seeds.<Closing.Links>map(wing -> wing::gather).orElse((inputs, due) -> List.of())),
            first);
    if (voted.isPresent()) {
      closing.follow(voted.get().voted());
    }
    exhibits.ifPresent(its -> closing.addListener(sealed -> its.sealed(sealed.header().epoch())));
    EpochClock clock = started.add(new EpochClock(closing, settings.time()));

    // Owners hear of their devices; of a replayed past nobody wants to.
    AtomicReference<URI> reached = new AtomicReference<>(URI.create("http://127.0.0.1"));
    Optional<Alerts> alerts =
        settings.simulatedClock()
            ? Optional.empty()
            : Optional.of(
                started.add(
                    AlertWiring.open(data, closing, key.id(), settings.time(), reached::get)));
    alerts.ifPresent(its -> closing.addListener(its::sealed));

    // Doors and views.
    ViaDevices via = new ViaDevices(data.via());
    Surroundings surroundings =
        new Surroundings(
            closing::standing,
            clock::running,
            settings.time(),
            exhibits.<Exhibits>map(its -> its).orElse(Exhibits.NONE));
    Gateway gateway =
        started.add(
            Gateway.open(surroundings, journal, store.journal(), GatewayLimits.USUAL, verified));
    Optional<MqttDoor> mqtt = Optional.empty();
    if (settings.mqtt().isPresent()) {
      mqtt =
          Optional.of(mqtt(settings.mqtt().get(), data, gateway, surroundings, journal, started));
    }
    Supplier<DoorCounts> mqttCounts =
        mqtt.<Supplier<DoorCounts>>map(door -> door::counts).orElse(() -> DoorCounts.NONE);
    SessionWing session =
        new SessionWing(settings.addresses(), manifests.deployment(), settings.chain());
    List<Description> descriptions = new ArrayList<>();
    descriptions.add(Description.beside(SessionRoutes.class));
    descriptions.add(Description.beside(JoinRoutes.class));
    descriptions.add(Description.beside(MarketView.class));
    descriptions.add(Description.beside(TaskRoutes.class));
    // A node that settles nowhere has none of these routes.
    settings.chain().ifPresent(_ -> descriptions.add(Description.beside(SettleRoutes.class)));
    blobs.ifPresent(_ -> descriptions.add(Description.beside(BlobRoutes.class)));
    View view =
        View.open(
            new Sources(
                closing,
                clock::running,
                clock::hasFailed,
                journal,
                gateway,
                archive.reader(),
                settings.time(),
                () -> freeBytes(data.root()),
                key.id(),
                settings.simulatedClock(),
                mqttCounts,
                () -> alerts.map(Alerts::counts).orElse(AlertCounts.NONE),
                Kinds.ALL,
                () -> settlement.flatMap(SettlementWing::supply)),
            ViewLimits.USUAL,
            descriptions);
    MarketView market =
        MarketView.open(
            new MarketView.Parts(
                closing,
                clock::running,
                gateway,
                store.journal(),
                archive.reader(),
                settings.time()),
            MarketLimits.USUAL);
    ReadingsWing readings =
        started.add(
            ReadingsWing.open(
                data,
                archive.reader(),
                rules,
                closing,
                settings.time(),
                settings.retention().readingsMillis()));
    // What is not released may have to be closed again.
    Pruner.Reader unread =
        settlement.isPresent()
            ? readings.unread().and(settlement.get()::released)
            : readings.unread();
    Pruner pruner = new Pruner(archive, settings.retention().archive(), unread);
    closing.addListener(sealed -> pruner.sealed(sealed.header()));
    List<HttpService> routes = new ArrayList<>();
    routes.add(session.guard());
    routes.addAll(view.routes());
    routes.add(new PublishedRoutes(data.credentials()));
    routes.add(session.routes());
    routes.add(session.join(gateway, closing::standing, data.via()));
    blobs.ifPresent(its ->
        routes.add(
            its.start(manifests.deployment(), closing::standing, session.visitors(), started)));
    routes.addAll(readings.routes());
    routes.addAll(market.routes());
    routes.add(new TaskRoutes(closing::standing, clock::running));
    routes.add(
        new PredictionRoutes(
            closing::standing,
            Vouchers.open(closing::standing, gateway, store.journal()),
            started.add(new OnnxForecaster()),
            HttpLimits.USUAL));
    routes.add(new MessageRoutes(gateway, HttpLimits.USUAL));
    routes.add(new UploadRoutes(gateway, surroundings, via, HttpLimits.USUAL));
    alerts.ifPresent(its -> routes.add(new AlertRoutes(its, HttpLimits.USUAL)));
    if (settlement.isPresent()) {
      routes.addAll(
          settlement.get().start(data, archive.reader(), rules, closing, settings.time()));
    }
    if (seeds.isPresent()) {
      routes.add(seeds.get().start(closing, settings.time()));
    }
    voted.ifPresent(its -> routes.addAll(its.start(closing)));
    JournalRoutes followers =
        new JournalRoutes(
            journal.news(),
            store.journal(),
            () -> journal.counts().failure().isEmpty() && !clock.hasFailed(),
            () -> closing.standing().manifests());
    routes.add(followers);
    CompletableFuture<String> overtaken = new CompletableFuture<>();
    // Before anybody is answered: what is acknowledged by who was overtaken is in no epoch.
    settlement.ifPresent(its ->
        its.begin(why -> {
          clock.halt();
          journal.halt(OVERTAKEN + why);
          overtaken.complete(why);
        }));
    LargeBodies large = blobs.map(BlobWing::bodies).orElse(LargeBodies.NONE);
    HttpDoor http = started.add(HttpDoor.open(settings.host(), settings.port(), routes, large));
    // Stopped before the server, which waits for those who listen to events or follow.
    started.add(view);
    started.add(followers);
    URI address = http.address();
    reached.set(address);
    alerts.ifPresent(Alerts::start);
    seeds.ifPresent(SeedWing::reachable);
    clock.start();

    NodeFile.write(data.nodeFile(), address, mqtt);
    started.add(() -> Files.deleteIfExists(data.nodeFile()));
    return new Assembly(closing, clock, address, key.id(), mqtt, voted, overtaken, started);
  }

  private static MqttDoor mqtt(
      MqttDoor.Address address,
      DataDirectory data,
      Gateway gateway,
      Surroundings surroundings,
      Journal journal,
      Started started)
      throws IOException {
    Batches batches = started.add(new Batches(gateway::acceptAll, BatchLimits.USUAL));
    MqttDoor.House house =
        new MqttDoor.House(
            batches,
            name -> surroundings.standing().get().manifests().network(name).isPresent(),
            () -> journal.counts().failure().isEmpty(),
            new MqttUsers(data.mqttUsers()));
    return started.add(MqttDoor.open(address, house, MqttLimits.USUAL));
  }

  private static long freeBytes(Path root) {
    return root.toFile().getUsableSpace();
  }

  /** Where the node listens. */
  public URI address() {
    return address;
  }

  /** Its door for MQTT, if there is one. */
  public Optional<MqttDoor> mqtt() {
    return mqtt;
  }

  /** Who the node is. */
  public DeviceId identity() {
    return identity;
  }

  /** Says why the network went on without this node, if it ever does: it seals no more then. */
  public CompletableFuture<String> overtaken() {
    return overtaken.copy();
  }

  /** The epochs. */
  public Closing closing() {
    return closing;
  }

  /** The clock that closes them. */
  public EpochClock clock() {
    return clock;
  }

  /** Which rules the stakers voted for each epoch, if a chain keeps their votes. */
  public Optional<RulesHistory> votedRules() {
    return voted.flatMap(RulesWing::history);
  }

  /** Calls {@code listener} after each epoch that is sealed from now on. */
  public void addListener(Consumer<SealedEpoch> listener) {
    closing.addListener(listener);
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
