package polder.node.view;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;
import polder.node.gateway.Answers;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.credential.Credential;
import polder.protocol.credential.CredentialException;
import polder.protocol.json.Json;

/**
 * {@code GET /v1/credentials/{name}}: credentials that the node's operator publishes, such as lists
 * of revocations, which verifiers must find somewhere. Files in one folder, read anew each time;
 * what is no credential is not shown.
 */
public final class PublishedRoutes implements HttpService {
  private static final long MOST_BYTES = 262_144;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,79}\\.json");

  private final Path folder;

  /** Of the files in {@code folder}, which need not be there. */
  public PublishedRoutes(Path folder) {
    this.folder = folder;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/credentials/{name}", this::credential);
  }

  private void credential(ServerRequest request, ServerResponse response) {
    String name = request.path().pathParameters().get("name");
    try {
      Path file = folder.resolve(NAME.matcher(name).matches() ? name : "none.json");
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MOST_BYTES) {
        Json json = Json.read(Bytes.wrap(Files.readAllBytes(file)));
        Credential.of(json);
        response
            .header(HeaderNames.CONTENT_TYPE, "application/vc")
            .header(HeaderNames.CACHE_CONTROL, "no-cache")
            .send(json.canonical().toArray());
        return;
      }
    } catch (IOException | CodecException | CredentialException e) {
      // As if it were not there: whoever asks cannot mend it.
    }
    Answers.refuse(
        response,
        Status.NOT_FOUND_404,
        "no_such_file",
        "the node publishes no credential of this name");
  }
}
