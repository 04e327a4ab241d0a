package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.epoch.SealedEpoch;
import polder.node.gateway.HttpLimits;
import polder.protocol.manifest.Manifests;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What those who listen are told, and nobody else. */
final class EventsTest {
  @TempDir Path directory;

  private TestNode start(Manifests manifests, ViewLimits limits) throws Exception {
    return TestNode.start(directory, manifests, TestRules.GENESIS_MILLIS, HttpLimits.USUAL, limits);
  }

  @Test
  void aSealedEpochIsToldToThoseWhoListen() throws Exception {
    ViewLimits usual = ViewLimits.USUAL;
    ViewLimits one =
        new ViewLimits(
            usual.recentEpochs(),
            usual.recentLines(),
            usual.archiveEpochs(),
            usual.pageItems(),
            1,
            usual.eventQueue(),
            Duration.ofMillis(50),
            usual.provisionalEvery(),
            usual.pulseEvery(),
            usual.leastFreeBytes());
    try (TestNode node = start(TestRules.open(), one);
        TestEvents events = new TestEvents(node, "")) {
      assertThat(node.get("/v1/events").statusCode()).as("one may listen").isEqualTo(503);
      SealedEpoch sealed = node.closeEpoch();
      assertThat(events.line("event: ")).isEqualTo("event: epoch");
      assertThat(events.line("id: ")).isEqualTo("id: 0");
      JsonNode data = JsonMapper.shared().readTree(events.data());
      assertThat(data.path("hash").asString()).isEqualTo(sealed.header().hash().toHex());
      assertThat(events.line(":")).as("a heartbeat").startsWith(": ");
    }
  }

  @Test
  void aReadingIsToldToThoseWhoWatchItsDevice() throws Exception {
    try (TestNode node = start(TestRules.open(), ViewLimits.USUAL)) {
      TestSender watched = node.sender(TestRules.DEMO, 1);
      TestSender other = node.sender(TestRules.DEMO, 2);
      node.post(watched.enrol(1), other.enrol(1));
      assertThat(node.get("/v1/events?device=nobody").statusCode()).isEqualTo(400);
      try (TestEvents events = new TestEvents(node, "?device=" + watched.did())) {
        node.post(
            other.report(1, "11", TestRules.GENESIS_MILLIS),
            watched.report(1, "-300", TestRules.GENESIS_MILLIS));
        JsonNode told = JsonMapper.shared().readTree(events.next("readings"));
        assertThat(told.path("device").asString()).isEqualTo(watched.did());
        assertThat(told.path("provisional").asBoolean()).isTrue();
        assertThat(told.path("simulated").asBoolean()).isTrue();
        JsonNode reading = told.path("readings").path(0);
        assertThat(reading.path("quantity").asString()).isEqualTo("temperature");
        assertThat(reading.path("unit").asString()).isEqualTo("Cel");
        assertThat(reading.path("value").decimalValue()).isEqualByComparingTo("-300");
        assertThat(reading.path("timeMillis").asLong()).isEqualTo(TestRules.GENESIS_MILLIS);
        // What comes again, or is refused, is not told.
        node.post(
            watched.report(1, "-300", TestRules.GENESIS_MILLIS),
            watched.report(2, "10.5", TestRules.GENESIS_MILLIS + 3_600_000));
        node.post(watched.report(2, "12", TestRules.GENESIS_MILLIS + 1));
        JsonNode next = JsonMapper.shared().readTree(events.next("readings"));
        assertThat(next.path("readings").path(0).path("value").decimalValue())
            .isEqualByComparingTo("12");
      }
    }
  }

  @Test
  void readingsOfANetworkThatIsNotOpenAreToldToNobody() throws Exception {
    try (TestNode node = start(TestRules.withAccess("restricted"), ViewLimits.USUAL)) {
      TestSender sender = node.sender(TestRules.DEMO, 1);
      node.post(sender.enrol(1));
      try (TestEvents events = new TestEvents(node, "?device=" + sender.did())) {
        node.post(sender.report(1, "10", TestRules.GENESIS_MILLIS));
        node.closeEpoch();
        String event = events.line("event: ");
        while (!event.equals("event: epoch")) {
          assertThat(event).as("what it earns is no secret").isEqualTo("event: reward");
          event = events.line("event: ");
        }
      }
    }
  }
}
