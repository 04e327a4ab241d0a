package polder.node.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.node.gateway.Described;
import polder.node.gateway.Description;
import polder.node.gateway.HeardRoutes;
import polder.protocol.Hash;

/** The description that programs are written against: complete, true, and changed on purpose. */
final class OpenApiTest extends BlobScene {
  private static final String PUT = "put /v1/blobs/{sha256}";
  private static final String GET = "get /v1/blobs/{sha256}";

  private final Described described = Described.of(Description.beside(BlobRoutes.class).json());

  @Test
  void describesEveryRouteAndNoOther() {
    assertThat(described.routes()).isEqualTo(HeardRoutes.of(List.of(site.routes())));
  }

  /** The node's own description has it, of which this one is a part. */
  @Test
  void leavesNothingButErrorsToOthers() {
    assertThat(described.strangers()).containsExactly("#/components/schemas/Error");
  }

  @Test
  void describesWhatComes() throws Exception {
    byte[] content = bytes("content");
    String path = BlobRoutes.PREFIX + Hash.sha256(content).toHex();
    List<String> wrong = new ArrayList<>();
    wrong.addAll(described.wrong(PUT, site.put(device, content)));
    wrong.addAll(described.wrong(PUT, site.put(device, content)));
    wrong.addAll(described.wrong(GET, site.send(HttpRequest.newBuilder(site.address(path)))));
    wrong.addAll(
        described.wrong(
            GET,
            site.send(HttpRequest.newBuilder(site.address(path)).header("Range", "bytes=1-2"))));
    assertThat(wrong).isEmpty();
  }

  @Test
  void isLocked() throws Exception {
    Described.requireLocked(BlobRoutes.class);
  }
}
