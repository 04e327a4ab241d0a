package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.node.journal.JournalPage;
import polder.ports.ReportJournal.Cut;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.message.Message;

/** A follower gets every message once and every cut in its place, whatever it knew before. */
class JournalRoutesTest {
  @TempDir Path directory;

  private static JournalPage page(TestNode node, String query) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(node.uri("/v1/journal" + query)).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      return JournalPage.decode(Bytes.wrap(answer.body()));
    }
  }

  private static Hash id(JournalPage page, int index) {
    return Message.decode(page.messages().get(index)).id();
  }

  @Test
  void aFollowerGoesOnWhereItWas() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      JournalPage first = page(node, "");
      assertThat(first.messages()).hasSize(2);
      assertThat(first.cuts()).isEmpty();

      node.closeEpoch();
      node.post(sender.report(2, "11", TestRules.GENESIS_MILLIS));
      JournalPage second = page(node, "?after=2&epoch=0&message=" + id(first, 1).toHex());
      assertThat(second.from()).isEqualTo(2);
      assertThat(second.messages()).hasSize(1);
      assertThat(second.cuts()).extracting(Cut::epoch).isEqualTo(List.of(0L));
      assertThat(second.cuts().getFirst().endOffset()).isEqualTo(2);
      assertThat(page(node, "?after=3&epoch=1&message=" + id(second, 0).toHex()).isEmpty())
          .isTrue();

      // Of another journal it knows nothing that would be of use: it begins with the open epoch.
      JournalPage anew = page(node, "?after=1&message=" + "00".repeat(32));
      assertThat(anew.from()).isEqualTo(2);
      assertThat(anew.cuts()).extracting(Cut::epoch).isEqualTo(List.of(0L));
      assertThat(page(node, "?after=99").from()).isEqualTo(2);
      for (String bad : List.of("?after=x", "?epoch=-1", "?after=1&message=12", "?wait=soon")) {
        assertThat(node.get("/v1/journal" + bad).statusCode()).as(bad).isEqualTo(400);
      }
    }
  }

  @Test
  void whoWaitsIsToldWhenSomethingComes() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      CompletableFuture<JournalPage> waiting = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              waiting.complete(page(node, "?after=0&wait=25"));
            } catch (Exception e) {
              waiting.completeExceptionally(e);
            }
          });
      node.post(sender.enrol(1));
      assertThat(waiting.get().messages()).hasSize(1);
    }
  }
}
