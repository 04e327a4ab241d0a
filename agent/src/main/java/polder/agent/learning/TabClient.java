package polder.agent.learning;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import polder.agent.NodeClient;
import polder.agent.format.Json;
import polder.networks.GroupKey;
import polder.protocol.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks a node how a customer's tab stands, and for predictions. */
public final class TabClient {
  private static final int GOOD = 200;
  private static final int UNPAID = 402;

  private final Supplier<NodeClient> node;
  private final String path;

  /** Asks whichever node is current. */
  public TabClient(Supplier<NodeClient> node, String network) {
    this.node = node;
    this.path = "/v1/networks/" + network;
  }

  /**
   * How a tab stands.
   *
   * @param isSealed whether an epoch has heard of it
   * @param signed for how many predictions was signed in all
   * @param paid how many are paid
   * @param purseNano what its purse holds
   */
  public record Standing(boolean isSealed, long signed, long paid, long purseNano) {
    /** Whether it had ended: a tab of this name would be counted from the beginning. */
    boolean isOver() {
      return !isSealed && signed > 0 && purseNano == 0;
    }
  }

  /** What a node says to a question. */
  sealed interface Reply {
    /** What the model gives, by row. */
    record Outputs(int round, List<float[]> rows) implements Reply {}

    /** It was not signed for, or the tab does not hold so much. */
    record Unpaid(String why) implements Reply {}
  }

  /** How a tab stands. */
  public Standing standing(GroupKey tab) throws IOException, InterruptedException {
    JsonNode json = json(node.get().get(path + "/tabs/" + tab.text()));
    return new Standing(
        json.has("task"),
        json.path("signed").asLong(0),
        json.path("paid").asLong(0),
        json.path("purseNano").asLong(0));
  }

  /**
   * Asks for what was signed for.
   *
   * @throws IOException if the node cannot answer, with its reason
   */
  Reply ask(GroupKey task, GroupKey tab, Bytes body) throws IOException, InterruptedException {
    NodeClient.Said said =
        node.get()
            .say(
                path + "/tasks/" + task.text() + "/predictions?tab=" + tab.text(),
                "application/json",
                body);
    if (said.status() != GOOD) {
      JsonNode error = json(said.body()).path("error");
      String why = error.path("reason").asString("") + ", " + error.path("detail").asString("");
      if (said.status() == UNPAID) {
        return new Reply.Unpaid(why);
      }
      throw new IOException("the node predicts nothing: " + why);
    }
    JsonNode json = json(said.body());
    List<float[]> rows = new ArrayList<>();
    for (JsonNode row : json.path("outputs")) {
      float[] cells = new float[row.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = row.get(i).floatValue();
      }
      rows.add(cells);
    }
    return new Reply.Outputs(json.path("round").asInt(0), rows);
  }

  private JsonNode json(Bytes body) throws IOException {
    try {
      return Json.MAPPER.readTree(body.toArray());
    } catch (JacksonException e) {
      throw new IOException(
          "the node's answer about "
              + path
              + " cannot be read: "
              + new String(body.toArray(), StandardCharsets.UTF_8).lines().findFirst().orElse(""),
          e);
    }
  }
}
