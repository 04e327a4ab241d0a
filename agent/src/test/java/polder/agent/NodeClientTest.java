package polder.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.manifest.Value;
import polder.protocol.message.DeviceMessage;
import polder.protocol.receipt.Receipt;

class NodeClientTest {
  private static final DeviceKey KEY = DeviceKey.ed25519(new byte[32]);

  private static DeviceMessage message(long sequence) {
    return new DeviceMessage.Draft(
            "air", sequence, Optional.empty(), DeviceMessage.SENML_CBOR, Bytes.wrap(new byte[] {1}))
        .sign(KEY);
  }

  @Test
  void learnsWhatTheDeploymentIsAndWhatItsNetworksMeasure() throws Exception {
    try (FakeNode node = FakeNode.start();
        NodeClient client = new NodeClient(node.address())) {
      Deployment deployment = client.deployment();

      assertThat(deployment.chainId()).isEqualTo(31337);
      assertThat(deployment.epochMillis()).isEqualTo(10_000);
      assertThat(deployment.id().toHex()).isEqualTo("ab".repeat(32));
      Deployment.Network air = deployment.network("air").orElseThrow();
      assertThat(air.quantities())
          .containsEntry("temperature", "Cel")
          .containsEntry("humidity", "%RH")
          .containsEntry("pressure", "Pa");
      // Fractions stay text, as in a manifest, whether JSON says 0.2 or "0.2".
      assertThat(air.parameters().entries()).containsEntry("slack", new Value.Text("0.2"));
      assertThat(deployment.network("demo").orElseThrow().simulated()).isTrue();
      assertThat(deployment.network("nowhere")).isEmpty();
    }
  }

  @Test
  void givesOneVerdictForEachMessage() throws Exception {
    try (FakeNode node = FakeNode.start();
        NodeClient client = new NodeClient(URI.create(node.address() + "/"))) {
      List<Verdict> verdicts =
          client.post(List.of(message(7).wire(), message(7).wire(), message(6).wire()));

      assertThat(verdicts.get(0)).isInstanceOf(Verdict.Accepted.class);
      assertThat(verdicts.get(0).message()).isEqualTo(message(7).id());
      assertThat(verdicts.get(1)).isInstanceOf(Verdict.Duplicate.class);
      Bytes receipt = ((Verdict.Duplicate) verdicts.get(1)).receipt();
      assertThat(Receipt.decode(receipt).verifies()).isTrue();
      assertThat(verdicts.get(2))
          .isEqualTo(new Verdict.Refused(message(6).id(), "old_sequence", "because of the test"));
      node.mood(FakeNode.Mood.BUSY);
      assertThat(client.post(List.of(message(8).wire())))
          .containsExactly(
              new Verdict.Busy(message(8).id(), "queue_full", "because of the test", 0));
      assertThat(client.post(List.of())).isEmpty();
    }
  }

  @Test
  void saysInOneLineWhyANodeCannotBeAsked() throws Exception {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = closed.getLocalPort();
      closed.close();
      assertFails("http://127.0.0.1:" + port, "nothing listens there");
    }
    assertFails("http://no-such-host.invalid", "its name is not known");
    try (FakeNode node = FakeNode.start()) {
      assertFails(node.address() + "/elsewhere", "status 404");
      node.on("/v2/v1/networks", 200, "<html>a router's login page</html>");
      assertFails(node.address() + "/v2", "is none of a node");
      node.on("/v3/v1/networks", 200, "{\"deployment\":{\"name\":\"x\"}}");
      assertFails(node.address() + "/v3", "'id' must be text");
      node.on("/v4/v1/networks", 200, "[".repeat(100_000));
      assertFails(node.address() + "/v4", "is none of a node");
      node.on("/v5/v1/networks", 200, " ".repeat(9 << 20));
      assertFails(node.address() + "/v5", "cannot reach");
    }
  }

  @Test
  void givesUpOnANodeThatTakesTheCallAndNeverAnswers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        NodeClient client =
            new NodeClient(
                URI.create("http://127.0.0.1:" + silent.getLocalPort()), Duration.ofMillis(200))) {
      assertThatThrownBy(client::deployment)
          .isInstanceOf(NodeException.class)
          .hasMessageContaining("did not answer");
    }
  }

  @Test
  void refusesAnAddressThatIsNone() {
    assertThatThrownBy(() -> new NodeClient(URI.create("localhost:7777")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://127.0.0.1:7777");
  }

  @Test
  void takesVerdictsThatDoNotFitForNoVerdicts() throws IOException {
    try (FakeNode node = FakeNode.start();
        NodeClient client = new NodeClient(URI.create(node.address() + "/odd"))) {
      node.on("/odd/v1/messages", 200, "{\"results\":[]}");
      assertThatThrownBy(() -> client.post(List.of(message(1).wire())))
          .isInstanceOf(NodeException.class)
          .hasMessageContaining("0 verdicts for 1 messages");
    }
  }

  private static void assertFails(String address, String why) {
    try (NodeClient client = new NodeClient(URI.create(address))) {
      assertThatThrownBy(client::deployment)
          .isInstanceOf(NodeException.class)
          .hasMessageContaining(why)
          .hasMessageNotContaining("\n");
    }
  }
}
