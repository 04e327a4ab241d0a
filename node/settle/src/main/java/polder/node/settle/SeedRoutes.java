package polder.node.settle;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.Standing;
import polder.node.archive.SignedInputs;
import polder.node.gateway.Answers;
import polder.node.gateway.Body;
import polder.node.gateway.HttpLimits;
import polder.protocol.Bytes;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/seeds}: who could have bent the latest seed, and whose links are missing. {@code
 * GET /v1/seeds/{epoch}}: the inputs that are fixed for the epoch, as the node signed them (a
 * COSE_Sign1); with {@code ?wait=SECONDS} it waits for them. {@code POST /v1/seeds/{epoch}}: a
 * validator's link for them.
 */
public final class SeedRoutes implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(SeedRoutes.class);
  private static final Set<String> JSON = Set.of("application/json");
  private static final long MOST_BYTES = 4_096;
  private static final long MOST_WAIT_SECONDS = 10;

  private final SeedDesk desk;
  private final Watch watch;
  private final Supplier<Standing> standing;
  private final HttpLimits limits;

  /** Looks at seed chains on the chain. */
  public interface Watch {
    /** How the members of the set stood when the chain was asked last. */
    List<SeedWatch.Status> status();

    /** What stands in the way, one line. */
    Optional<String> trouble();
  }

  /** The doors of {@code desk} and {@code watch}. */
  public SeedRoutes(SeedDesk desk, Watch watch, Supplier<Standing> standing, HttpLimits limits) {
    this.desk = desk;
    this.watch = watch;
    this.standing = standing;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/seeds", this::status);
    rules.get("/v1/seeds/{epoch}", this::fixed);
    rules.post("/v1/seeds/{epoch}", this::take);
  }

  private void status(ServerRequest request, ServerResponse response) {
    ObjectNode node = Answers.object();
    standing
        .get()
        .header()
        .ifPresent(header -> {
          node.put("epoch", header.epoch())
              .put("seedTrust", header.seedTrust().word())
              .put("links", header.linksCount());
          ArrayNode withheld = node.putArray("withheld");
          header.withheld().forEach(account -> withheld.add(account.toString()));
        });
    ArrayNode validators = node.putArray("validators");
    for (SeedWatch.Status one : watch.status()) {
      ObjectNode validator =
          validators
              .addObject()
              .put("account", one.account().toString())
              .put("missing", one.missing());
      one.demand()
          .ifPresent(demand ->
              validator
                  .putObject("demand")
                  .put("epoch", demand.epoch())
                  .put("by", demand.by().toString())
                  .put("untilSeconds", demand.untilSeconds()));
    }
    watch.trouble().ifPresent(why -> node.put("trouble", why));
    Answers.send(response, Status.OK_200, node);
  }

  private static Optional<Long> number(ServerResponse response, String text, String what) {
    if (text.matches("[0-9]{1,18}")) {
      return Optional.of(Long.parseLong(text));
    }
    Answers.refuse(response, Status.BAD_REQUEST_400, "bad_question", what + " is a whole number");
    return Optional.empty();
  }

  private void fixed(ServerRequest request, ServerResponse response) {
    Optional<Long> epoch =
        number(response, request.path().pathParameters().get("epoch"), "an epoch");
    Optional<Long> wait =
        epoch.isEmpty()
            ? Optional.empty()
            : number(response, request.query().first("wait").orElse("0"), "wait, in seconds,");
    if (epoch.isEmpty() || wait.isEmpty()) {
      return;
    }
    Optional<SignedInputs> inputs;
    try {
      inputs = desk.fixed(epoch.get(), 1_000 * Math.min(MOST_WAIT_SECONDS, wait.get()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      inputs = Optional.empty();
    }
    if (inputs.isEmpty()) {
      Answers.refuse(
          response,
          Status.NOT_FOUND_404,
          "not_fixed",
          "the inputs of epoch " + epoch.get() + " are not fixed, or it is long sealed");
      return;
    }
    response
        .status(Status.OK_200)
        .header(HeaderNames.CONTENT_TYPE, "application/cose; cose-type=\"cose-sign1\"")
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .send(inputs.get().encode().toArray());
  }

  private void take(ServerRequest request, ServerResponse response) {
    Optional<Bytes> body = Body.read(request, response, JSON, MOST_BYTES, limits);
    Optional<Long> epoch =
        body.isEmpty()
            ? Optional.empty()
            : number(response, request.path().pathParameters().get("epoch"), "an epoch");
    if (body.isEmpty() || epoch.isEmpty()) {
      return;
    }
    try {
      RevealJson.Given given = RevealJson.read(epoch.get(), body.get());
      answer(response, given, desk.take(given.reveal(), given.account(), given.signature()));
    } catch (IllegalArgumentException e) {
      Answers.refuse(response, Status.BAD_REQUEST_400, "malformed", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.error("a seed link cannot be kept: {}", e.getMessage(), e);
      Answers.refuse(
          response,
          Status.SERVICE_UNAVAILABLE_503,
          "unwritable",
          "the node cannot write it down; send it again");
    }
  }

  private static void answer(
      ServerResponse response, RevealJson.Given given, SeedDesk.Verdict verdict) {
    long epoch = given.reveal().epoch();
    switch (verdict) {
      case TAKEN ->
          Answers.send(
              response,
              Status.OK_200,
              Answers.object()
                  .put("epoch", epoch)
                  .put("attempt", given.reveal().attempt())
                  .put("inputs", "0x" + given.reveal().inputs().toHex())
                  .put("account", given.account().toString()));
      case NOT_OPEN ->
          Answers.refuse(
              response,
              Status.CONFLICT_409,
              "not_open",
              "epoch " + epoch + " takes no links: it is sealed, or its inputs are not fixed");
      case OTHER_INPUTS ->
          Answers.refuse(
              response,
              Status.CONFLICT_409,
              "other_inputs",
              "this node fixed other inputs for epoch " + epoch + ", or another attempt");
      case NOT_DUE ->
          Answers.refuse(
              response,
              Status.FORBIDDEN_403,
              "not_due",
              "no link of " + given.account() + " is due: the network knows no chain of it yet");
      case BAD_SIGNATURE ->
          Answers.refuse(
              response,
              Status.FORBIDDEN_403,
              "bad_signature",
              given.account() + " did not sign this");
      case BAD_LINK ->
          Answers.refuse(
              response,
              Status.UNPROCESSABLE_CONTENT_422,
              "bad_link",
              "that is not the link of epoch " + epoch + " in the chain committed to");
    }
  }
}
