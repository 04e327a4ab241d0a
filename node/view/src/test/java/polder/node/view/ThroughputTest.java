package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Bytes;

/** How many messages a second one node takes over HTTP, disk and signatures included. */
@Tag("full")
final class ThroughputTest {
  private static final int DEVICES = 300;
  private static final int BATCHES = 450;
  private static final int BATCH = 100;
  private static final int CLIENTS = 8;

  @TempDir Path directory;

  @Test
  void inBatchesOfAHundred() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      List<TestSender> senders = new ArrayList<>();
      for (int number = 0; number < DEVICES; number++) {
        TestSender sender = node.sender(TestRules.AIR, number);
        assertThat(node.post(sender.enrol(1)).statusCode()).isEqualTo(200);
        senders.add(sender);
      }
      List<Bytes> bodies = new ArrayList<>();
      for (int batch = 0; batch < BATCHES; batch++) {
        Bytes body = Bytes.EMPTY;
        for (int i = 0; i < BATCH; i++) {
          int message = batch * BATCH + i;
          body =
              body.concat(
                  senders
                      .get(message % DEVICES)
                      .report(
                          1 + message / DEVICES,
                          "12.5",
                          TestRules.GENESIS_MILLIS + message % 9_000));
        }
        bodies.add(body);
      }
      send(node, bodies.subList(0, BATCHES / 3)); // Warms the machine up.
      long startNanos = System.nanoTime();
      send(node, bodies.subList(BATCHES / 3, BATCHES));
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      long messages = (BATCHES - BATCHES / 3) * (long) BATCH;
      System.out.printf(
          java.util.Locale.ROOT,
          "%d messages accepted in %.2f s: %.0f a second, %d clients, batches of %d%n",
          messages,
          seconds,
          messages / seconds,
          CLIENTS,
          BATCH);
      assertThat(node.journalSize()).isEqualTo(DEVICES + (long) BATCHES * BATCH);
    }
  }

  private static void send(TestNode node, List<Bytes> bodies) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (Bytes body : bodies) {
        answers.add(
            clients.submit(
                () -> node.post("/v1/messages", "application/cbor-seq", body.unsafeArray())));
      }
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
    }
  }
}
