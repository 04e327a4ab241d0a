package polder.node.gateway;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers in JSON; errors are {@code {"error":{"reason":…,"detail":…}}} on every route. */
public final class Answers {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Answers() {}

  /** An empty object. */
  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** The bytes of {@code node}. */
  public static byte[] write(ObjectNode node) {
    return JSON.writeValueAsBytes(node);
  }

  /** An error. */
  public static ObjectNode error(String reason, String detail) {
    ObjectNode node = object();
    node.putObject("error").put("reason", reason).put("detail", detail);
    return node;
  }

  /** Sends {@code node}. */
  public static void send(ServerResponse response, Status status, ObjectNode node) {
    response
        .status(status)
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .send(write(node));
  }

  /** Sends an error. */
  public static void refuse(ServerResponse response, Status status, String reason, String detail) {
    send(response, status, error(reason, detail));
  }
}
