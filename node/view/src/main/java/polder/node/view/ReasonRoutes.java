package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import polder.networks.Reason;
import polder.node.gateway.Answers;
import polder.node.witness.Reasons;
import polder.protocol.manifest.Manifests;

/**
 * {@code GET /v1/networks/{network}/reasons/{code}}: what a code means that stands in a reward or a
 * reading, in words, and what to do about it.
 */
final class ReasonRoutes implements HttpService {
  private final Sources sources;
  private final Reasons reasons;

  ReasonRoutes(Sources sources) {
    this.sources = sources;
    this.reasons = new Reasons(sources.kinds());
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/networks/{network}/reasons/{code}", Question.handler(this::reason));
  }

  private Question.Answer reason(ServerRequest request) {
    String network = Question.part(request, "network");
    String code = Question.part(request, "code");
    Manifests manifests = sources.closing().standing().manifests();
    if (manifests.network(network).isEmpty()) {
      return DeviceRoutes.noSuchNetwork(network);
    }
    Optional<Reason> reason = reasons.of(manifests, network, code);
    if (reason.isEmpty()) {
      return Question.notFound("unknown_reason", "the network gives no reason of this name");
    }
    return new Question.Answer.Found(
        Answers.object()
            .put("network", network)
            .put("code", code)
            .put("meaning", reason.get().meaning())
            .put("remedy", reason.get().remedy()));
  }
}
