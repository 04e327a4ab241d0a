package polder.node.blobs;

import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.regex.Pattern;
import polder.node.gateway.Answers;
import polder.protocol.Hash;

/** The name of a blob in an address. */
final class BlobName {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  private BlobName() {}

  /** The name that {@code request} has; else it is answered already. */
  static Optional<Hash> of(ServerRequest request, ServerResponse response) {
    // As it was sent: there is one spelling of a name, without percent signs.
    String path = request.path().absolute().rawPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (path.equals(BlobRoutes.PREFIX + name) && NAME.matcher(name).matches()) {
      return Optional.of(Hash.fromHex(name));
    }
    response.header(HeaderValues.CONNECTION_CLOSE);
    Answers.refuse(
        response,
        Status.BAD_REQUEST_400,
        "bad_name",
        "a blob's name is its SHA-256, 64 digits 0-9 and a-f");
    return Optional.empty();
  }
}
