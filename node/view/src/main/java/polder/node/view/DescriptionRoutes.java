package polder.node.view;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.List;
import polder.node.gateway.Description;

/** {@code GET /v1/openapi.json}: how to speak to this node. */
final class DescriptionRoutes implements HttpService {
  private final byte[] description;

  /** Describes this room's routes, with what {@code others} say of further ones. */
  DescriptionRoutes(List<Description> others) {
    Description all = Description.beside(DescriptionRoutes.class);
    for (Description other : others) {
      all = all.with(other);
    }
    this.description = all.json();
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get(
        "/v1/openapi.json",
        (request, response) ->
            response
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .header(HeaderNames.CACHE_CONTROL, "no-cache")
                .send(description));
  }
}
