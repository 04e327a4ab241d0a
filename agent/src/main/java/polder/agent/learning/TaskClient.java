package polder.agent.learning;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import polder.agent.NodeClient;
import polder.agent.format.Json;
import polder.networks.learning.TaskState;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks a node for the tasks of a network. */
public final class TaskClient {
  private static final String CBOR = "application/cbor";

  private final Supplier<NodeClient> node;
  private final String path;

  /** Asks whichever node is current. */
  public TaskClient(Supplier<NodeClient> node, String network) {
    this.node = node;
    this.path = "/v1/networks/" + network + "/tasks";
  }

  /** All tasks. */
  public TaskBoard board() throws IOException, InterruptedException {
    try {
      JsonNode json = Json.MAPPER.readTree(node.get().get(path).unsafeArray());
      List<TaskBoard.Listed> tasks = new ArrayList<>();
      for (JsonNode its : json.path("tasks")) {
        tasks.add(
            new TaskBoard.Listed(
                its.path("task").asString(""),
                its.path("client").asString(""),
                its.path("sponsor").asString(""),
                its.path("phase").asString(""),
                its.path("reason").asString(""),
                its.path("sinceEpoch").asLong(-1),
                its.path("round").asInt(0),
                its.path("rounds").asInt(0)));
      }
      return new TaskBoard(
          json.path("epoch").asLong(0),
          json.path("endMillis").asLong(0) - json.path("startMillis").asLong(0),
          tasks);
    } catch (JacksonException e) {
      throw new IOException("the node's answer to " + path + " cannot be read", e);
    }
  }

  /** A task as the state holds it, its model included. */
  public TaskState state(String task) throws IOException, InterruptedException {
    Bytes state = node.get().get(path + "/" + task, CBOR);
    try {
      return TaskState.decode(state);
    } catch (CodecException | IllegalArgumentException e) {
      throw new IOException("the node says of " + task + " what is no state of a task", e);
    }
  }
}
