package polder.node.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.rocksdb.RocksStore;
import polder.agent.NodeClient;
import polder.agent.market.MarketClient;
import polder.epoch.EpochEngine;
import polder.epoch.EpochRun;
import polder.epoch.EpochSchedule;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.networks.EpochWindow;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.ComputeKind;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.networks.compute.job.Resources;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.networks.compute.message.Seals;
import polder.node.archive.Keep;
import polder.node.closing.Closing;
import polder.node.closing.SteppedTime;
import polder.node.gateway.Gateway;
import polder.node.gateway.GatewayLimits;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.Reply;
import polder.node.gateway.Surroundings;
import polder.node.gateway.VerifiedMessages;
import polder.node.journal.Journal;
import polder.node.journal.JournalLimits;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;

/**
 * A node with a market whose epochs of ten seconds are closed by hand. Account 0 rents with device
 * 0; account n owns machine n, which has put up a bond of five tokens.
 */
final class TestMarket implements AutoCloseable {
  static final String NAME = "market";
  static final long TOKEN = 1_000_000_000;

  private static final Bytes SALT = Bytes.wrap(new byte[Seals.SALT_SIZE]);
  private static final long EPOCH_MILLIS = 10_000;

  final HttpClient http = HttpClient.newHttpClient();
  final MarketView view;
  final MarketClient client;

  private final TreeMap<Bytes, Long> sequences = new TreeMap<>();
  private final SteppedTime time;
  private final Manifests manifests;
  private final RocksStore store;
  private final Journal journal;
  private final Closing closing;
  private final Gateway gateway;
  private final WebServer server;
  private final NodeClient node;

  /** Starts on {@code directory}, or goes on where an earlier one stopped. */
  TestMarket(Path directory, String access) throws IOException {
    manifests = manifests(access);
    DeviceKey key = Samples.device(1_000);
    store = RocksStore.open(directory.resolve("journal"));
    journal = new Journal(store.journal(), manifests.deployment().id(), key, JournalLimits.USUAL);
    DirectoryArchive archive = new DirectoryArchive(directory.resolve("archive"));
    RuleBook rules = new RuleBook(List.of(new ComputeKind()));
    VerifiedMessages verified = new VerifiedMessages(1_000);
    closing =
        Closing.open(
            new Closing.Parts(
                store.journal(),
                (window, hash, before) ->
                    journal.cut(
                        window.epoch(), window.startMillis(), window.endMillis(), hash, before),
                store.state(),
                archive,
                new EpochRun(rules, EpochEngine.SEQUENTIAL, verified),
                rules,
                key,
                Hash.ZERO,
                new Keep.Epochs(100)),
            manifests);
    time =
        new SteppedTime(
            Samples.GENESIS_MILLIS + closing.standing().nextEpoch() * EPOCH_MILLIS + 1_000);
    gateway =
        Gateway.open(
            new Surroundings(closing::standing, this::running, time),
            journal,
            store.journal(),
            GatewayLimits.USUAL,
            verified);
    view =
        MarketView.open(
            new MarketView.Parts(closing, this::running, gateway, store.journal(), archive, time),
            MarketLimits.USUAL);
    WebServerConfig.Builder config = WebServer.builder().host("127.0.0.1").port(0);
    HttpLimits.USUAL.configure(config, List.<HttpService>copyOf(view.routes()));
    server = config.build().start();
    node = new NodeClient(uri(""));
    client = new MarketClient(node, NAME);
  }

  private static Manifests manifests(String access) {
    Value.Table deployment = Samples.deployment("10s");
    for (int account = 0; account < 9; account++) {
      deployment = Samples.with(deployment, "genesis_balances." + Samples.account(account), "1000");
    }
    Value.Table network =
        Samples.with(Samples.network(NAME, "compute", parameters()), "pay.share", 0);
    return Manifests.of(deployment, List.of(Samples.with(network, "data.access", access)));
  }

  private static Value.Table parameters() {
    return Samples.table(
        "bond",
        5,
        "patience",
        "60s",
        "offer_lasts",
        "1h",
        "reputation",
        "0.5",
        "metering",
        Samples.table("silent_epochs", 2, "tolerance_seconds", 2, "probers", 2, "strikes", 2),
        "checking",
        Samples.table(
            "share",
            "1",
            "fee",
            "0.5",
            "open_epochs",
            2,
            "draws",
            2,
            "parts",
            2,
            "trust",
            "0.7",
            "psnr",
            45),
        "measuring",
        Samples.table("every_epochs", 1, "timers", 3, "within_epochs", 2));
  }

  private EpochWindow running() {
    return EpochSchedule.window(
        manifests.deployment(),
        closing.standing().nextEpoch(),
        Samples.GENESIS_MILLIS + closing.standing().nextEpoch() * EPOCH_MILLIS);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  /** Asks about the market. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri("/v1/networks/" + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  SealedEpoch closeEpoch() throws IOException, InterruptedException {
    EpochWindow window = running();
    time.advanceTo(window.endMillis());
    return closing.close(window);
  }

  private long next(Bytes sender) {
    // Above whatever was said before a restart.
    return sequences.merge(sender, time.nowMillis(), (last, now) -> Math.max(last + 1, now));
  }

  private void take(Bytes wire) {
    assertThat(gateway.acceptAll(List.of(wire)).getFirst()).isInstanceOf(Reply.Accepted.class);
  }

  TestMarket say(long device, Said said) {
    DeviceKey key = Samples.device(device);
    take(
        new DeviceMessage.Draft(
                NAME,
                next(key.id().multikey()),
                Optional.empty(),
                SaidCodec.CBOR,
                SaidCodec.encode(said))
            .sign(key)
            .wire());
    return this;
  }

  TestMarket fund(long account, GroupKey group, long nano) {
    return act(account, new Action.FundPurse(NAME, group.text(), nano));
  }

  private TestMarket enrol(long number) {
    Account owner = Samples.account(number);
    long sequence = next(owner.address());
    Action.Enrol bare =
        new Action.Enrol(
            NAME, Samples.device(number).id(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    return act(
        number,
        sequence,
        AccountMessage.proven(
            manifests.deployment(), owner, sequence, bare, Samples.device(number)));
  }

  private TestMarket act(long account, Action action) {
    return act(account, next(Samples.account(account).address()), action);
  }

  private TestMarket act(long account, long sequence, Action action) {
    take(
        new AccountMessage.Draft(Samples.account(account), sequence, action)
            .sign(Samples.accountSecret(account), manifests.deployment())
            .wire());
    return this;
  }

  /** Lets so many machines stand, and device 0 rent. */
  TestMarket stand(int machines) throws IOException, InterruptedException {
    enrol(0);
    for (int machine = 1; machine <= machines; machine++) {
      enrol(machine);
      fund(machine, Seals.machine(Samples.device(machine).id()), 5 * TOKEN);
    }
    closeEpoch();
    for (int machine = 1; machine <= machines; machine++) {
      say(machine, new Said.Offer(capacity(), "203.0.113." + machine));
    }
    closeEpoch();
    return this;
  }

  private static Capacity capacity() {
    TreeMap<String, String> runtimes = new TreeMap<>();
    runtimes.put("containers", "runc");
    runtimes.put("wasm", "1");
    TreeMap<String, String> attributes = new TreeMap<>();
    attributes.put("region", "eu");
    return new Capacity(4_000, 8L << 30, 100L << 30, List.of(), runtimes, attributes);
  }

  static Need need() {
    return Need.of(
        List.of(new Need.Unit("web", new Resources(1_000, 1 << 20, List.of(), GpuNeed.NONE), 1)));
  }

  /** An order of device 0. */
  static Said.Order order(long number, Proof proof, long limitNano) {
    return new Said.Order(number, proof, need(), Hash.sha256(new byte[] {7}), limitNano, 60, 1);
  }

  static GroupKey key(long number) {
    return Seals.order(Samples.device(0).id(), number);
  }

  TestMarket seal(long machine, GroupKey order, long priceNano) {
    return say(
        machine,
        new Said.SealedBid(
            order, Seals.ofBid(Samples.device(machine).id(), order, priceNano, SALT)));
  }

  TestMarket open(long machine, GroupKey order, long priceNano) {
    return say(machine, new Said.OpenedBid(order, priceNano, SALT));
  }

  static Hash output(String text) {
    return Hash.sha256(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  TestMarket sealResult(long machine, GroupKey order, String output) {
    return say(
        machine,
        new Said.SealedResult(
            order, Seals.ofResult(Samples.device(machine).id(), order, output(output), 5, SALT)));
  }

  TestMarket openResult(long machine, GroupKey order, String output) {
    return say(machine, new Said.OpenedResult(order, output(output), 5, SALT));
  }

  @Override
  public void close() {
    node.close();
    server.stop();
    http.close();
    gateway.close();
    journal.close();
    store.close();
  }
}
