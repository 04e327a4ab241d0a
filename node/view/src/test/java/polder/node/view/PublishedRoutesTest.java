package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.credential.StatusList;

/** Lists of revocations that lie at the node. */
final class PublishedRoutesTest {
  @TempDir Path directory;

  @Test
  void credentialsOfTheFolderAreShownAndNothingElse() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      Path folder = directory.resolve("credentials");
      assertThat(node.get("/v1/credentials/list.json").statusCode()).isEqualTo(404);
      Files.createDirectories(folder);
      String list =
          StatusList.empty()
              .credential("https://a.example/list", "did:web:a.example", 0)
              .canonicalText();
      Files.writeString(folder.resolve("list.json"), list + "\n");
      Files.writeString(folder.resolve("other.json"), "{\"secret\":1}");
      Files.writeString(directory.resolve("outside.json"), list);
      Files.createSymbolicLink(folder.resolve("link.json"), directory.resolve("outside.json"));
      HttpResponse<String> answer = node.get("/v1/credentials/list.json");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/vc");
      assertThat(answer.body()).isEqualTo(list);
      for (String name :
          new String[] {"other.json", "link.json", "..%2Foutside.json", "none.json", "list"}) {
        assertThat(node.get("/v1/credentials/" + name).statusCode()).as(name).isEqualTo(404);
      }
    }
  }
}
