package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.node.gateway.Answers;
import polder.protocol.codec.CborReader;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/networks}: the deployment and the rules of its networks. */
final class NetworkRoutes implements HttpService {
  private final Sources sources;
  private Counted counted = new Counted(Optional.empty(), Map.of());

  /** Devices by network after an epoch. */
  private record Counted(Optional<EpochHeader> after, Map<String, Long> devices) {}

  NetworkRoutes(Sources sources) {
    this.sources = sources;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/networks", Question.handler(this::networks));
  }

  private Question.Answer networks(ServerRequest request) {
    Standing standing = sources.closing().standing();
    Manifests manifests = standing.manifests();
    DeploymentManifest deployment = manifests.deployment();
    Map<String, Long> devices = devices(standing);
    ObjectNode node = Answers.object();
    ObjectNode about = node.putObject("deployment");
    about
        .put("name", deployment.name())
        .put("id", deployment.id().toString())
        .put("chainId", deployment.chainId())
        .put("genesisMillis", deployment.genesisMillis())
        .put("epochMillis", deployment.epochMillis())
        .put("graceMillis", deployment.graceMillis())
        .put("clockToleranceMillis", deployment.clockToleranceMillis())
        .put("messagesPerEpoch", deployment.messagesPerEpoch())
        .put("node", sources.node().did())
        .put("simulatedClock", sources.simulatedClock());
    deployment.settlement().ifPresent(its -> about.put("settlement", its.settlement().toString()));
    sources.journal().bonded().ifPresent(its -> about.put("validator", its.toString()));
    EpochWindow window = sources.running().get();
    ArrayNode networks = node.putArray("networks");
    for (Value.Table document : documents(manifests)) {
      ObjectNode network = networks.addObject();
      write(network, document, manifests, devices);
      ArrayNode words = network.putArray("words");
      Words.of(standing, text(document, "network"), window).forEach(words::add);
    }
    return new Question.Answer.Found(node);
  }

  private static void write(
      ObjectNode node, Value.Table document, Manifests manifests, Map<String, Long> devices) {
    String name = text(document, "network");
    node.put("name", name)
        .put("kind", text(document, "kind"))
        .put("simulated", manifests.network(name).orElseThrow().simulated())
        .put("title", text(document, "title"))
        .put("devices", devices.getOrDefault(name, 0L));
    for (String part : new String[] {"pay", "data", "parameters"}) {
      Json.put(node, part, Optional.ofNullable(document.entries().get(part)));
    }
  }

  private static String text(Value.Table document, String key) {
    return document.entries().get(key) instanceof Value.Text(String text) ? text : "";
  }

  /** The documents of the networks as their founders wrote them. */
  private static Iterable<Value.Table> documents(Manifests manifests) {
    CborReader reader = new CborReader(manifests.encode());
    reader.beginArray();
    Value.read(reader);
    int size = reader.beginArray();
    return java.util.stream.IntStream.range(0, size)
        .mapToObj(i -> (Value.Table) Value.read(reader))
        .toList();
  }

  /** Counted once an epoch: a network may have very many. */
  synchronized Map<String, Long> devices(Standing standing) {
    if (!counted.after().equals(standing.header()) || standing.header().isEmpty()) {
      Map<String, Long> devices = new HashMap<>();
      for (String name : standing.manifests().networks().keySet()) {
        LongAdder count = new LongAdder();
        standing.forEachDevice(name, (device, entry) -> count.increment());
        devices.put(name, count.sum());
      }
      counted = new Counted(standing.header(), devices);
    }
    return counted.devices();
  }
}
