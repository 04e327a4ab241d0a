package polder.node.view;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import polder.node.gateway.Answers;
import polder.protocol.Hash;
import tools.jackson.databind.node.ObjectNode;

/**
 * A large answer, written once for all who ask: they get it compressed if they can read that, and
 * only a word if they have it already.
 *
 * @param tag names this state of the answer (RFC 9110 §8.8.3), without quotes
 * @param plain JSON
 * @param compressed the same by gzip
 */
record Written(String tag, byte[] plain, byte[] compressed) {
  private static final int TAG_DIGITS = 32;

  /** Writes {@code node}; its tag is the hash of what was written. */
  static Written of(ObjectNode node) {
    byte[] plain = Answers.write(node);
    String tag = Hash.sha256(plain).toHex().substring(0, TAG_DIGITS);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("no memory refuses to be written", e);
    }
    return new Written(tag, plain, bytes.toByteArray());
  }

  void send(ServerRequest request, ServerResponse response) {
    boolean zipped = Conditions.accepts(request, "gzip");
    // Two representations, two tags (RFC 9110 §8.8.3.3).
    String quoted = '"' + tag + (zipped ? "-gzip\"" : "\"");
    response
        .header(HeaderNames.ETAG, quoted)
        .header(HeaderNames.CACHE_CONTROL, "no-cache")
        .header(HeaderNames.VARY, "Accept-Encoding");
    if (Conditions.has(request, quoted)) {
      response.status(Status.NOT_MODIFIED_304).send();
      return;
    }
    response.status(Status.OK_200).header(HeaderValues.CONTENT_TYPE_JSON);
    if (zipped) {
      response.header(HeaderNames.CONTENT_ENCODING, "gzip");
    }
    response.send(zipped ? compressed : plain);
  }
}
