package polder.node.gateway;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.protocol.Bytes;

/** {@code POST /v1/messages}: one message, or a CBOR sequence (RFC 8742) of them. */
public final class MessageRoutes implements HttpService {
  private static final Set<String> TYPES =
      Set.of(
          "application/cose",
          "application/cbor",
          "application/cbor-seq",
          "application/octet-stream");

  private final Gateway gateway;
  private final HttpLimits limits;

  /** Into {@code gateway}, within {@code limits}. */
  public MessageRoutes(Gateway gateway, HttpLimits limits) {
    this.gateway = gateway;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/v1/messages", this::post);
  }

  private void post(ServerRequest request, ServerResponse response) {
    Optional<Bytes> body = Body.read(request, response, TYPES, limits.bodyBytes(), limits);
    if (body.isEmpty()) {
      return;
    }
    if (body.get().size() == 0) {
      Answers.refuse(
          response, Status.BAD_REQUEST_400, "empty", "the body is empty; send one message or more");
      return;
    }
    MessageSequence items = MessageSequence.split(body.get(), limits.bodyMessages());
    if (items.items().size() > limits.bodyMessages()) {
      Answers.refuse(
          response,
          Status.REQUEST_ENTITY_TOO_LARGE_413,
          "too_many_messages",
          "at most " + limits.bodyMessages() + " messages at once; none of these was taken");
      return;
    }
    if (items.items().isEmpty()) {
      String detail = items.broken().map(Reply.Refused::detail).orElse("nothing can be read");
      Answers.refuse(response, Status.BAD_REQUEST_400, "malformed", detail);
      return;
    }
    List<Reply> replies = new ArrayList<>(gateway.acceptAll(items.items()));
    items.broken().ifPresent(replies::add);
    send(response, replies, Status.OK_200);
  }

  /** Answers with {@code good} if all was well, else with what fits the worst of the replies. */
  static void send(ServerResponse response, List<Reply> replies, Status good) {
    Status status = good;
    for (Reply reply : replies) {
      switch (reply) {
        case Reply.Busy _, Reply.Failed _ -> status = Status.SERVICE_UNAVAILABLE_503;
        case Reply.Refused _ -> {
          if (status.code() < 500) {
            status = Status.UNPROCESSABLE_CONTENT_422;
          }
        }
        case Reply.Accepted _, Reply.Duplicate _ -> {}
      }
    }
    if (status.code() == 503) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    }
    Answers.send(response, status, ReplyJson.of(replies));
  }
}
