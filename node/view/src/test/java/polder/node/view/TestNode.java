package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import polder.adapters.engine.InProcessEngine;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.rocksdb.RocksStore;
import polder.adapters.sqlite.SqliteReadings;
import polder.epoch.EpochRun;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.networks.EpochWindow;
import polder.networks.sensors.SensorsKind;
import polder.node.alerts.AlertCounts;
import polder.node.alerts.AlertRoutes;
import polder.node.alerts.AlertSettings;
import polder.node.alerts.Alerts;
import polder.node.archive.EpochArchive;
import polder.node.archive.Keep;
import polder.node.closing.Closing;
import polder.node.closing.EpochClock;
import polder.node.closing.SteppedTime;
import polder.node.gateway.DoorCounts;
import polder.node.gateway.Gateway;
import polder.node.gateway.GatewayLimits;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.MessageRoutes;
import polder.node.gateway.Surroundings;
import polder.node.gateway.VerifiedMessages;
import polder.node.gateway.ViaDevices;
import polder.node.gateway.upload.UploadRoutes;
import polder.node.journal.Journal;
import polder.node.journal.JournalLimits;
import polder.node.readings.CsvFormat;
import polder.node.readings.Projection;
import polder.node.things.Downloads;
import polder.node.things.EarningsRoutes;
import polder.node.things.ExportRoutes;
import polder.node.things.ThingsLimits;
import polder.node.things.ThingsRoutes;
import polder.node.witness.Reasons;
import polder.ports.ReportJournal.Cut;
import polder.ports.chain.Settlement;
import polder.ports.readings.Visibility;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Manifests;
import polder.protocol.settlement.ChainPoint;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole node in one process, with everything real but its clock: RocksDB and an archive in a
 * folder, HTTP on a free port. Start it again on the same folder to see what lasts.
 */
public final class TestNode implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Optional<Settlement.Supply> SUPPLY =
      Optional.of(new Settlement.Supply(BigInteger.TEN, BigInteger.TWO, BigInteger.ONE));
  private static final byte[] NODE_SECRET =
      "the node of the tests, 32 bytes!".getBytes(StandardCharsets.US_ASCII);

  /** The node's key. */
  public final DeviceKey key = DeviceKey.ed25519(NODE_SECRET);

  /** The node's clock. */
  public final SteppedTime time;

  /** The rules. */
  public final Manifests manifests;

  /** Where everything is. */
  public final Path directory;

  /** Free bytes that the node believes its disk has. */
  public final AtomicLong freeBytes = new AtomicLong(1L << 40);

  /** Makes the node believe that an epoch could not be closed. */
  public final AtomicBoolean closingBroken = new AtomicBoolean();

  private final InProcessEngine engine = new InProcessEngine(2);
  private final RocksStore store;
  private final SqliteReadings readings;
  private final Journal journal;
  private final Closing closing;
  private final EpochClock clock;
  private final Gateway gateway;
  private final Sources sources;
  private final JournalRoutes followers;
  private final View view;
  private final List<HttpService> routes;
  private final WebServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final BlockingQueue<SealedEpoch> sealed = new ArrayBlockingQueue<>(1_000);

  /** The usual limits but of the epochs in memory, and of those an answer reads elsewhere. */
  static ViewLimits limits(int recentEpochs, int archiveEpochs) {
    ViewLimits usual = ViewLimits.USUAL;
    return new ViewLimits(
        recentEpochs,
        usual.recentLines(),
        archiveEpochs,
        usual.pageItems(),
        usual.eventClients(),
        usual.eventQueue(),
        usual.heartbeat(),
        usual.provisionalEvery(),
        usual.pulseEvery(),
        usual.leastFreeBytes());
  }

  /** Starts on {@code directory} at genesis, or where an earlier one stopped. */
  public static TestNode start(Path directory) throws IOException {
    return start(
        directory, TestRules.open(), TestRules.GENESIS_MILLIS, HttpLimits.USUAL, ViewLimits.USUAL);
  }

  /** Starts with these rules and limits, at this time. */
  public static TestNode start(
      Path directory, Manifests manifests, long nowMillis, HttpLimits limits, ViewLimits viewLimits)
      throws IOException {
    return new TestNode(directory, manifests, nowMillis, limits, viewLimits);
  }

  private TestNode(
      Path directory, Manifests manifests, long nowMillis, HttpLimits limits, ViewLimits viewLimits)
      throws IOException {
    this.directory = directory;
    this.manifests = manifests;
    this.time = new SteppedTime(nowMillis);
    this.store = RocksStore.open(directory.resolve("journal"));
    this.readings = SqliteReadings.open(directory.resolve("readings"));
    this.journal =
        new Journal(store.journal(), manifests.deployment().id(), key, JournalLimits.USUAL);
    DirectoryArchive archive = new DirectoryArchive(directory.resolve("archive"));
    RuleBook rules = new RuleBook(List.of(new SensorsKind()));
    VerifiedMessages verified = new VerifiedMessages(1_000);
    this.closing =
        Closing.open(
            new Closing.Parts(
                store.journal(),
                this::cut,
                store.state(),
                archive,
                new EpochRun(rules, engine, verified),
                rules,
                key,
                Hash.ZERO,
                new Keep.Epochs(100)),
            manifests);
    closing.addListener(sealed::add);
    this.clock = new EpochClock(closing, time);
    Surroundings surroundings = new Surroundings(closing::standing, clock::running, time);
    this.gateway =
        Gateway.open(surroundings, journal, store.journal(), GatewayLimits.USUAL, verified);
    this.sources =
        new Sources(
            closing,
            clock::running,
            () -> clock.hasFailed() || closingBroken.get(),
            journal,
            gateway,
            archive,
            time,
            freeBytes::get,
            key.id(),
            true,
            () -> DoorCounts.NONE,
            () -> AlertCounts.NONE,
            List.of(new SensorsKind()),
            () -> SUPPLY);
    this.view = View.open(sources, viewLimits, List.of());
    ViaDevices via = new ViaDevices(directory.resolve("via"));
    this.routes = new ArrayList<>(view.routes());
    routes.add(new PublishedRoutes(directory.resolve("credentials")));
    routes.add(new MessageRoutes(gateway, limits));
    routes.add(new UploadRoutes(gateway, surroundings, via, limits));
    routes.add(new AlertRoutes(alerts(), limits));
    routes.addAll(readings(new EpochArchive(archive), rules));
    this.followers =
        new JournalRoutes(
            journal.news(),
            store.journal(),
            () -> !clock.hasFailed(),
            () -> closing.standing().manifests());
    routes.add(followers);
    WebServerConfig.Builder config = WebServer.builder().host("127.0.0.1").port(0);
    limits.configure(config, routes);
    this.server = config.build().start();
    clock.start();
  }

  /** What shows readings, projected while an epoch is closed. */
  private List<HttpService> readings(EpochArchive archive, RuleBook rules) throws IOException {
    Projection projection = new Projection(archive, rules, readings, Long.MAX_VALUE);
    closing.addListener(epoch -> {
      try {
        projection.catchUp(projected -> {});
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    Supplier<Visibility> visibility =
        () -> Visibility.of(closing.standing().manifests().networks(), time.nowMillis());
    Downloads downloads = new Downloads(readings.model(), ThingsLimits.USUAL);
    return List.of(
        new ThingsRoutes(readings.model(), visibility, time::nowMillis, ThingsLimits.USUAL),
        new ExportRoutes(downloads, visibility, List.of(new CsvFormat())),
        new EarningsRoutes(downloads));
  }

  /** Without a channel: what they do is tested in their own room. */
  private Alerts alerts() throws IOException {
    return Alerts.open(
        new Alerts.Parts(
            new AlertSettings(
                AlertSettings.Rules.USUAL,
                AlertSettings.Pace.USUAL,
                AlertSettings.USUAL_RETRIES,
                () -> URI.create("http://127.0.0.1")),
            directory.resolve("alerts.cbor"),
            Map.of(),
            closing::standing,
            new Reasons(List.of(new SensorsKind())),
            time,
            key.id(),
            Optional.of("none")));
  }

  private Cut cut(EpochWindow window, Hash manifestsHash, ChainPoint before)
      throws IOException, InterruptedException {
    return journal.cut(
        window.epoch(), window.startMillis(), window.endMillis(), manifestsHash, before);
  }

  /** Device {@code number} of {@code network}. */
  public TestSender sender(String network, int number) {
    return new TestSender(manifests.deployment(), network, number);
  }

  /** Lets the running epoch's time pass and waits for its seal. */
  public SealedEpoch closeEpoch() throws InterruptedException {
    long number = clock.running().epoch();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    SealedEpoch epoch = null;
    while (epoch == null) {
      EpochWindow window = clock.running();
      if (window.epoch() == number) {
        // A clock that only now begins to wait leaves the window out that is over already.
        time.advanceTo(window.endMillis());
      }
      epoch = sealed.poll(100, TimeUnit.MILLISECONDS);
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("the epoch was not sealed within a minute");
      }
    }
    while (clock.running().epoch() <= epoch.header().epoch()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("no further epoch began within a minute");
      }
      Thread.onSpinWait();
    }
    return epoch;
  }

  /** Where the node listens. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  /** What the view looks at. */
  Sources sources() {
    return sources;
  }

  /** All that the node answers to. */
  public List<HttpService> routes() {
    return routes;
  }

  /** The port of the node. */
  public int port() {
    return server.port();
  }

  /** How many messages are in the journal. */
  public long journalSize() {
    return journal.counts().endOffset();
  }

  /** Closes the journal alone, as if the disk had failed. */
  public void breakJournal() throws IOException {
    store.close();
  }

  /** Posts messages, all of which the node takes. */
  void assertTaken(Bytes... messages) throws IOException, InterruptedException {
    HttpResponse<String> response = post(messages);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  /** Posts a message of {@code network} that is refused for a reason which is explained there. */
  void assertRefused(String network, Bytes message, String reason)
      throws IOException, InterruptedException {
    HttpResponse<String> response = post(message);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    JsonNode result = json(response).path("results").path(0);
    assertThat(result.path("reason").asString()).as(response.body()).isEqualTo(reason);
    assertThat(result.path("detail").asString()).isNotBlank();
    assertThat(json("/v1/networks/" + network + "/reasons/" + reason).has("meaning")).isTrue();
  }

  /** Posts messages, one after the other in one body. */
  public HttpResponse<String> post(Bytes... messages) throws IOException, InterruptedException {
    Bytes all = Bytes.EMPTY;
    for (Bytes message : messages) {
      all = all.concat(message);
    }
    return post("/v1/messages", "application/cbor-seq", all.unsafeArray());
  }

  /** Posts anything. */
  public HttpResponse<String> post(String path, String type, byte[] body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  /** Asks. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  /** Sends any request. */
  public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  /** Asks for what must be there. */
  public JsonNode json(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return json(response);
  }

  /** The body as JSON. */
  public static JsonNode json(HttpResponse<String> response) {
    return JSON.readTree(response.body());
  }

  @Override
  public void close() throws InterruptedException {
    view.close();
    followers.close();
    server.stop();
    client.close();
    clock.close();
    gateway.close();
    journal.close();
    store.close();
    engine.close();
    try {
      readings.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
