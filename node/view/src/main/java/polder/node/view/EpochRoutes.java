package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.node.archive.SignedHeader;
import polder.node.gateway.Answers;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/epochs} and {@code /v1/epochs/{epoch}}: sealed epochs in numbers. */
final class EpochRoutes implements HttpService {
  private static final int USUAL_PAGE = 20;

  private final History history;
  private final EpochBriefs briefs;
  private final ViewLimits limits;

  EpochRoutes(History history, EpochBriefs briefs, ViewLimits limits) {
    this.history = history;
    this.briefs = briefs;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/epochs", Question.handler(this::list));
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

  private Question.Answer list(ServerRequest request) throws IOException {
    int limit = (int) Question.number(request, "limit", USUAL_PAGE, 1, limits.pageItems());
    long latest = history.latest().map(digest -> digest.header().epoch()).orElse(-1L);
    long before = Question.number(request, "before", latest + 1, 0, Long.MAX_VALUE);
    ObjectNode node = Answers.object();
    ArrayNode epochs = node.putArray("epochs");
    long epoch = Math.min(before - 1, latest);
    int fromArchive = 0;
    while (epoch >= 0 && epochs.size() < limit) {
      Optional<EpochBriefs.Brief> brief = briefs.atHand(epoch);
      if (brief.isEmpty()) {
        if (fromArchive == limits.archiveEpochs()) {
          break;
        }
        fromArchive++;
        try {
          brief = briefs.read(epoch);
        } catch (Question.BusyException e) {
          if (epochs.isEmpty()) {
            throw e;
          }
          break;
        }
      }
      brief.ifPresent(its -> write(epochs.addObject(), its));
      epoch--;
    }
    if (epoch >= 0) {
      node.put("next", "before=" + (epoch + 1));
    }
    return new Question.Answer.Found(node);
  }

  private static void write(ObjectNode node, EpochBriefs.Brief brief) {
    EpochHeader header = brief.header();
    node.put("epoch", header.epoch())
        .put("attempt", header.attempt())
        .put("hash", header.hash().toString())
        .put("startMillis", header.startMillis())
        .put("endMillis", header.endMillis())
        .put("messages", header.inputsCount());
    Json.amount(node, "paid", header.paidNano());
    brief
        .networks()
        .ifPresent(networks -> {
          node.put("refused", brief.refused());
          Json.networks(node, networks);
        });
  }

  private Question.Answer epoch(ServerRequest request) throws IOException {
    Optional<Long> number = number(request, history);
    if (number.isEmpty()) {
      return noSuchEpoch();
    }
    Optional<EpochBriefs.Brief> brief = briefs.whole(number.get());
    Optional<SignedHeader> signed = history.header(number.get());
    if (brief.isEmpty() || signed.isEmpty()) {
      return noSuchEpoch();
    }
    ObjectNode node = Answers.object();
    Json.header(node, brief.get().header());
    node.put("signedBy", signed.get().node().did());
    Json.networks(node, brief.get().networks().orElseThrow());
    return new Question.Answer.Found(node);
  }
}
