package polder.node.gateway;

import java.util.Base64;
import java.util.List;
import polder.protocol.Bytes;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Replies as JSON. */
public final class ReplyJson {
  private ReplyJson() {}

  /** All of them, in order. */
  public static ObjectNode of(List<Reply> replies) {
    ObjectNode all = Answers.object();
    ArrayNode results = all.putArray("results");
    for (Reply reply : replies) {
      write(results.addObject(), reply);
    }
    return all;
  }

  private static void write(ObjectNode result, Reply reply) {
    result.put("message", reply.message().toString());
    result.put("verdict", MessageCounts.kind(reply).verdict());
    switch (reply) {
      case Reply.Accepted accepted -> result.put("receipt", base64(accepted.receipt()));
      case Reply.Duplicate duplicate -> result.put("receipt", base64(duplicate.receipt()));
      case Reply.Refused refused ->
          result.put("reason", refused.reason()).put("detail", refused.detail());
      case Reply.Busy _ ->
          result.put("reason", "busy").put("detail", "too much waits; try again in a moment");
      case Reply.Failed failed -> result.put("reason", "failed").put("detail", failed.detail());
    }
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.unsafeArray());
  }
}
