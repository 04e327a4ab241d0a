package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Bytes;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument;
import polder.protocol.identity.DidDocument.Relation;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/** The node as did:web. */
final class IdentityRoutesTest {
  @TempDir Path directory;

  @Test
  void theNodeIsTheSiteItIsAskedAs() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      HttpResponse<String> response = node.get("/.well-known/did.json");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).contains("application/did+json");
      URI address = response.uri();
      Did site = Did.Web.ofAuthority("localhost:" + address.getPort());
      DidDocument document =
          new DidDocument(
              site,
              (JsonObject) Json.read(Bytes.wrap(response.body().getBytes(StandardCharsets.UTF_8))));
      String key = document.json().items("alsoKnownAs").getFirst().canonicalText();
      String multibase = key.substring("\"did:key:".length(), key.length() - 1);
      assertThat(document.key(site.text() + "#" + multibase, Relation.ASSERTION))
          .hasValueSatisfying(found -> assertThat(found.did()).endsWith(multibase));
    }
  }
}
