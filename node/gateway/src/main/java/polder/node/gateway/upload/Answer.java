package polder.node.gateway.upload;

import io.helidon.http.Status;
import polder.node.gateway.Answers;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a device hears.
 *
 * @param status the status
 * @param type media type of the text
 * @param text the body
 */
record Answer(Status status, String type, String text) {
  static Answer plain(Status status, String text) {
    return new Answer(status, "text/plain; charset=utf-8", text);
  }

  static Answer json(Status status, String text) {
    return new Answer(status, "application/json", text);
  }

  static Answer json(Status status, ObjectNode node) {
    return json(status, new String(Answers.write(node), java.nio.charset.StandardCharsets.UTF_8));
  }
}
