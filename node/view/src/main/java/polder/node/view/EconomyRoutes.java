package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;
import polder.node.archive.EpochArchive;
import polder.node.gateway.Answers;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Emission;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.money.Amounts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/economy}: what is minted, who earned it, how it is spread, and how that went over
 * the latest epochs. Computed once an epoch.
 */
final class EconomyRoutes implements HttpService {
  private static final int MOST_EPOCHS = 100;
  private static final int MOST_MANIFESTS = 100;

  private final Sources sources;
  private final History history;
  private final EpochBriefs briefs;
  private final Ownership ownership;
  private final EpochArchive archive;
  private final Map<Hash, Manifests> rules =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Manifests> eldest) {
          return size() > MOST_MANIFESTS;
        }
      };
  private Optional<Computed> computed = Optional.empty();

  private record Computed(Hash header, ObjectNode node) {}

  EconomyRoutes(Sources sources, History history, EpochBriefs briefs, Ownership ownership) {
    this.sources = sources;
    this.history = history;
    this.briefs = briefs;
    this.ownership = ownership;
    this.archive = new EpochArchive(sources.archive());
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
    if (computed.isEmpty() || !computed.get().header().equals(header.hash())) {
      Optional<EpochDigest> digest =
          history.recent(header.epoch()).filter(its -> its.header().equals(header));
      ObjectNode node = compute(now.get(), header, digest);
      if (digest.isEmpty()) {
        // Sealed this moment, and not told here yet.
        return new Question.Answer.Found(node);
      }
      computed = Optional.of(new Computed(header.hash(), node));
    }
    return new Question.Answer.Found(computed.get().node());
  }

  private ObjectNode compute(Ownership.AsOf now, EpochHeader header, Optional<EpochDigest> digest)
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
    series(node.putArray("series"), header.epoch());
    return node;
  }

  /** As the rules in force have it for the epoch that runs now. */
  private static void emission(ObjectNode node, Standing standing, EpochHeader header) {
    DeploymentManifest deployment = standing.manifests().deployment();
    Emission emission = deployment.emission();
    long sinceGenesis = Math.max(0, header.endMillis() - deployment.genesisMillis());
    Json.amount(node, "perEpoch", emission.ofWindow(sinceGenesis, deployment.epochMillis()));
    Json.amount(node, "perDay", emission.ofWindow(sinceGenesis, 86_400_000));
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
    Manifests then = manifests(header);
    for (NetworkManifest network : now.standing().manifests().networks().values()) {
      String name = network.name();
      OwnerIndex.Spread spread = now.owners().spreads().get(name);
      Worked its = worked.getOrDefault(name, new Worked());
      ObjectNode node =
          networks
              .addObject()
              .put("network", name)
              .put("simulated", network.simulated())
              .put("devices", now.owners().devices(name))
              .put("owners", spread == null ? 0 : spread.owners())
              .put("working", its.working.size());
      Json.amount(
          node,
          "paid",
          digest
              .map(EpochDigest::networks)
              .map(all -> all.get(name))
              .map(EpochDigest.Numbers::paidNano)
              .orElse(0L));
      long budget =
          then.network(name)
              .map(rule ->
                  Amounts.mulDiv(emitted(then, header), rule.pay().sharePpm(), Amounts.MILLION))
              .orElse(0L);
      Json.amount(node, "budget", budget);
      node.put(
          "utilisationPpm",
          budget == 0 ? 0 : Amounts.mulDiv(its.rewardedNano, Amounts.MILLION, budget));
      node.put("giniPpm", spread == null ? 0 : spread.giniPpm());
    }
  }

  /** What the schedule allowed an epoch to mint, over all networks and validators. */
  private static long emitted(Manifests manifests, EpochHeader header) {
    DeploymentManifest deployment = manifests.deployment();
    return deployment
        .emission()
        .ofWindow(
            header.startMillis() - deployment.genesisMillis(),
            header.endMillis() - header.startMillis());
  }

  /** Oldest first. */
  private void series(ArrayNode series, long latest) throws IOException {
    for (long epoch = Math.max(0, latest - MOST_EPOCHS + 1); epoch <= latest; epoch++) {
      Optional<EpochBriefs.Brief> brief = briefs.withoutReading(epoch);
      if (brief.isEmpty()) {
        continue;
      }
      EpochHeader header = brief.get().header();
      ObjectNode node =
          series
              .addObject()
              .put("epoch", header.epoch())
              .put("endMillis", header.endMillis())
              .put("emissionNano", emitted(manifests(header), header))
              .put("paidNano", header.paidNano())
              .put("messages", header.inputsCount());
      brief
          .get()
          .networks()
          .ifPresent(networks -> {
            ObjectNode paid = node.putObject("networks");
            networks.forEach((name, numbers) -> {
              if (!name.isEmpty()) {
                paid.put(name, numbers.paidNano());
              }
            });
          });
    }
  }

  private Manifests manifests(EpochHeader header) throws IOException {
    Manifests known = rules.get(header.manifests());
    if (known == null) {
      known = archive.manifests(header);
      rules.put(header.manifests(), known);
    }
    return known;
  }
}
