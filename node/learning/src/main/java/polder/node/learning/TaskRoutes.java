package polder.node.learning;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.function.Supplier;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.networks.GroupKey;
import polder.networks.learning.LearningKind;
import polder.networks.learning.TaskState;
import polder.networks.learning.message.Seals;
import polder.node.gateway.Answers;
import polder.protocol.Bytes;
import polder.protocol.manifest.NetworkManifest;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/networks/{network}/tasks} and {@code …/tasks/{task}}: what is trained, how far it
 * has come and what was earned by it, as after the latest seal.
 */
public final class TaskRoutes implements HttpService {
  private static final String CBOR = "application/cbor";

  private final Supplier<Standing> standing;
  private final Supplier<EpochWindow> running;

  /**
   * What there is to look at.
   *
   * @param running the window of the epoch that the clock waits for
   */
  public TaskRoutes(Supplier<Standing> standing, Supplier<EpochWindow> running) {
    this.standing = standing;
    this.running = running;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/networks/{network}/tasks", this::tasks);
    rules.get("/v1/networks/{network}/tasks/{task}", this::task);
  }

  private void tasks(ServerRequest request, ServerResponse response) {
    Standing now = standing.get();
    String network = request.path().pathParameters().get("network");
    if (!isLearning(now, network, response)) {
      return;
    }
    EpochWindow window = running.get();
    ObjectNode node =
        Answers.object()
            .put("epoch", window.epoch())
            .put("startMillis", window.startMillis())
            .put("endMillis", window.endMillis());
    ArrayNode tasks = node.putArray("tasks");
    now.forEachGroup(
        network,
        (group, state) -> {
          if (Seals.isTask(group) && state.size() > 0) {
            TaskJson.brief(
                tasks.addObject(), group, TaskState.decode(state), now.purseNano(network, group));
          }
        });
    Answers.send(response, Status.OK_200, node);
  }

  private void task(ServerRequest request, ServerResponse response) {
    Standing now = standing.get();
    String network = request.path().pathParameters().get("network");
    if (!isLearning(now, network, response)) {
      return;
    }
    Optional<GroupKey> group = group(request.path().pathParameters().get("task"));
    Bytes state = group.map(its -> now.group(network, its)).orElse(Bytes.EMPTY);
    if (state.size() == 0) {
      Answers.refuse(
          response, Status.NOT_FOUND_404, "unknown_task", "there is no task of this name");
      return;
    }
    if (request.headers().first(HeaderNames.ACCEPT).filter(CBOR::equals).isPresent()) {
      response
          .status(Status.OK_200)
          .header(HeaderNames.CONTENT_TYPE, CBOR)
          .header(HeaderNames.CACHE_CONTROL, "no-store")
          .send(state.toArray());
      return;
    }
    ObjectNode node = Answers.object().put("epoch", running.get().epoch());
    TaskState task = TaskState.decode(state);
    TaskJson.brief(node, group.orElseThrow(), task, now.purseNano(network, group.orElseThrow()));
    TaskJson.whole(node, task);
    Answers.send(response, Status.OK_200, node);
  }

  private static Optional<GroupKey> group(String name) {
    try {
      return Optional.of(new GroupKey(name)).filter(Seals::isTask);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isLearning(Standing now, String name, ServerResponse response) {
    Optional<NetworkManifest> network = now.manifests().network(name);
    if (network.isEmpty()) {
      Answers.refuse(
          response, Status.NOT_FOUND_404, "unknown_network", "there is no network " + name);
      return false;
    }
    if (!network.get().kind().equals(LearningKind.NAME)) {
      Answers.refuse(
          response,
          Status.NOT_FOUND_404,
          "no_learning",
          "the network " + name + " is of kind " + network.get().kind() + ", not learning");
      return false;
    }
    return true;
  }
}
