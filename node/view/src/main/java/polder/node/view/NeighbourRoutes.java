package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.epoch.DeviceEntry;
import polder.epoch.Standing;
import polder.networks.SenderRecord;
import polder.node.gateway.Answers;
import polder.protocol.geo.Distance;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest.DataPolicy;
import polder.protocol.message.Site;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/devices/{did}/neighbours}: whom a network's rules may compare a device with, among
 * those that were weighed in the latest epoch.
 */
final class NeighbourRoutes implements HttpService {
  private static final double DECIMETERS = 10;

  private final Sources sources;
  private final Surveys surveys;
  private final Turns turns;

  /**
   * @param turns for those who ask, as many may stand around
   */
  NeighbourRoutes(Sources sources, Surveys surveys, Turns turns) {
    this.sources = sources;
    this.surveys = surveys;
    this.turns = turns;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/devices/{did}/neighbours", Question.handler(this::neighbours));
  }

  private Question.Answer neighbours(ServerRequest request) throws IOException {
    DeviceId device = sources.named(Question.device(request));
    Optional<String> asked = Question.parameter(request, "network");
    Standing standing = sources.closing().standing();
    if (asked.isPresent() && standing.manifests().network(asked.get()).isEmpty()) {
      return DeviceRoutes.noSuchNetwork(asked.get());
    }
    List<String> enrolled = new ArrayList<>();
    for (String network : standing.manifests().networks().keySet()) {
      if ((asked.isEmpty() || asked.get().equals(network))
          && sender(standing, network, device).isPresent()) {
        enrolled.add(network);
      }
    }
    if (enrolled.size() > 1) {
      throw new Question.BadQuestion(
          "this device is enrolled in several networks; ask with network=, one of "
              + String.join(", ", enrolled));
    }
    if (enrolled.isEmpty()) {
      return Question.notFound("not_enrolled", "no device of this name is enrolled");
    }
    String network = enrolled.getFirst();
    SenderRecord sender = sender(standing, network, device).orElseThrow();
    return turns.take(
        () -> new Question.Answer.Found(answer(surveys.of(network).orElseThrow(), sender)));
  }

  private Optional<SenderRecord> sender(Standing standing, String network, DeviceId device) {
    return sources
        .gateway()
        .pendingDevice(network, device)
        .or(() -> standing.device(network, device).map(DeviceEntry::sender));
  }

  private ObjectNode answer(Survey survey, SenderRecord sender) {
    DataPolicy policy = survey.network().data();
    boolean restricted = policy.access() == DataPolicy.Access.RESTRICTED;
    ObjectNode node =
        Answers.object()
            .put("device", sender.device().did())
            .put("network", survey.network().name());
    survey.putEpoch(node);
    node.put("simulated", survey.network().simulated())
        .put("restricted", restricted)
        .put("withinMeters", Math.round(survey.guide().reachDecimeters() / DECIMETERS))
        .put("leftOut", survey.leftOut());
    ArrayNode neighbours = node.putArray("neighbours");
    if (!restricted && sender.site().isPresent()) {
      Place place = Shown.onGrid(sender.site().get().place(), policy);
      Map<DeviceId, Survey.Surveyed> weighed = new HashMap<>();
      Place exact = sender.site().get().place();
      surveys
          .weighed(survey)
          .around(exact, survey.guide().reachDecimeters())
          .forEach(device -> weighed.put(device.sender().device(), device));
      List<SenderRecord> others = weighed.values().stream().map(Survey.Surveyed::sender).toList();
      for (SenderRecord other : survey.guide().compared(sender, others)) {
        Survey.Surveyed its = weighed.get(other.device());
        if (its != null) {
          neighbour(neighbours.addObject(), its, place, policy);
        }
      }
    }
    return node;
  }

  private static void neighbour(
      ObjectNode node, Survey.Surveyed other, Place from, DataPolicy policy) {
    Site site = other.sender().site().orElseThrow();
    Place place = Shown.onGrid(site.place(), policy);
    node.put("device", other.sender().device().did())
        .put("distanceMeters", Distance.decimeters(from, place) / DECIMETERS)
        .put("weightPpm", other.weightPpm());
    Json.place(node.putObject("place"), place);
  }
}
