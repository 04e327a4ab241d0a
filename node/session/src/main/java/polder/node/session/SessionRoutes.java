package polder.node.session;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import polder.node.gateway.Answers;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.JsonBody;
import polder.protocol.Bytes;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/session}: sign in with a wallet, ask who is signed in, sign out. */
public final class SessionRoutes implements HttpService {
  private static final String STATEMENT =
      "Sign in to this Polder node. This moves nothing and costs nothing.";
  private static final long BODY_BYTES = 16_384;
  private static final int MOST_SIGNATURE_DIGITS = 8_192;

  private final SignIn signIn;
  private final Sessions sessions;
  private final Visitors visitors;
  private final SessionGuard guard;
  private final HttpLimits limits;

  /** Opens and ends {@code sessions}. */
  public SessionRoutes(SignIn signIn, Sessions sessions, Addresses addresses, HttpLimits limits) {
    this.signIn = signIn;
    this.sessions = sessions;
    this.visitors = new Visitors(sessions, addresses);
    this.guard = new SessionGuard(addresses);
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/session/nonce", this::nonce);
    rules.post("/v1/session", this::open);
    rules.get("/v1/session", this::look);
    rules.delete("/v1/session", this::end);
  }

  private void nonce(ServerRequest request, ServerResponse response) {
    Optional<Origin> origin = visitors.origin(request, response);
    if (origin.isPresent()) {
      Answers.send(
          response,
          Status.OK_200,
          Answers.object()
              .put("nonce", signIn.nonce(origin.get()))
              .put("domain", origin.get().authority())
              .put("uri", origin.get().toString())
              .put("chainId", signIn.chainId())
              .put("statement", STATEMENT)
              .put("expiresMillis", signIn.nonceEndMillis()));
    }
  }

  private void open(ServerRequest request, ServerResponse response) {
    Optional<Origin> origin = visitors.origin(request, response);
    if (origin.isEmpty()) {
      return;
    }
    // Also without a cookie: else another site could sign its visitors in as somebody else.
    if (!guard.isOwn(request, false)) {
      SessionGuard.refuse(response);
      return;
    }
    Optional<ObjectNode> body = JsonBody.read(request, response, BODY_BYTES, limits);
    if (body.isEmpty()) {
      return;
    }
    String message;
    Bytes signature;
    try {
      message = JsonBody.text(body.get(), "message");
      signature = signature(JsonBody.text(body.get(), "signature"));
    } catch (IllegalArgumentException e) {
      Answers.refuse(response, Status.BAD_REQUEST_400, "malformed", String.valueOf(e.getMessage()));
      return;
    }
    switch (signIn.judge(message, signature, origin.get())) {
      case SignIn.Outcome.Good good -> {
        // Whoever signs in anew leaves no session behind that nobody can end any more.
        visitors.id(request).ifPresent(sessions::end);
        Sessions.Opened opened = sessions.open(good.account(), good.contract());
        SessionCookie.of(origin.get()).set(response, opened.id());
        Answers.send(response, Status.OK_200, describe(opened.session()));
      }
      case SignIn.Outcome.Bad(String reason, String detail) ->
          Answers.refuse(
              response,
              reason.equals("bad_message") ? Status.BAD_REQUEST_400 : Status.UNAUTHORIZED_401,
              reason,
              detail);
      case SignIn.Outcome.Unknown(String reason, String detail) -> {
        response.header(HeaderNames.RETRY_AFTER, "2");
        Answers.refuse(response, Status.SERVICE_UNAVAILABLE_503, reason, detail);
      }
    }
  }

  private static Bytes signature(String hex) {
    if (!hex.startsWith("0x") || hex.length() > MOST_SIGNATURE_DIGITS) {
      throw new IllegalArgumentException(
          "the signature must be 0x and hexadecimal digits, at most " + MOST_SIGNATURE_DIGITS);
    }
    return Bytes.fromHex(hex);
  }

  private void look(ServerRequest request, ServerResponse response) {
    visitors
        .require(request, response)
        .ifPresent(session -> Answers.send(response, Status.OK_200, describe(session)));
  }

  private void end(ServerRequest request, ServerResponse response) {
    Optional<Origin> origin = visitors.origin(request, response);
    if (origin.isPresent()) {
      boolean ended = visitors.id(request).map(sessions::end).orElse(false);
      SessionCookie.of(origin.get()).clear(response);
      Answers.send(response, Status.OK_200, Answers.object().put("ended", ended));
    }
  }

  private static ObjectNode describe(Session session) {
    return Answers.object()
        .put("account", session.account().toString())
        .put("contract", session.contract())
        .put("expiresMillis", session.expiresMillis());
  }
}
