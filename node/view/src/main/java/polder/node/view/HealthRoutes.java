package polder.node.view;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import polder.node.gateway.Answers;
import polder.node.journal.JournalCounts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /health}: whether the node does its work, and if not, why. */
final class HealthRoutes implements HttpService {
  private final Sources sources;
  private final History history;
  private final ViewLimits limits;

  HealthRoutes(Sources sources, History history, ViewLimits limits) {
    this.sources = sources;
    this.history = history;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/health", this::health);
  }

  private void health(ServerRequest request, ServerResponse response) {
    JournalCounts journal = sources.journal().counts();
    List<String> problems = new ArrayList<>();
    if (sources.closingFailed().getAsBoolean()) {
      problems.add(
          "an epoch could not be closed; nothing acknowledged is lost: mend the cause, which the"
              + " log names, and start the node again");
    }
    journal.failure().ifPresent(problems::add);
    long free = sources.freeBytes().getAsLong();
    if (free < limits.leastFreeBytes()) {
      problems.add("the disk is nearly full: " + (free >> 20) + " MiB are free");
    }
    ObjectNode node = Answers.object().put("status", problems.isEmpty() ? "ok" : "failing");
    ArrayNode list = node.putArray("problems");
    problems.forEach(list::add);
    history.latest().ifPresent(digest -> node.put("sealedEpoch", digest.header().epoch()));
    node.put("runningEpoch", sources.running().get().epoch())
        .put("queuedMessages", journal.queuedMessages())
        .put("freeBytes", free)
        .put("nowMillis", sources.time().nowMillis())
        .put("simulatedClock", sources.simulatedClock());
    Answers.send(
        response, problems.isEmpty() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503, node);
  }
}
