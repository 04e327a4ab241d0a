package polder.node.gateway;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;

/**
 * Bodies beyond the usual limit, which the routes below one address take and bound themselves.
 *
 * @param prefix with what those addresses begin
 * @param mostBytes the largest body there
 */
public record LargeBodies(String prefix, long mostBytes) {
  /** There are none. */
  public static final LargeBodies NONE = new LargeBodies("/", 0);

  /**
   * A filter that refuses what is larger than {@code bodyBytes} elsewhere, as the server did before
   * it had to let large ones in.
   */
  Filter filter(long bodyBytes) {
    return (chain, request, response) -> {
      boolean isUsual =
          mostBytes <= bodyBytes || request.prologue().uriPath().rawPath().startsWith(prefix);
      if (!isUsual && request.headers().contentLength().orElse(0) > bodyBytes) {
        response.header(HeaderValues.CONNECTION_CLOSE);
        Answers.refuse(
            response,
            Status.REQUEST_ENTITY_TOO_LARGE_413,
            "too_large",
            "the body is larger than this node reads");
        return;
      }
      if (!isUsual && request.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
        // What a route leaves unread of a body without a length would be read to its end.
        response.header(HeaderValues.CONNECTION_CLOSE);
      }
      chain.proceed();
    };
  }
}
