package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.node.gateway.HttpLimits;

/** Those who hold a connection and say nothing, or little. */
final class SlowSenderTest {
  private static final String HEAD =
      "POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Type: application/cbor\r\n";

  @TempDir Path directory;

  private TestNode start(int connections) throws Exception {
    HttpLimits limits =
        new HttpLimits(
            1L << 20,
            1_000,
            connections,
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));
    return TestNode.start(
        directory, TestRules.open(), TestRules.GENESIS_MILLIS, limits, ViewLimits.USUAL);
  }

  @Test
  void areSentAwayWhenABodyDoesNotCome() throws Exception {
    try (TestNode node = start(100);
        RawConnection connection = new RawConnection(node.port())) {
      connection.send(HEAD + "Content-Length: 1000\r\n\r\nabc");
      assertThat(connection.rest()).doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void areSentAwayWhenABodyTrickles() throws Exception {
    try (TestNode node = start(100);
        RawConnection connection = new RawConnection(node.port())) {
      connection.send(HEAD + "Content-Length: 1000000\r\n\r\n");
      Thread trickle =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < 1_000_000; i++) {
                    connection.send(new byte[] {0});
                    Thread.onSpinWait();
                  }
                } catch (java.io.IOException e) {
                  // Sent away, as it should be.
                }
              });
      assertThat(connection.until("\r\n\r\n")).startsWith("HTTP/1.1 408");
      trickle.join();
    }
  }

  @Test
  void areSentAwayWhenAHeaderDoesNotEnd() throws Exception {
    try (TestNode node = start(100);
        RawConnection connection = new RawConnection(node.port())) {
      connection.send(HEAD + "X-Slow: ");
      assertThat(connection.rest()).doesNotContain("HTTP/1.1 200");
    }
  }

  /** Those over the limit wait outside; they are served as soon as the idle ones are sent away. */
  @Test
  void doNotKeepOthersOutForLong() throws Exception {
    try (TestNode node = start(3)) {
      List<RawConnection> idle = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        idle.add(new RawConnection(node.port()));
      }
      assertThat(node.get("/health").statusCode()).isEqualTo(200);
      for (RawConnection connection : idle) {
        connection.close();
      }
    }
  }
}
