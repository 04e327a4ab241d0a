package polder.node.join;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.node.gateway.Answers;
import polder.node.gateway.Body;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.JsonBody;
import polder.node.gateway.Reply;
import polder.node.join.JoinDesk.Drafted;
import polder.node.join.JoinDesk.Signed;
import polder.node.session.Session;
import polder.node.session.Visitors;
import polder.protocol.Bytes;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.Site;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/join}: drafts of enrolments for whoever is signed in, and their signatures. */
public final class JoinRoutes implements HttpService {
  private static final long BODY_BYTES = 16_384;
  private static final long FILE_BYTES = 131_072;
  private static final Set<String> CSV = Set.of("text/csv", "text/plain");

  private final JoinDesk desk;
  private final Visitors visitors;
  private final HttpLimits limits;

  /** To {@code desk}, for {@code visitors}, within {@code limits}. */
  public JoinRoutes(JoinDesk desk, Visitors visitors, HttpLimits limits) {
    this.desk = desk;
    this.visitors = visitors;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/v1/join/drafts", this::draft);
    rules.post("/v1/join/drafts/{draft}", this::sign);
    rules.post("/v1/join/bulk", this::bulk);
  }

  /** Who can sign enrolments; else the request is answered already. */
  private Optional<Session> owner(ServerRequest request, ServerResponse response) {
    Optional<Session> session = visitors.require(request, response);
    if (session.isPresent() && session.get().contract()) {
      refuse(
          response,
          "contract_account",
          "an account that is a contract has no key to sign an enrolment with: sign in with an"
              + " account that has one");
      return Optional.empty();
    }
    return session;
  }

  private static void refuse(ServerResponse response, String reason, String detail) {
    Status status =
        switch (reason) {
          case "malformed" -> Status.BAD_REQUEST_400;
          case "wrong_account" -> Status.FORBIDDEN_403;
          case "no_such_draft", "unknown_network" -> Status.NOT_FOUND_404;
          case "name_taken" -> Status.CONFLICT_409;
          case "too_many_drafts" -> Status.TOO_MANY_REQUESTS_429;
          case "failed" -> Status.SERVICE_UNAVAILABLE_503;
          default -> Status.UNPROCESSABLE_CONTENT_422;
        };
    Answers.refuse(response, status, reason, detail);
  }

  private void draft(ServerRequest request, ServerResponse response) {
    Optional<Session> owner = owner(request, response);
    if (owner.isEmpty()) {
      return;
    }
    Optional<ObjectNode> body = JsonBody.read(request, response, BODY_BYTES, limits);
    if (body.isEmpty()) {
      return;
    }
    Drafted drafted;
    try {
      drafted = draft(owner.get(), body.get());
    } catch (IllegalArgumentException e) {
      refuse(response, "malformed", String.valueOf(e.getMessage()));
      return;
    }
    switch (drafted) {
      case Drafted.Refused(String reason, String detail) -> refuse(response, reason, detail);
      case Drafted.Ready(List<Draft> drafts) ->
          Answers.send(
              response, Status.CREATED_201, JoinJson.draft(drafts.getFirst(), desk.deployment()));
    }
  }

  private Drafted draft(Session owner, ObjectNode body) {
    if (body.has("account")
        && !JsonBody.text(body, "account").equalsIgnoreCase(owner.account().toString())) {
      return new Drafted.Refused(
          "wrong_account",
          "you are signed in as " + owner.account() + ", which cannot sign for it");
    }
    if (body.has("action")) {
      return desk.draftAction(owner.account(), Asked.read(body.path("action")));
    }
    JsonNode device = body.path("device");
    String kind = JsonBody.text(device, "kind");
    if (kind.equals("offer")) {
      return desk.draftOffer(owner.account(), offer(JsonBody.text(device, "offer")));
    }
    if (!kind.equals("via")) {
      throw new IllegalArgumentException("the device's kind must be via or offer, not " + kind);
    }
    String name = JsonBody.text(body, "network");
    Optional<NetworkManifest> network = desk.network(name);
    if (network.isEmpty()) {
      return new Drafted.Refused("unknown_network", "there is no network " + name);
    }
    JsonNode place = body.path("place");
    Site site =
        Site.nearest(
            number(place, "latitude"),
            number(place, "longitude"),
            place.has("heightMeters") ? number(place, "heightMeters") : BigDecimal.ZERO,
            network.get().data().finestPlaceMicroDegrees());
    return desk.draftVia(
        owner.account(),
        network.get(),
        List.of(
            new JoinDesk.Stock(JsonBody.text(device, "via"), JsonBody.text(device, "name"), site)));
  }

  private static Bytes offer(String text) {
    try {
      return Bytes.wrap(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the offer must be Base64 as the device printed it", e);
    }
  }

  private static BigDecimal number(JsonNode place, String name) {
    JsonNode value = place.path(name);
    if (!value.isNumber()) {
      throw new IllegalArgumentException("there is no number '" + name + "' in the place");
    }
    try {
      return value.decimalValue();
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("no coordinate is as large as '" + name + "'", e);
    }
  }

  private void bulk(ServerRequest request, ServerResponse response) {
    Optional<Session> owner = owner(request, response);
    if (owner.isEmpty()) {
      return;
    }
    Optional<Bytes> body = Body.read(request, response, CSV, FILE_BYTES, limits);
    if (body.isEmpty()) {
      return;
    }
    String name = request.query().first("network").orElse("");
    Optional<NetworkManifest> network = desk.network(name);
    if (network.isEmpty()) {
      refuse(response, "unknown_network", "name a network of this node: ?network=NAME");
      return;
    }
    Drafted drafted;
    List<BulkFile.Row> rows;
    try {
      rows = BulkFile.parse(utf8(body.get()), desk.mostRows());
      drafted = desk.draftVia(owner.get().account(), network.get(), stocks(rows, network.get()));
    } catch (IllegalArgumentException e) {
      refuse(response, "malformed", String.valueOf(e.getMessage()));
      return;
    }
    switch (drafted) {
      case Drafted.Refused(String reason, String detail) -> refuse(response, reason, detail);
      case Drafted.Ready(List<Draft> drafts) ->
          Answers.send(
              response, Status.CREATED_201, JoinJson.drafts(rows, drafts, desk.deployment()));
    }
  }

  private static String utf8(Bytes body) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body.unsafeArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the file is no UTF-8", e);
    }
  }

  private static List<JoinDesk.Stock> stocks(List<BulkFile.Row> rows, NetworkManifest network) {
    long grid = network.data().finestPlaceMicroDegrees();
    return rows.stream()
        .map(row -> new JoinDesk.Stock(row.via(), row.name(), row.site(grid)))
        .toList();
  }

  private void sign(ServerRequest request, ServerResponse response) {
    Optional<Session> owner = owner(request, response);
    if (owner.isEmpty()) {
      return;
    }
    Optional<ObjectNode> body = JsonBody.read(request, response, BODY_BYTES, limits);
    if (body.isEmpty()) {
      return;
    }
    Bytes signature;
    try {
      signature = Bytes.fromHex(JsonBody.text(body.get(), "signature"));
    } catch (IllegalArgumentException e) {
      refuse(response, "malformed", "the signature must be 0x and hexadecimal digits");
      return;
    }
    String id = request.path().pathParameters().get("draft");
    switch (desk.sign(owner.get().account(), id, signature)) {
      case Signed.Refused(String reason, String detail) -> refuse(response, reason, detail);
      case Signed.Answered answered -> answer(request, response, answered);
    }
  }

  private void answer(ServerRequest request, ServerResponse response, Signed.Answered answered) {
    switch (answered.reply()) {
      case Reply.Refused refused -> refuse(response, refused.reason(), refused.detail());
      case Reply.Busy _ -> {
        response.header(HeaderNames.RETRY_AFTER, "1");
        Answers.refuse(
            response,
            Status.SERVICE_UNAVAILABLE_503,
            "busy",
            "too much waits; send the same signature again in a moment");
      }
      case Reply.Failed failed ->
          Answers.refuse(response, Status.SERVICE_UNAVAILABLE_503, "failed", failed.detail());
      case Reply taken -> {
        URI node =
            visitors
                .address(request)
                .orElseThrow(() -> new IllegalStateException("a session has an address"));
        Answers.send(
            response, Status.OK_200, JoinJson.taken(answered.draft(), taken, node, desk::network));
      }
    }
  }
}
