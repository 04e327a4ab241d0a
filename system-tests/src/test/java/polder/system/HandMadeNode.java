package polder.system;

import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import polder.adapters.files.DirectoryArchive;
import polder.node.archive.SignedInputs;
import polder.node.gateway.HttpLimits;
import polder.protocol.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Serves an archive of a folder, whatever is in it, and takes signatures, or does not. */
final class HandMadeNode implements AutoCloseable {
  private static final String PREFIX = "/v1/archive/";

  private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
  private final List<JsonNode> unanswered = new CopyOnWriteArrayList<>();
  private final List<JsonNode> links = new CopyOnWriteArrayList<>();
  private volatile Optional<SignedInputs> fixed = Optional.empty();
  private final DirectoryArchive archive;
  private final Predicate<String> shown;
  private final WebServer server;
  private volatile boolean busy;

  /**
   * Starts one.
   *
   * @param shown which paths of the archive it serves
   */
  HandMadeNode(Path archive, Predicate<String> shown) throws IOException {
    this.archive = new DirectoryArchive(archive);
    this.shown = shown;
    WebServerConfig.Builder builder =
        WebServer.builder().address(InetAddress.getLoopbackAddress()).port(0).shutdownHook(false);
    HttpLimits.USUAL.configure(builder, List.of(this::routes));
    this.server = builder.build().start();
  }

  private void routes(HttpRules rules) {
    rules.get(
        PREFIX + "*",
        (request, response) -> {
          String path = request.path().absolute().rawPath().substring(PREFIX.length());
          Optional<Bytes> file = shown.test(path) ? archive.read(path) : Optional.empty();
          if (file.isPresent()) {
            response.send(file.get().toArray());
          } else {
            response.status(Status.NOT_FOUND_404).send();
          }
        });
    rules.get(
        "/v1/attestations/{epoch}",
        (request, response) -> {
          String epoch = request.path().pathParameters().get("epoch");
          List<JsonNode> given =
              taken.stream().filter(one -> one.path("epoch").asString("").equals(epoch)).toList();
          if (given.isEmpty()) {
            response.status(Status.NOT_FOUND_404).send();
            return;
          }
          ObjectNode list = JsonMapper.shared().createObjectNode();
          list.set("header", given.getFirst().path("header"));
          list.putArray("attestations").addAll(given);
          response.send(list.toString());
        });
    rules.get(
        "/v1/seeds/{epoch}",
        (request, response) -> {
          long epoch = Long.parseLong(request.path().pathParameters().get("epoch"));
          Optional<SignedInputs> shows = fixed.filter(inputs -> inputs.inputs().epoch() == epoch);
          if (shows.isPresent()) {
            response.send(shows.get().encode().toArray());
          } else {
            response.status(Status.NOT_FOUND_404).send();
          }
        });
    rules.post(
        "/v1/seeds/{epoch}",
        (request, response) -> {
          links.add(JsonMapper.shared().readTree(request.content().as(byte[].class)));
          response.status(Status.OK_200).send();
        });
    rules.post(
        "/v1/attestations",
        (request, response) -> {
          JsonNode body = JsonMapper.shared().readTree(request.content().as(byte[].class));
          boolean refuses = busy;
          (refuses ? unanswered : taken).add(body);
          response.status(refuses ? Status.SERVICE_UNAVAILABLE_503 : Status.OK_200).send();
        });
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  /** Whether it says from now on that it has no time for signatures. */
  void busy(boolean now) {
    busy = now;
  }

  /** Shows these inputs as fixed from now on. */
  void fix(SignedInputs inputs) {
    fixed = Optional.of(inputs);
  }

  /** The links that it was given. */
  List<JsonNode> links() {
    return links;
  }

  /** The signatures that it took. */
  List<JsonNode> taken() {
    return taken;
  }

  /** Those that came while it had no time. */
  List<JsonNode> unanswered() {
    return unanswered;
  }

  @Override
  public void close() {
    server.stop();
  }
}
