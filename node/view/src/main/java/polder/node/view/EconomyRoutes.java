package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;
import polder.node.gateway.Answers;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Emission;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.money.Amounts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/economy}: what is minted, who earned it, how it is spread, and how that went over
 * the latest epochs. Written once an epoch, however many ask.
 */
final class EconomyRoutes implements HttpService {
  private static final long DAY_MILLIS = 86_400_000;

  private final Sources sources;
  private final History history;
  private final Ownership ownership;
  private final EpochSeries series;
  private Optional<Told> told = Optional.empty();

  /** The answer after an epoch. */
  private record Told(EpochHeader header, Written written) {}

  EconomyRoutes(Sources sources, History history, Ownership ownership, EpochSeries series) {
    this.sources = sources;
    this.history = history;
    this.ownership = ownership;
    this.series = series;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/economy", Question.handler(this::economy));
  }

  private synchronized Question.Answer economy(ServerRequest request) throws IOException {
    Optional<Ownership.AsOf> now = ownership.now();
    if (now.isEmpty()) {
      return Question.notFound("no_such_epoch", "no epoch is sealed yet");
    }
    EpochHeader header = now.get().standing().header().orElseThrow();
    if (told.isEmpty() || !told.get().header().equals(header)) {
      Optional<EpochDigest> digest =
          history.recent(header.epoch()).filter(its -> its.header().equals(header));
      ObjectNode node = write(now.get(), header, digest);
      if (digest.isEmpty()) {
        // Sealed this moment, and not told here yet.
        return new Question.Answer.Found(node);
      }
      told = Optional.of(new Told(header, Written.of(node)));
    }
    return new Question.Answer.Kept(told.get().written());
  }

  private ObjectNode write(Ownership.AsOf now, EpochHeader header, Optional<EpochDigest> digest)
      throws IOException {
    ObjectNode node = Answers.object().put("asOfEpoch", header.epoch());
    emission(node.putObject("emission"), now.standing(), header);
    Earners earners = now.earners();
    node.put("accounts", earners.count());
    Json.amount(node, "earned", earners.totalNano());
    Json.amount(node, "minted", header.mintedNano());
    node.put("giniPpm", earners.giniPpm());
    ArrayNode largest = node.putArray("largest");
    for (Earners.Earner earner : earners.largest()) {
      ObjectNode one = largest.addObject().put("account", earner.account().toString());
      Json.amount(one, "earned", earner.earnedNano());
      one.put(
          "sharePpm", Amounts.mulDiv(earner.earnedNano(), Amounts.MILLION, earners.totalNano()));
    }
    networks(node.putArray("networks"), now, digest);
    series.write(node.putArray("series"), header.epoch());
    sources
        .supply()
        .get()
        .ifPresent(supply ->
            node.putObject("chain")
                .put("supplyWei", supply.totalWei().toString())
                .put("mintedWei", supply.mintedWei().toString())
                .put("burntWei", supply.burntWei().toString()));
    return node;
  }

  /** As the rules in force have it for the epoch that runs now. */
  private static void emission(ObjectNode node, Standing standing, EpochHeader header) {
    DeploymentManifest deployment = standing.manifests().deployment();
    Emission emission = deployment.emission();
    long sinceGenesis = Math.max(0, header.endMillis() - deployment.genesisMillis());
    Json.amount(node, "perEpoch", emission.ofWindow(sinceGenesis, deployment.epochMillis()));
    Json.amount(node, "perDay", emission.ofWindow(sinceGenesis, DAY_MILLIS));
    long halvings = sinceGenesis / emission.halvingMillis();
    node.put("halvings", halvings)
        .put("halvingMillis", emission.halvingMillis())
        .put(
            "nextHalvingMillis",
            deployment.genesisMillis() + (halvings + 1) * emission.halvingMillis());
  }

  /** What devices of a network did in the latest epoch. */
  private static final class Worked {
    private final Set<DeviceId> working = new HashSet<>();
    private long rewardedNano;
  }

  private static Map<String, Worked> worked(EpochDigest digest) {
    Map<String, Worked> worked = new HashMap<>();
    digest
        .rewards()
        .forEach((device, lines) -> {
          for (RewardLine line : lines) {
            Worked of = worked.computeIfAbsent(line.network(), name -> new Worked());
            of.rewardedNano = Math.addExact(of.rewardedNano, line.amountNano());
            if (line.weightPpm() > 0) {
              of.working.add(device);
            }
          }
        });
    return worked;
  }

  private void networks(ArrayNode networks, Ownership.AsOf now, Optional<EpochDigest> digest)
      throws IOException {
    Map<String, Worked> worked = digest.map(EconomyRoutes::worked).orElse(Map.of());
    EpochHeader header = now.standing().header().orElseThrow();
    for (NetworkManifest network : now.standing().manifests().networks().values()) {
      String name = network.name();
      OwnerIndex.Spread spread = now.owners().spread(name);
      Worked its = worked.getOrDefault(name, new Worked());
      ObjectNode node =
          networks
              .addObject()
              .put("network", name)
              .put("simulated", network.simulated())
              .put("devices", now.owners().devices(name))
              .put("owners", spread.owners())
              .put("working", its.working.size());
      Json.amount(
          node,
          "paid",
          digest
              .map(EpochDigest::networks)
              .map(all -> all.get(name))
              .map(EpochDigest.Numbers::paidNano)
              .orElse(0L));
      long budget = series.budgetNano(header, name);
      Json.amount(node, "budget", budget);
      node.put(
          "utilisationPpm",
          budget == 0 ? 0 : Amounts.mulDiv(its.rewardedNano, Amounts.MILLION, budget));
      node.put("giniPpm", spread.giniPpm());
    }
  }
}
