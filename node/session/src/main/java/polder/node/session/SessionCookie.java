package polder.node.session;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/**
 * The cookie of a session. Scripts cannot read it, and it comes with requests of the node's own
 * pages alone. By HTTPS its name has the prefix {@code __Host-}, so that no other host can plant
 * one; by HTTP it has the port, since nodes on one machine share their cookies.
 *
 * @param name its name
 * @param secure whether it is sent by HTTPS alone
 */
record SessionCookie(String name, boolean secure) {
  private static final String NAME = "polder_session";
  private static final int MOST_LETTERS = 64;

  /** That of pages of {@code origin}. */
  static SessionCookie of(Origin origin) {
    if (origin.isSecure()) {
      return new SessionCookie("__Host-" + NAME, true);
    }
    String authority = origin.authority();
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    return new SessionCookie(hasPort ? NAME + "_" + authority.substring(colon + 1) : NAME, false);
  }

  /** Its value in {@code request}. */
  Optional<String> read(ServerRequest request) {
    for (String header : request.headers().values(HeaderNames.COOKIE)) {
      for (String cookie : header.split(";")) {
        int equals = cookie.indexOf('=');
        if (equals > 0 && cookie.substring(0, equals).strip().equals(name)) {
          String value = cookie.substring(equals + 1).strip();
          return value.length() <= MOST_LETTERS ? Optional.of(value) : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** Whether {@code request} has a cookie of any session of a node. */
  static boolean isIn(ServerRequest request) {
    return request.headers().contains(HeaderNames.COOKIE)
        && request.headers().values(HeaderNames.COOKIE).stream()
            .anyMatch(header -> header.contains(NAME));
  }

  /** Gives it to the browser, until that is closed. */
  void set(ServerResponse response, String id) {
    put(response, id, "");
  }

  /** Takes it back. */
  void clear(ServerResponse response) {
    put(response, "", "; Max-Age=0");
  }

  private void put(ServerResponse response, String id, String more) {
    response.header(
        HeaderNames.SET_COOKIE,
        name
            + "="
            + id
            + "; Path=/; HttpOnly; SameSite=Strict"
            + (secure ? "; Secure" : "")
            + more);
  }
}
