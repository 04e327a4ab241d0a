package polder.node.things;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.node.gateway.Answers;
import polder.node.things.ResourcePath.NoSuchPathException;
import polder.ports.readings.Entity;
import polder.ports.readings.ReadModel;
import polder.ports.readings.ReadModel.Row;
import polder.ports.readings.ReadModel.TooCostlyException;
import polder.ports.readings.Selection;
import polder.ports.readings.Visibility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/sensorthings/v1.1/…}: OGC SensorThings API 1.1 (OGC 18-088), to read. */
public final class ThingsRoutes implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(ThingsRoutes.class);

  /** The root of the service. */
  public static final String ROOT = "/v1/sensorthings/v1.1";

  private static final String SPEC = "http://www.opengis.net/spec/iot_sensing/1.1/req/";
  private static final List<String> CONFORMANCE =
      List.of(
          SPEC + "datamodel",
          SPEC + "resource-path/resource-path-to-entities",
          SPEC + "request-data");

  private final ReadModel store;
  private final Supplier<Visibility> visibility;
  private final LongSupplier nowMillis;
  private final ThingsLimits limits;

  /**
   * @param store what is asked
   * @param visibility what may be shown now
   * @param nowMillis the node's clock, epoch milliseconds
   */
  public ThingsRoutes(
      ReadModel store,
      Supplier<Visibility> visibility,
      LongSupplier nowMillis,
      ThingsLimits limits) {
    this.store = store;
    this.visibility = visibility;
    this.nowMillis = nowMillis;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any(ROOT, this::handle);
    rules.any(ROOT + "/*", this::handle);
  }

  private void handle(ServerRequest request, ServerResponse response) {
    String method = request.prologue().method().text();
    if (!method.equals("GET")) {
      response.header(HeaderNames.ALLOW, "GET");
      refuse(
          response,
          Status.METHOD_NOT_ALLOWED_405,
          "this service is read only: devices send signed messages to /v1/messages");
      return;
    }
    try {
      answer(request, response);
    } catch (BadRequestException | IllegalArgumentException e) {
      refuse(response, Status.BAD_REQUEST_400, String.valueOf(e.getMessage()));
    } catch (NoSuchPathException e) {
      refuse(response, Status.NOT_FOUND_404, String.valueOf(e.getMessage()));
    } catch (TooCostlyException e) {
      response.header(HeaderNames.RETRY_AFTER, "5");
      refuse(response, Status.SERVICE_UNAVAILABLE_503, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.error("cannot answer {}: {}", request.path().path(), e.getMessage(), e);
      refuse(
          response,
          Status.INTERNAL_SERVER_ERROR_500,
          "the node cannot read its readings; its log says why");
    }
  }

  /** Errors as SensorThings 1.1 §9.3.2 suggests. */
  private static void refuse(ServerResponse response, Status status, String message) {
    ObjectNode node = Answers.object();
    node.put("code", status.code()).put("type", "error").put("message", message);
    Answers.send(response, status, node);
  }

  private void answer(ServerRequest request, ServerResponse response) throws IOException {
    String root = Address.origin(request) + ROOT;
    List<String> segments = Address.segments(request, ROOT);
    Map<String, String> parameters = Address.parameters(request);
    if (segments.isEmpty()) {
      Answers.send(response, Status.OK_200, start(root));
      return;
    }
    ResourcePath path = ResourcePath.parse(segments);
    Options options =
        new Options.Reader(limits, nowMillis.getAsLong()).read(parameters, path.entity());
    Found found =
        store.read(
            visibility.get(),
            limits.timeMillis(),
            reading ->
                find(
                    new EntityWriter(reading, root, limits),
                    reading,
                    path,
                    options,
                    root + "/" + String.join("/", segments)));
    switch (found) {
      case Found.Json(ObjectNode node) -> Answers.send(response, Status.OK_200, node);
      case Found.Plain(String text) ->
          response
              .status(Status.OK_200)
              .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8")
              .header(HeaderNames.CACHE_CONTROL, "no-store")
              .send(text.getBytes(StandardCharsets.UTF_8));
      case Found.Empty() -> response.status(Status.NO_CONTENT_204).send();
    }
  }

  private static ObjectNode start(String root) {
    ObjectNode node = Answers.object();
    ArrayNode sets = node.putArray("value");
    for (Entity entity : Entity.values()) {
      sets.addObject().put("name", entity.plural()).put("url", root + "/" + entity.plural());
    }
    ArrayNode conformance = node.putObject("serverSettings").putArray("conformance");
    CONFORMANCE.forEach(conformance::add);
    return node;
  }

  /** What is answered. */
  private sealed interface Found {
    record Json(ObjectNode node) implements Found {}

    record Plain(String text) implements Found {}

    record Empty() implements Found {}
  }

  private static Found find(
      EntityWriter writer,
      ReadModel.Reading reading,
      ResourcePath path,
      Options options,
      String address)
      throws IOException {
    if (path.parent().isPresent()) {
      ResourcePath.Parent parent = path.parent().get();
      Selection its =
          new Selection(parent.entity(), Optional.of(parent.where()), List.of(), 0, 1, false);
      if (reading.find(its).isEmpty()) {
        throw new NoSuchPathException("there is no such entity on the way");
      }
    }
    Selection selection =
        writer.selection(path.entity(), path.where(), options, path.byIdentifier());
    ObjectNode node = Answers.object();
    if (!path.single()) {
      if (path.isReference()) {
        writer.references(node, address, selection, options);
      } else {
        writer.collection(node, "value", "", address, selection, options);
      }
      return new Found.Json(node);
    }
    Row row =
        reading.find(selection).stream()
            .findFirst()
            .orElseThrow(() -> new NoSuchPathException("there is no such entity"));
    if (path.isReference()) {
      node.put("@iot.selfLink", writer.self(path.entity(), row));
      return new Found.Json(node);
    }
    if (!path.tail().isEmpty()) {
      return property(path, row);
    }
    writer.entity(node, path.entity(), row, options);
    return new Found.Json(node);
  }

  private static Found property(ResourcePath path, Row row) {
    boolean bare = path.tail().getLast().equals("$value");
    List<String> names = bare ? path.tail().subList(0, path.tail().size() - 1) : path.tail();
    String whole = String.join("/", names);
    boolean known =
        path.entity().fields().stream()
            .anyMatch(field -> field.path().equals(whole) || field.path().startsWith(whole + "/"));
    if (names.isEmpty() || !known) {
      throw new NoSuchPathException(path.entity().plural() + " have no " + whole);
    }
    JsonNode value = EntityWriter.fields(path.entity(), row);
    for (String name : names) {
      value = value.path(name);
    }
    if (value.isMissingNode()) {
      return new Found.Empty();
    }
    if (bare) {
      return new Found.Plain(value.isString() ? value.asString() : value.toString());
    }
    ObjectNode node = Answers.object();
    node.set(names.getLast(), value);
    return new Found.Json(node);
  }
}
