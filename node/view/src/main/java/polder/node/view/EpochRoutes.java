package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.Optional;
import polder.node.archive.SignedHeader;
import polder.node.gateway.Answers;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/epochs/{epoch}}: a sealed epoch in numbers. */
final class EpochRoutes implements HttpService {
  private final History history;

  EpochRoutes(History history) {
    this.history = history;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/epochs/{epoch}", Question.handler(this::epoch));
  }

  /** The number that {@code epoch} in the path means; empty if there is no such epoch. */
  static Optional<Long> number(ServerRequest request, History history) {
    String text = Question.part(request, "epoch");
    Optional<Long> latest = history.latest().map(digest -> digest.header().epoch());
    if (text.equals("latest")) {
      return latest;
    }
    Optional<Long> number = Question.number(text);
    if (number.isEmpty()) {
      throw new Question.BadQuestion("an epoch is a whole number or 'latest', not " + text);
    }
    return number.filter(epoch -> latest.isPresent() && epoch <= latest.get());
  }

  static Question.Answer noSuchEpoch() {
    return Question.notFound("no_such_epoch", "this epoch is not sealed");
  }

  private Question.Answer epoch(ServerRequest request) throws IOException {
    Optional<Long> number = number(request, history);
    if (number.isEmpty()) {
      return noSuchEpoch();
    }
    Optional<EpochDigest> digest = history.recent(number.get());
    if (digest.isEmpty()) {
      digest = history.archived(number.get());
    }
    Optional<SignedHeader> signed = history.header(number.get());
    if (digest.isEmpty() || signed.isEmpty()) {
      return noSuchEpoch();
    }
    ObjectNode node = Answers.object();
    Json.header(node, digest.get().header());
    node.put("signedBy", signed.get().node().did());
    Json.networks(node, digest.get().networks());
    return new Question.Answer.Found(node);
  }
}
