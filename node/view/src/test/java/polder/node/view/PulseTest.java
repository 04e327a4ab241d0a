package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import polder.epoch.SealedEpoch;
import polder.node.gateway.HttpLimits;
import tools.jackson.databind.JsonNode;

/** What those see who watch a network, or what a device earns. */
@Timeout(60)
final class PulseTest {
  @TempDir Path directory;

  private TestNode start(String folder) throws Exception {
    return start(folder, Duration.ofMillis(20));
  }

  private TestNode start(String folder, Duration pulseEvery) throws Exception {
    ViewLimits usual = ViewLimits.USUAL;
    ViewLimits quick =
        new ViewLimits(
            usual.recentEpochs(),
            usual.recentLines(),
            usual.archiveEpochs(),
            usual.pageItems(),
            usual.eventClients(),
            1_000,
            usual.heartbeat(),
            Duration.ofMillis(1),
            pulseEvery,
            usual.leastFreeBytes());
    return TestNode.start(
        directory.resolve(folder),
        TestRules.open(),
        TestRules.GENESIS_MILLIS,
        HttpLimits.USUAL,
        quick);
  }

  @Test
  void aNetworkTellsHowItGoesAndByHowMuchItWasOff() throws Exception {
    try (TestNode node = start("pulse");
        TestEvents events = new TestEvents(node, "?network=" + TestRules.AIR)) {
      TestSender one = node.sender(TestRules.AIR, 1);
      TestSender two = node.sender(TestRules.AIR, 2);
      TestSender other = node.sender(TestRules.DEMO, 3);
      node.post(one.enrol(1), two.enrol(1), other.enrol(1));
      node.post(
          one.report(1, "10", TestRules.GENESIS_MILLIS),
          one.report(2, "10", TestRules.GENESIS_MILLIS + 1),
          other.report(1, "10", TestRules.GENESIS_MILLIS));

      JsonNode pulse =
          events.await(
              "pulse",
              its ->
                  its.path("messages").asLong() == 2
                      && its.path("provisional").path("paidNano").asLong() > 0);
      assertThat(pulse.path("network").asString()).isEqualTo(TestRules.AIR);
      assertThat(pulse.path("simulated").asBoolean()).isFalse();
      assertThat(pulse.path("epoch").asLong()).isZero();
      assertThat(pulse.path("startMillis").asLong()).isEqualTo(TestRules.GENESIS_MILLIS);
      assertThat(pulse.path("endMillis").asLong())
          .isEqualTo(TestRules.GENESIS_MILLIS + TestRules.EPOCH_MILLIS);
      assertThat(pulse.path("nowMillis").asLong()).isEqualTo(node.time.nowMillis());
      assertThat(pulse.path("online").asLong()).isEqualTo(1);
      assertThat(pulse.path("provisional").path("devices").asLong()).isEqualTo(1);
      assertThat(pulse.path("lastSealed").isNull()).isTrue();

      SealedEpoch sealed = node.closeEpoch();
      long paid =
          EpochDigest.of(sealed.header(), sealed.outcome())
              .networks()
              .getOrDefault(TestRules.AIR, EpochDigest.Numbers.NONE)
              .paidNano();
      JsonNode after = events.await("pulse", its -> its.path("epoch").asLong() == 1);
      assertThat(after.path("messages").asLong()).isZero();
      assertThat(after.path("devices").asLong()).isEqualTo(2);
      assertThat(after.path("online").asLong()).as("heard in the last epoch").isEqualTo(1);
      JsonNode last = after.path("lastSealed");
      assertThat(last.path("epoch").asLong()).isZero();
      assertThat(last.path("paidNano").asLong()).isEqualTo(paid);
      assertThat(last.path("provisionalNano").asLong() + last.path("offNano").asLong())
          .isEqualTo(paid);
    }
  }

  @Test
  void whoComesHearsAtOnceWhatIsKnownAndThenWhatWasComputed() throws Exception {
    try (TestNode node = start("first", Duration.ofHours(1))) {
      TestSender one = node.sender(TestRules.AIR, 1);
      node.post(one.enrol(1));
      node.post(one.report(1, "10", TestRules.GENESIS_MILLIS));
      try (TestEvents events = new TestEvents(node, "?network=" + TestRules.AIR)) {
        JsonNode first = events.await("pulse", its -> true);
        assertThat(first.path("messages").asLong()).isEqualTo(1);
        assertThat(first.path("provisional").isNull()).as("is not waited for").isTrue();
        JsonNode second = events.await("pulse", its -> true);
        assertThat(second.path("provisional").path("devices").asLong()).isEqualTo(1);
      }
    }
  }

  @Test
  void allWhoWatchHearTheSame() throws Exception {
    try (TestNode node = start("same");
        TestEvents one = new TestEvents(node, "?network=" + TestRules.AIR);
        TestEvents other = new TestEvents(node, "?network=" + TestRules.AIR)) {
      List<String> heard = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        heard.add(other.next("pulse"));
      }
      // The first one began to listen earlier.
      List<String> also = new ArrayList<>();
      while (Collections.indexOfSubList(also, heard) < 0) {
        assertThat(also).hasSizeLessThan(100);
        also.add(one.next("pulse"));
      }
    }
  }

  @Test
  void whoComesLaterHearsOfDevicesThatWorkedBeforeTheNodeStarted() throws Exception {
    TestSender sender;
    try (TestNode node = start("again")) {
      sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      node.closeEpoch();
    }
    try (TestNode node =
            TestNode.start(
                directory.resolve("again"),
                TestRules.open(),
                TestRules.GENESIS_MILLIS + TestRules.EPOCH_MILLIS,
                HttpLimits.USUAL,
                ViewLimits.USUAL);
        TestEvents events = new TestEvents(node, "?network=" + TestRules.AIR)) {
      JsonNode pulse = events.await("pulse", its -> true);
      assertThat(pulse.path("online").asLong()).isEqualTo(1);
      assertThat(pulse.path("lastSealed").path("epoch").asLong()).isZero();
      assertThat(pulse.path("lastSealed").has("offNano")).as("nobody was told").isFalse();
    }
  }

  @Test
  void nobodyHearsOfANetworkThatThereIsNot() throws Exception {
    try (TestNode node = start("none")) {
      assertThat(node.get("/v1/events?network=none").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void whoWatchesADeviceSeesWhatItEarnsBeforeAndAfterTheSeal() throws Exception {
    try (TestNode node = start("device")) {
      TestSender sender = node.sender(TestRules.DEMO, 1);
      try (TestEvents events = new TestEvents(node, "?device=" + sender.did())) {
        node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
        JsonNode running =
            events.await("reward", its -> !its.path("provisional").path(0).isMissingNode());
        assertThat(running.path("device").asString()).isEqualTo(sender.did());
        assertThat(running.path("epoch").asLong()).isZero();
        JsonNode line = running.path("provisional").path(0);
        assertThat(line.path("network").asString()).isEqualTo(TestRules.DEMO);
        assertThat(line.path("simulated").asBoolean()).isTrue();
        assertThat(line.path("amountNano").asLong()).isPositive();
        assertThat(line.path("weightPpm").asLong()).isPositive();

        SealedEpoch sealed = node.closeEpoch();
        RewardLine its =
            EpochDigest.of(sealed.header(), sealed.outcome()).of(sender.key.id()).getFirst();
        JsonNode after = events.await("reward", data -> data.has("sealed"));
        assertThat(after.path("epoch").asLong()).isZero();
        JsonNode end = after.path("sealed").path(0);
        assertThat(end.path("amountNano").asLong()).isEqualTo(its.amountNano());
        assertThat(end.path("provisionalNano").asLong() + after.path("offNano").asLong())
            .isEqualTo(its.amountNano());
      }
    }
  }
}
