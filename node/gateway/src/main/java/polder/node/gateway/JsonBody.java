package polder.node.gateway;

import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.Set;
import polder.protocol.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads a request's body that is a JSON object, or answers why not. */
public final class JsonBody {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> TYPES = Set.of("application/json");

  private JsonBody() {}

  /** The object of at most {@code mostBytes}; else the request is answered already. */
  public static Optional<ObjectNode> read(
      ServerRequest request, ServerResponse response, long mostBytes, HttpLimits limits) {
    Optional<Bytes> body = Body.read(request, response, TYPES, mostBytes, limits);
    if (body.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (JSON.readTree(body.get().unsafeArray()) instanceof ObjectNode object) {
        return Optional.of(object);
      }
    } catch (JacksonException e) {
      // Said below.
    }
    Answers.refuse(
        response, Status.BAD_REQUEST_400, "malformed", "the body is no JSON object: send one");
    return Optional.empty();
  }

  /**
   * The text that {@code object} has under {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static String text(JsonNode object, String name) {
    JsonNode value = object.path(name);
    if (!value.isString()) {
      throw new IllegalArgumentException("there is no text '" + name + "' in the body");
    }
    return value.asString();
  }
}
