package polder.app;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import polder.node.validator.Receiver.Open;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a node says of the headers that wait for a validator's signature. */
final class OpenHeaders {
  private static final int MOST = 1_000;

  private OpenHeaders() {}

  /**
   * Reads an answer to {@code GET /v1/attestations?account=…}.
   *
   * @throws IOException if it is something else
   */
  static List<Open> read(Bytes answer) throws IOException {
    JsonNode missing;
    try {
      missing = JsonMapper.shared().readTree(answer.unsafeArray()).path("missing");
    } catch (JacksonException e) {
      throw new IOException("the node does not answer in JSON; is it a node of Polder?", e);
    }
    List<Open> all = new ArrayList<>();
    for (JsonNode one : missing) {
      JsonNode epoch = one.path("epoch");
      JsonNode attempt = one.path("attempt");
      String header = one.path("header").asString("");
      if (all.size() == MOST
          || !epoch.canConvertToLong()
          || !attempt.canConvertToLong()
          || !header.matches("0x[0-9a-f]{64}")) {
        throw new IOException("the node names headers that wait in another form; use its version");
      }
      all.add(new Open(epoch.asLong(), attempt.asLong(), Hash.fromHex(header.substring(2))));
    }
    return List.copyOf(all);
  }
}
