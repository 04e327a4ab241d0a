package polder.node.session;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.util.Optional;
import polder.node.gateway.Answers;

/** Whose requests these are: the way from a request's cookie to its session. */
public final class Visitors {
  private final Sessions sessions;
  private final Addresses addresses;

  /** Of {@code sessions}, where the node is reached by {@code addresses}. */
  public Visitors(Sessions sessions, Addresses addresses) {
    this.sessions = sessions;
    this.addresses = addresses;
  }

  /** The session of whoever sent {@code request}, which lasts anew from now on. */
  public Optional<Session> of(ServerRequest request) {
    return id(request).flatMap(sessions::find);
  }

  /** The same; where there is none, the request is answered with 401 already. */
  public Optional<Session> require(ServerRequest request, ServerResponse response) {
    Optional<Session> session = of(request);
    if (session.isEmpty()) {
      Answers.refuse(
          response,
          Status.UNAUTHORIZED_401,
          "not_signed_in",
          "sign in first: see GET /v1/session/nonce");
    }
    return session;
  }

  /** Where whoever sent {@code request} reaches the node, if that is one of its addresses. */
  public Optional<URI> address(ServerRequest request) {
    return addresses.reachedBy(request).map(origin -> URI.create(origin.toString()));
  }

  /** The id that the cookie has, of a session or not. */
  Optional<String> id(ServerRequest request) {
    return addresses.reachedBy(request).flatMap(origin -> SessionCookie.of(origin).read(request));
  }

  /** The node's origin as the sender sees it; else the request is answered with 421 already. */
  Optional<Origin> origin(ServerRequest request, ServerResponse response) {
    Optional<Origin> origin = addresses.reachedBy(request);
    if (origin.isEmpty()) {
      Answers.refuse(
          response,
          Status.MISDIRECTED_REQUEST_421,
          "unknown_address",
          "this node does not know itself as "
              + request.headers().first(HeaderNames.HOST).orElse("nothing")
              + ": its operator names it with --public-url");
    }
    return origin;
  }
}
