package polder.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which rules a node closes by and what comes next, for people.
 *
 * @param lines a title and what it says in each
 */
record RulesLines(List<String> lines) {
  RulesLines {
    lines = List.copyOf(lines);
  }

  /** As the node says; no lines if no vote decides about its rules. */
  static RulesLines of(NodeClient client) throws IOException, InterruptedException {
    try {
      return of(JsonMapper.shared().readTree(client.get("/v1/rules").toArray()));
    } catch (NodeException e) {
      if (e.status() == 404) {
        return new RulesLines(List.of());
      }
      throw e;
    }
  }

  static RulesLines of(JsonNode rules) {
    List<String> lines = new ArrayList<>();
    long next = rules.path("nextEpoch").asLong();
    String line = name(rules, "manifests");
    for (JsonNode one : rules.path("history")) {
      if (one.path("fromEpoch").asLong() > next) {
        line +=
            ", from epoch "
                + one.path("fromEpoch").asLong()
                + " on "
                + name(one, "manifests")
                + " by program "
                + name(one, "program");
      }
    }
    lines.add("rules       " + line);
    if (rules.has("trouble")) {
      lines.add("rules       TROUBLE: " + rules.path("trouble").asString(""));
    }
    return new RulesLines(lines);
  }

  /** A hash for people. */
  static String name(JsonNode node, String field) {
    String hex = node.path(field).asString("");
    return hex.substring(0, Math.min(12, hex.length()));
  }
}
