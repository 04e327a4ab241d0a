package polder.node.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import polder.protocol.Hash;

/** Anybody reads a blob by its name, whole or in part, and never a damaged one for good. */
final class GetTest extends BlobScene {
  private static final int SIZE = 300_000;

  private Hash put(byte[] content) throws Exception {
    assertThat(site.put(device, content).statusCode()).isEqualTo(201);
    return Hash.sha256(content);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void isGivenForEver() throws Exception {
    byte[] content = random(SIZE);
    Hash blob = put(content);
    HttpResponse<byte[]> response = site.get(blob);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(content);
    String tag = '"' + blob.toHex() + '"';
    assertThat(header(response, "ETag")).isEqualTo(tag);
    assertThat(header(response, "Cache-Control")).contains("immutable", "public");
    assertThat(header(response, "Content-Length")).isEqualTo(String.valueOf(SIZE));
    assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
    // What somebody put must not run in this node's name.
    assertThat(header(response, "Content-Type")).isEqualTo("application/octet-stream");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    HttpResponse<byte[]> head = site.ask("HEAD", blob);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "Content-Length")).isEqualTo(String.valueOf(SIZE));
    assertThat(header(head, "ETag")).isEqualTo(tag);
    for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
      HttpResponse<byte[]> same = site.get(blob, "If-None-Match", known);
      assertThat(same.statusCode()).as(known).isEqualTo(304);
      assertThat(same.body()).isEmpty();
    }
    assertThat(site.get(blob, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    assertThat(site.get(put(new byte[0])).body()).isEmpty();
  }

  @Test
  void whatIsNotThereIsNotThere() throws Exception {
    HttpResponse<byte[]> response = site.get(Hash.ZERO);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("no_such_blob");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    assertThat(site.ask("HEAD", Hash.ZERO).statusCode()).isEqualTo(404);
  }

  @Test
  void aRangeIsGivenAlone() throws Exception {
    byte[] content = random(SIZE);
    Hash blob = put(content);
    String[][] ranges = {
      {"bytes=0-0", "0", "0"},
      {"bytes=100-299", "100", "299"},
      {"bytes=299999-", "299999", "299999"},
      {"bytes=-5", "299995", "299999"},
      {"bytes=-999999", "0", "299999"},
      {"bytes=70000-999999999", "70000", "299999"}
    };
    for (String[] range : ranges) {
      HttpResponse<byte[]> response = site.get(blob, "Range", range[0]);
      assertThat(response.statusCode()).as(range[0]).isEqualTo(206);
      assertThat(header(response, "Content-Range"))
          .isEqualTo("bytes " + range[1] + "-" + range[2] + "/" + SIZE);
      assertThat(response.body())
          .isEqualTo(
              Arrays.copyOfRange(
                  content, Integer.parseInt(range[1]), Integer.parseInt(range[2]) + 1));
    }
    for (String beyond : new String[] {"bytes=300000-", "bytes=-0", "bytes=400000-400001"}) {
      HttpResponse<byte[]> response = site.get(blob, "Range", beyond);
      assertThat(response.statusCode()).as(beyond).isEqualTo(416);
      assertThat(header(response, "Content-Range")).isEqualTo("bytes */" + SIZE);
    }
    for (String all : new String[] {"bytes=5-3", "bytes=-", "bytes=0-1,3-4", "lines=1-2", "x"}) {
      assertThat(site.get(blob, "Range", all).statusCode()).as(all).isEqualTo(200);
    }
    assertThat(site.get(blob, "Range", "bytes=0-1", "If-Range", "\"x\"").statusCode())
        .isEqualTo(200);
    assertThat(
            site.get(blob, "Range", "bytes=0-1", "If-Range", '"' + blob.toHex() + '"').statusCode())
        .isEqualTo(206);
  }

  private void flip(Hash blob) throws IOException {
    byte[] content = Files.readAllBytes(file(blob));
    content[content.length / 2] ^= 4;
    Files.write(file(blob), content);
  }

  @Test
  void aDamagedBlobIsNeverGivenToItsEnd() throws Exception {
    byte[] large = random(2 * SIZE);
    Hash blob = put(large);
    flip(blob);
    assertThatThrownBy(() -> site.get(blob)).isInstanceOf(IOException.class);
    assertThat(site.get(blob).statusCode()).isEqualTo(404);
    assertThat(site.put(device, large).statusCode()).as("heals").isEqualTo(201);
    assertThat(site.get(blob).body()).isEqualTo(large);
    Hash small = put(bytes("small"));
    flip(small);
    HttpResponse<byte[]> refused = site.get(small);
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("damaged");
    assertThat(header(refused, "ETag")).isEmpty();
    assertThat(header(refused, "Cache-Control")).isEqualTo("no-store");
  }
}
