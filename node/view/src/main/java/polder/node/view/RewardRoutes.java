package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.Optional;
import polder.node.gateway.Answers;
import polder.protocol.identity.DeviceId;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/devices/{did}/rewards}: what a device earned, newest epoch first, what the running
 * epoch would pay if it ended now, and for sealed epochs how far off such an answer was.
 */
final class RewardRoutes implements HttpService {
  private static final int USUAL_PAGE = 20;

  private final Sources sources;
  private final History history;
  private final Provisional provisional;
  private final Turns turns;
  private final ViewLimits limits;

  RewardRoutes(Sources sources, Past past, Provisional provisional, ViewLimits limits) {
    this.sources = sources;
    this.history = past.history();
    this.turns = past.turns();
    this.provisional = provisional;
    this.limits = limits;
  }

  /**
   * What was.
   *
   * @param turns for those who want epochs that have to be read from the archive
   */
  record Past(History history, Turns turns) {}

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/devices/{did}/rewards", Question.handler(this::rewards));
  }

  private Question.Answer rewards(ServerRequest request) throws IOException {
    DeviceId device = sources.named(Question.device(request));
    int limit = (int) Question.number(request, "limit", USUAL_PAGE, 1, limits.pageItems());
    long latest = history.latest().map(digest -> digest.header().epoch()).orElse(-1L);
    long before = Question.number(request, "before", latest + 1, 0, Long.MAX_VALUE);
    if (!sources.knows(device)) {
      return Question.notFound("not_enrolled", "no device of this name is enrolled");
    }
    ObjectNode node = Answers.object().put("device", device.did());
    if (before > latest) {
      running(node, device);
    }
    ArrayNode rewards = node.putArray("rewards");
    long first = Math.min(before - 1, latest);
    long epoch = first;
    int fromArchive = 0;
    long keptFrom = history.keptFrom();
    while (epoch >= keptFrom && rewards.size() < limit && fromArchive < limits.archiveEpochs()) {
      Optional<EpochDigest> digest = history.recent(epoch);
      if (digest.isEmpty()) {
        long number = epoch;
        try {
          digest = turns.take(() -> history.archived(number));
        } catch (Question.BusyException e) {
          if (epoch == first) {
            throw e;
          }
          break;
        }
        fromArchive++;
      }
      digest.ifPresent(its -> sealed(rewards, its, device));
      epoch--;
    }
    if (epoch >= keptFrom) {
      node.put("next", "before=" + (epoch + 1));
    } else if (keptFrom > 0) {
      node.put("keptFrom", keptFrom);
    }
    return new Question.Answer.Found(node);
  }

  private void running(ObjectNode node, DeviceId device) throws IOException {
    Optional<Provisional.Answer> answer = provisional.of(device);
    if (answer.isEmpty()) {
      return;
    }
    ObjectNode running =
        node.putObject("running")
            .put("epoch", answer.get().epoch())
            .put("atMillis", answer.get().atMillis());
    ArrayNode lines = running.putArray("provisional");
    for (RewardLine line : answer.get().rewards()) {
      ObjectNode object = lines.addObject().put("simulated", sources.isSimulated(line.network()));
      Json.reward(object, line);
    }
  }

  private void sealed(ArrayNode rewards, EpochDigest digest, DeviceId device) {
    for (RewardLine line : digest.of(device)) {
      ObjectNode node =
          rewards
              .addObject()
              .put("epoch", digest.header().epoch())
              .put("startMillis", digest.header().startMillis())
              .put("endMillis", digest.header().endMillis())
              .put("simulated", sources.isSimulated(line.network()));
      Json.reward(node, line);
      provisional
          .lastAnswered(digest.header().epoch(), line.network(), device)
          .ifPresent(nano -> {
            Json.amount(node, "provisional", nano);
            Json.amount(node, "off", line.amountNano() - nano);
          });
    }
  }
}
