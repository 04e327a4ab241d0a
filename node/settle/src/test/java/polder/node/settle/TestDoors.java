package polder.node.settle;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import polder.epoch.EpochEngine;
import polder.epoch.EpochHeader;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.EpochSchedule;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.SignatureRule;
import polder.epoch.Standing;
import polder.networks.sensors.SensorsKind;
import polder.node.archive.EpochArchive;
import polder.node.gateway.HttpLimits;
import polder.node.settle.rules.RulesRoutes;
import polder.node.settle.rules.RulesStatus;
import polder.node.settle.rules.RulesStore;
import polder.node.witness.Anchor;
import polder.node.witness.HeaderChain;
import polder.node.witness.Reexecution;
import polder.node.witness.SmallWorld;
import polder.ports.AttestationLog;
import polder.ports.MemoryArchive;
import polder.ports.chain.Backlog;
import polder.ports.chain.Disputes.Dispute;
import polder.ports.chain.Governance.Announcement;
import polder.ports.chain.Governance.Ballot;
import polder.ports.chain.Governance.Proposal;
import polder.ports.chain.Governance.State;
import polder.ports.chain.Governance.Terms;
import polder.ports.chain.RulesHistory;
import polder.ports.chain.SeedContract.Demand;
import polder.ports.chain.Settlement.Member;
import polder.ports.chain.Staking;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.SettlementContracts;
import polder.protocol.settlement.StakingEvent;

/**
 * The doors of this room on a free port, over the epochs of a small world and over contracts on
 * which nothing happens. Whatever an answer may have, it has here.
 */
final class TestDoors implements AutoCloseable {
  private static final BigInteger WEI = BigInteger.TEN.pow(20);
  private static final RuleBook RULES = new RuleBook(List.of(new SensorsKind()));
  private static final Optional<String> TROUBLE = Optional.of("the chain does not answer");

  /** The one validator. */
  final SeedDeskTest.Validator validator = new SeedDeskTest.Validator(1);

  /** The epochs. */
  final SmallWorld world = SmallWorld.sealed();

  /** The latest epoch, which waits for its signature. */
  final EpochHeader latest = world.sealed.getLast().header();

  /** Rules that are proposed. */
  final Manifests manifests;

  /** Where links come. */
  final SeedDesk desk;

  private final EpochArchive archive = new EpochArchive(world.archive());
  private final Standing standing;
  private final List<HttpService> routes;
  private final WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private record Still(SettleStatus status) implements SettleRoutes.Progress {
    @Override
    public void wake() {}
  }

  private record Seen(List<SeedWatch.Status> status, Optional<String> trouble)
      implements SeedRoutes.Watch {}

  TestDoors() throws IOException {
    this.manifests = archive.manifests(latest);
    this.standing = standing();
    this.desk =
        new SeedDesk(
            new SeedDesk.Parts(
                world.node, SeedDeskTest.DOMAIN, Optional.empty(), new MemoryArchive(), 60_000));
    desk.reachable();
    this.routes =
        List.of(
            new ValidatorRoutes(() -> standing, () -> Optional.of(sets())),
            settleRoutes(),
            finality(),
            new DisputeRoutes(this::contracts),
            new SeedRoutes(desk, seen(), () -> standing, HttpLimits.USUAL),
            new RulesRoutes(
                new RulesStore(new MemoryArchive(), RULES),
                this::rules,
                () -> new RulesRoutes.Here(7, manifests, Optional.of("no rules")),
                SmallWorld.PROGRAM,
                HttpLimits.USUAL));
    WebServerConfig.Builder config = WebServer.builder().host("127.0.0.1").port(0);
    HttpLimits.USUAL.configure(config, routes);
    this.server = config.build().start();
  }

  /** After an epoch that heard of stakes. */
  private Standing standing() {
    SealedEpoch epoch =
        new EpochRun(RULES, EpochEngine.SEQUENTIAL, SignatureRule.VERIFIED)
            .run(
                new StateTree(),
                new EpochInputs(
                    EpochSchedule.window(
                        manifests.deployment(), 0, manifests.deployment().genesisMillis()),
                    0,
                    Hash.ZERO,
                    new ChainPoint(9, Hash.sha256(new byte[] {9}), 1),
                    List.of(
                        new StakingEvent.CommissionSet(8, 0, validator.account, 100_000, 0),
                        new StakingEvent.Delegated(
                            8, 1, world.owners.getFirst(), validator.account, WEI)),
                    List.of(),
                    manifests,
                    SmallWorld.PROGRAM));
    return new Standing(Optional.of(epoch.header()), epoch.after(), manifests, Map.of());
  }

  private static SetOpener.View sets() {
    return new SetOpener.View(new Staking.Sets(3, 1_700_000_000, false, false, 6), 0, true);
  }

  private StillChain contracts() {
    Dispute dispute =
        new Dispute(
            0, validator.account, 5, true, true, 2, 1, latest.hash(), 1, 3, WEI, WEI, WEI, WEI);
    return new StillChain(List.of(new Member(validator.account, WEI)), BigInteger.ONE, dispute);
  }

  private SettleRoutes settleRoutes() throws IOException {
    HeaderChain headers = new HeaderChain(archive, new Anchor.SelfConsistent());
    Attestations attestations = new Attestations(SeedDeskTest.DOMAIN, new Log(new ArrayList<>()));
    attestations.open(latest, latest.hash());
    StillChain contracts = contracts();
    Account some = world.owners.getFirst();
    return new SettleRoutes(
        new Still(progress()),
        new Members(contracts),
        attestations,
        new Payable(archive, headers, new Reexecution(archive, RULES, EpochEngine.SEQUENTIAL)),
        contracts,
        Optional::empty,
        new SettleRoutes.Where(
            31_337,
            new SettlementContracts(some, some, Optional.of(some)),
            Optional.of(URI.create("http://127.0.0.1:8545"))),
        HttpLimits.USUAL);
  }

  /** All but the latest epoch became final in blocks that have the numbers of the epochs. */
  private EpochFinality finality() throws IOException {
    StillChain contracts = contracts();
    Attestations none = new Attestations(SeedDeskTest.DOMAIN, new Log(new ArrayList<>()));
    return new EpochFinality(
        new Still(progress()),
        new EpochFinality.Evidence(
            new HeaderChain(archive, new Anchor.SelfConsistent()),
            new Members(contracts),
            none,
            new Finalisations(
                new FinalChain(world.sealed.subList(0, world.sealed.size() - 1)), contracts)),
        31_337);
  }

  private SettleStatus progress() {
    SettleStatus.Attendance attendance = new SettleStatus.Attendance(4, 5, List.of(3L), true);
    return new SettleStatus(
        validator.account,
        latest.epoch(),
        latest.epoch() - 1,
        latest.epoch() - 1,
        Optional.empty(),
        Optional.empty(),
        0,
        List.of(new SettleStatus.Signer(validator.account, WEI, false, attendance)),
        BigInteger.ONE,
        WEI,
        Backlog.EMPTY,
        TROUBLE);
  }

  private Seen seen() {
    Demand demand = new Demand(world.owners.getFirst(), 3, 1_700_000_000);
    return new Seen(
        List.of(new SeedWatch.Status(validator.account, 4, Optional.of(demand))), TROUBLE);
  }

  private RulesStatus rules() {
    Announcement announcement =
        new Announcement(manifests.hash(), SmallWorld.PROGRAM, 20, "http://127.0.0.1/rules");
    Proposal proposal = new Proposal(BigInteger.TWO, validator.account, announcement, "more", 1, 2);
    Ballot ballot =
        new Ballot(State.QUEUED, WEI, WEI, WEI, Optional.of(WEI), OptionalLong.of(1_700_000_000));
    return new RulesStatus(
        Optional.of(
            new RulesHistory(List.of(new RulesHistory.Rules(Hash.ZERO, SmallWorld.PROGRAM, 0)))),
        Optional.of(validator.account),
        Optional.of(new Terms(1, 6, 1, 8, WEI)),
        6,
        List.of(new RulesStatus.Known(proposal, ballot, "too late")),
        TROUBLE);
  }

  /** All that they answer to. */
  List<HttpService> routes() {
    return routes;
  }

  /** Asks. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  /** Posts. */
  HttpResponse<String> post(String path, String type, Bytes body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toArray()))
            .build());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop();
    client.close();
  }

  /** A log that keeps what it is given as long as this object. */
  private record Log(List<Entry> entries) implements AttestationLog {
    @Override
    public void add(Entry entry) {
      entries.add(entry);
    }

    @Override
    public void forgetBefore(long epoch) {
      entries.removeIf(entry -> entry.epoch() < epoch);
    }
  }
}
