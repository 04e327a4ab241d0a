package polder.node.gateway;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Replies as JSON, receipts in Base64 (RFC 4648, section 4). */
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
      case Reply.Accepted accepted ->
          result.put("receipt", accepted.promise().receipt().unsafeArray());
      case Reply.Duplicate duplicate ->
          result.put("receipt", duplicate.promise().receipt().unsafeArray());
      case Reply.Refused refused ->
          result.put("reason", refused.reason()).put("detail", refused.detail());
      case Reply.Busy _ ->
          result.put("reason", "busy").put("detail", "too much waits; try again in a moment");
      case Reply.Failed failed -> result.put("reason", "failed").put("detail", failed.detail());
    }
  }
}
