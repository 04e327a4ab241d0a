package polder.node.gateway.upload;

import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;

/**
 * What came over HTTP, as it came.
 *
 * @param path the path, still percent-encoded
 * @param query what follows the question mark, still percent-encoded; empty if there is none
 * @param authorization the header of that name
 * @param type media type of the body in lower case; empty if none is said
 * @param body at most 16 KiB
 */
record Upload(String path, String query, Optional<String> authorization, String type, Bytes body) {
  /** The parts of the path between its slashes. */
  List<String> steps() {
    return List.of(path.split("/")).stream().filter(step -> !step.isEmpty()).toList();
  }

  @Override
  public String toString() {
    return "an upload"; // Its path, query and headers may hold a secret.
  }
}
