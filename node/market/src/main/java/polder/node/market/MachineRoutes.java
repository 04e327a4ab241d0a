package polder.node.market;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;
import polder.epoch.Standing;
import polder.networks.compute.Directory;
import polder.networks.compute.Machine;
import polder.networks.compute.MachineState;
import polder.networks.compute.Market;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Seals;
import polder.node.gateway.Answers;
import polder.node.market.Asked.RefusedException;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/networks/{network}/machines} and {@code …/estimate}: who lends what, and what work
 * was cleared at lately.
 */
final class MachineRoutes implements HttpService {
  private static final int USUAL_PAGE = 100;
  private static final long MOST = 1L << 50;

  private final MarketView.Parts parts;
  private final MarketLimits limits;

  MachineRoutes(MarketView.Parts parts, MarketLimits limits) {
    this.parts = parts;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/networks/{network}/machines", Asked.handler(this::machines));
    rules.get("/v1/networks/{network}/estimate", Asked.handler(this::estimate));
  }

  /** The name of the market that is asked about. */
  static String market(ServerRequest request, MarketView.Parts parts) {
    String name = request.path().pathParameters().get("network");
    Optional<NetworkManifest> network = parts.standing().manifests().network(name);
    if (network.isEmpty()) {
      throw RefusedException.notFound("unknown_network", "there is no network " + name);
    }
    if (!MarketView.isMarket(network)) {
      throw RefusedException.notFound(
          "no_market",
          "the network " + name + " is of kind " + network.get().kind() + ", not compute");
    }
    return name;
  }

  private void machines(ServerRequest request, ServerResponse response) {
    String network = market(request, parts);
    Standing standing = parts.standing();
    if (Asked.wantsCbor(request)) {
      Asked.send(response, standing.summary(network).toArray());
      return;
    }
    long most = Asked.number(request, "limit", USUAL_PAGE, 1, limits.pageItems());
    Optional<DeviceId> after = Asked.parameter(request, "after", DeviceId::parse);
    Optional<DeviceId> wanted = Asked.parameter(request, "machine", DeviceId::parse);
    List<Machine> found =
        Directory.decode(standing.summary(network)).all().stream()
            .filter(its -> after.isEmpty() || its.device().compareTo(after.get()) > 0)
            .filter(its -> wanted.isEmpty() || its.device().equals(wanted.get()))
            .limit(most + 1)
            .toList();
    ObjectNode node = Answers.object().put("epoch", parts.running().get().epoch());
    ArrayNode machines = node.putArray("machines");
    found.stream()
        .limit(most)
        .forEach(its ->
            MachineJson.machine(machines.addObject(), its, state(standing, network, its.device())));
    if (found.size() > most) {
      node.put("next", "after=" + found.get((int) most - 1).device().did());
    }
    Answers.send(response, Status.OK_200, node);
  }

  private static MachineState state(Standing standing, String network, DeviceId machine) {
    return MachineState.decode(standing.group(network, Seals.machine(machine)));
  }

  private void estimate(ServerRequest request, ServerResponse response) {
    String network = market(request, parts);
    Proof proof =
        Asked.parameter(request, "proof")
            .map(code ->
                Proof.of(code)
                    .orElseThrow(() ->
                        RefusedException.badQuestion(
                            "proof is metered, hash or pixels, not " + code)))
            .orElse(Proof.METERED);
    Estimate estimate =
        Estimate.of(
            new Estimate.Asked(
                proof,
                Asked.number(request, "cpu", 1_000, 1, MOST),
                Asked.number(request, "memory", 1L << 30, 1, MOST),
                Asked.number(request, "gpus", 0, 0, 1_000_000)),
            Market.decode(parts.standing().group(network, Market.GROUP)));
    ObjectNode node =
        Answers.object()
            .put("proof", proof.code())
            .put("per", proof == Proof.METERED ? "second" : "job")
            .put("known", estimate.known())
            .put("restsOn", estimate.comparable().size());
    if (!estimate.isEmpty()) {
      OrderJson.amount(node, "low", estimate.lowNano());
      OrderJson.amount(node, "median", estimate.medianNano());
      OrderJson.amount(node, "high", estimate.highNano());
      node.put("sinceMillis", estimate.sinceMillis()).put("untilMillis", estimate.untilMillis());
    }
    Answers.send(response, Status.OK_200, node);
  }
}
