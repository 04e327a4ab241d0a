package polder.node.session;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.Set;
import polder.node.gateway.Answers;

/**
 * Keeps other sites from acting in the name of whoever is signed in: a request that could change
 * something and comes with a session's cookie must have the header {@code X-Polder: 1}, which no
 * form can send, and no script of another site unless this node allowed it, and must say that it
 * comes from a page of this node. Stands before all other routes.
 */
public final class SessionGuard implements HttpService {
  private static final HeaderName MARK = HeaderNames.create("X-Polder");
  private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
  private static final Set<Method> SAFE =
      Set.of(Method.GET, Method.HEAD, Method.OPTIONS, Method.TRACE);

  /** Whose address is a secret that stands for itself, and which a form asks without a mark. */
  private static final String UNSUBSCRIBE = "/v1/alerts/unsubscribe/";

  private final Addresses addresses;

  /** Where the node is reached by {@code addresses}. */
  public SessionGuard(Addresses addresses) {
    this.addresses = addresses;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any(this::guard);
  }

  private void guard(ServerRequest request, ServerResponse response) {
    boolean harmless =
        SAFE.contains(request.prologue().method())
            || !SessionCookie.isIn(request)
            || request.path().path().startsWith(UNSUBSCRIBE);
    if (harmless || isOwn(request, true)) {
      response.next();
    } else {
      refuse(response);
    }
  }

  /**
   * Whether a page of this node sent {@code request}, or, if it need not be a page, some program
   * that is no browser.
   *
   * @param page whether it must be a page
   */
  boolean isOwn(ServerRequest request, boolean page) {
    boolean marked = request.headers().first(MARK).filter("1"::equals).isPresent();
    boolean near = request.headers().first(FETCH_SITE).map("same-origin"::equals).orElse(true);
    Optional<String> said = request.headers().first(HeaderNames.ORIGIN);
    boolean same =
        said.isEmpty() ? !page : said.equals(addresses.reachedBy(request).map(Origin::toString));
    return marked && near && same;
  }

  /** Answers that another site cannot do this. */
  static void refuse(ServerResponse response) {
    Answers.refuse(
        response,
        Status.FORBIDDEN_403,
        "cross_site",
        "only a page of this node may ask this, with the header X-Polder: 1; behind a proxy the"
            + " node must be told its address with --public-url, and get the Host that was asked");
  }
}
