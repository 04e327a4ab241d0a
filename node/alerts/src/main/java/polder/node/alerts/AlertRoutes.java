package polder.node.alerts;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import polder.node.gateway.Answers;
import polder.node.gateway.Body;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.PageHeaders;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.message.AlertRequest;

/** {@code /v1/alerts}: owners' signed requests, the key for push, and the end of messages. */
public final class AlertRoutes implements HttpService {
  private static final Set<String> TYPES = Set.of("application/cbor", "application/octet-stream");
  private static final Set<String> FORM =
      Set.of("application/x-www-form-urlencoded", "multipart/form-data");

  /**
   * A link in a mail may be opened by a machine that looks for danger: only a POST ends anything.
   */
  private static final String PAGE =
      """
      <!doctype html><html lang="en"><meta charset="utf-8"><meta name="referrer" content="no-referrer">
      <title>Polder: end alerts</title>
      <form method="post"><p>End these messages about devices?</p>
      <button>End them</button></form></html>
      """;

  private final Alerts alerts;
  private final HttpLimits limits;

  /** To {@code alerts}, within {@code limits}. */
  public AlertRoutes(Alerts alerts, HttpLimits limits) {
    this.alerts = alerts;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/v1/alerts", this::ask);
    rules.get("/v1/alerts/vapid", this::pushKey);
    rules.get("/v1/alerts/unsubscribe/{token}", this::page);
    rules.post("/v1/alerts/unsubscribe/{token}", this::unsubscribe);
  }

  private void ask(ServerRequest request, ServerResponse response) {
    Optional<Bytes> body = Body.read(request, response, TYPES, AlertLimits.BODY_BYTES, limits);
    if (body.isEmpty()) {
      return;
    }
    AlertRequest asked;
    try {
      asked = AlertRequest.decode(body.get());
    } catch (CodecException e) {
      Answers.refuse(response, Status.BAD_REQUEST_400, "malformed", String.valueOf(e.getMessage()));
      return;
    }
    Desk.Answer answer = alerts.ask(asked);
    Answers.send(response, answer.status(), answer.body());
  }

  private void pushKey(ServerRequest request, ServerResponse response) {
    alerts
        .pushKey()
        .ifPresentOrElse(
            key -> Answers.send(response, Status.OK_200, Answers.object().put("publicKey", key)),
            () ->
                Answers.refuse(
                    response, Status.NOT_FOUND_404, "no_such_channel", "this node sends no push"));
  }

  private void page(ServerRequest request, ServerResponse response) {
    PageHeaders.put(response);
    response
        .status(Status.OK_200)
        .header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .send(PAGE.getBytes(StandardCharsets.UTF_8));
  }

  private void unsubscribe(ServerRequest request, ServerResponse response) {
    Optional<Bytes> body = Body.read(request, response, FORM, AlertLimits.BODY_BYTES, limits);
    if (body.isEmpty()) {
      return;
    }
    if (alerts.unsubscribe(request.path().pathParameters().get("token"))) {
      Answers.send(response, Status.OK_200, Answers.object().put("ended", true));
    } else {
      Answers.refuse(
          response, Status.NOT_FOUND_404, "no_such_subscription", "it has ended already");
    }
  }
}
