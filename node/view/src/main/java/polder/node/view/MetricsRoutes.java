package polder.node.view;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;

/** {@code GET /metrics}, in Prometheus' text format. */
final class MetricsRoutes implements HttpService {
  private final Metrics metrics;

  MetricsRoutes(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/metrics", this::metrics);
  }

  private void metrics(ServerRequest request, ServerResponse response) throws IOException {
    byte[] text = metrics.text();
    response
        .status(Status.OK_200)
        .header(HeaderNames.CONTENT_TYPE, Metrics.CONTENT_TYPE)
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .send(text);
  }
}
