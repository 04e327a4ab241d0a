package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Guide;
import polder.node.gateway.Answers;
import polder.protocol.geo.Covering;
import polder.protocol.geo.H3;
import polder.protocol.geo.Place;
import polder.protocol.manifest.NetworkManifest.DataPolicy;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/networks/{network}/map}: where devices stand, and where they are wanted, after the
 * latest epoch. Written once an epoch, however many ask.
 */
final class MapRoutes implements HttpService {
  // Of latitude: 40,030 km over 360 degrees.
  private static final long DECIMETERS_PER_DEGREE = 1_111_950;

  private final Surveys surveys;
  private final Map<String, Drawn> drawn = new HashMap<>();

  /** A map with the survey that it shows. */
  private record Drawn(Survey survey, Written written) {}

  /** What stands in a cell. */
  private static final class Cell {
    long devices;
    long working;
    long weighed;
    long weightPpm;
  }

  MapRoutes(Surveys surveys) {
    this.surveys = surveys;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/networks/{network}/map", Question.handler(this::map));
  }

  private Question.Answer map(ServerRequest request) {
    String network = Question.part(request, "network");
    Optional<Survey> survey = surveys.of(network);
    return survey.isEmpty()
        ? DeviceRoutes.noSuchNetwork(network)
        : new Question.Answer.Kept(written(survey.get()));
  }

  private synchronized Written written(Survey survey) {
    Drawn known = drawn.get(survey.network().name());
    if (known == null || known.survey() != survey) {
      known = new Drawn(survey, Written.of(draw(survey)));
      drawn.put(survey.network().name(), known);
    }
    return known.written();
  }

  private static ObjectNode draw(Survey survey) {
    DataPolicy policy = survey.network().data();
    boolean restricted = policy.access() == DataPolicy.Access.RESTRICTED;
    ObjectNode node = Answers.object().put("network", survey.network().name());
    survey.putEpoch(node);
    node.put("simulated", survey.network().simulated())
        .put("restricted", restricted)
        .put("placeStepMicroDegrees", policy.finestPlaceMicroDegrees())
        .put("leftOut", survey.leftOut());
    OptionalInt resolution = resolution(survey.guide(), policy);
    if (resolution.isPresent()) {
      node.put("resolution", resolution.getAsInt());
      cells(node.putArray("cells"), survey, resolution.getAsInt());
    } else {
      node.putNull("resolution");
      node.putArray("cells");
    }
    ArrayNode devices = node.putArray("devices");
    if (!restricted) {
      survey.devices().forEach(device -> device(devices.addArray(), device, policy));
    }
    return node;
  }

  /**
   * As fine as the kind would have it, but no finer than the grid on which places may be shown; in
   * networks whose data is not for everyone, no finer than what their rewards show anyway.
   */
  static OptionalInt resolution(Guide guide, DataPolicy policy) {
    boolean restricted = policy.access() == DataPolicy.Access.RESTRICTED;
    OptionalInt finest = restricted ? guide.areaResolution() : guide.mapResolution();
    if (finest.isEmpty()) {
      return finest;
    }
    long step = policy.finestPlaceMicroDegrees() * DECIMETERS_PER_DEGREE / Place.MICROS;
    int resolution = finest.getAsInt();
    while (resolution > 0 && Covering.cellRadiusDecimeters(resolution) < step) {
      resolution--;
    }
    return OptionalInt.of(resolution);
  }

  private static void cells(ArrayNode array, Survey survey, int resolution) {
    SortedMap<Long, Cell> cells = new TreeMap<>();
    for (Survey.Surveyed device : survey.devices()) {
      Place place = device.sender().site().orElseThrow().place();
      long cell = H3.cell(Shown.onGrid(place, survey.network().data()), resolution);
      Cell its = cells.computeIfAbsent(cell, key -> new Cell());
      its.devices++;
      if (survey.isWeighed(device)) {
        its.weighed++;
        its.working += device.weightPpm() > 0 ? 1 : 0;
        its.weightPpm += device.weightPpm();
      }
    }
    Guide.Demand demand = survey.guide().demand(survey.summary());
    cells.forEach((cell, its) -> cell(array.addObject(), cell, its, demand.in(cell)));
  }

  private static void cell(ObjectNode node, long cell, Cell its, Optional<Guide.Wanted> wanted) {
    node.put("cell", H3.toText(cell))
        .put("devices", its.devices)
        .put("working", its.working)
        .put("weightPpm", its.weighed == 0 ? 0 : its.weightPpm / its.weighed);
    if (wanted.isPresent() && wanted.get().devices().isPresent()) {
      node.put("targetDevices", wanted.get().devices().getAsLong());
    } else {
      node.putNull("targetDevices");
    }
    if (wanted.isPresent()) {
      node.put("needPpm", wanted.get().needPpm());
    } else {
      node.putNull("needPpm");
    }
  }

  private static void device(ArrayNode row, Survey.Surveyed device, DataPolicy policy) {
    Place place = Shown.onGrid(device.sender().site().orElseThrow().place(), policy);
    row.add(device.sender().device().did())
        .add((double) place.latMicro() / Place.MICROS)
        .add((double) place.lonMicro() / Place.MICROS)
        .add(device.weightPpm())
        .add(device.lastEpoch());
  }
}
