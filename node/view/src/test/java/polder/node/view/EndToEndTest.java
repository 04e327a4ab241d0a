package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Bytes;
import polder.protocol.receipt.Receipt;
import tools.jackson.databind.JsonNode;

final class EndToEndTest {
  @TempDir Path directory;

  /** What a newcomer does: enrol, report, wait for the epoch, look at the reward. */
  @Test
  void anEnrolledDeviceReportsAndIsPaid() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      HttpResponse<String> enrolled = node.post(sender.enrol(1));
      assertThat(enrolled.statusCode()).as(enrolled.body()).isEqualTo(200);
      // Acknowledged and not sealed: its reports are welcome at once.
      HttpResponse<String> reported =
          node.post(sender.report(1, "12.5", TestRules.GENESIS_MILLIS + 1_000));
      assertThat(reported.statusCode()).as(reported.body()).isEqualTo(200);
      JsonNode result = TestNode.json(reported).path("results").path(0);
      assertThat(result.path("verdict").asString()).isEqualTo("accepted");
      Receipt receipt = receipt(result);
      assertThat(receipt.verifies()).isTrue();
      assertThat(receipt.node()).isEqualTo(node.key.id());
      assertThat(receipt.message().toHex()).isEqualTo(result.path("message").asString());
      assertThat(receipt.deadlineEpoch()).isZero();

      JsonNode running = node.json("/v1/devices/" + sender.did() + "/rewards").path("running");
      assertThat(running.path("epoch").asLong()).isZero();
      long provisional = running.path("provisional").path(0).path("amountNano").asLong();
      assertThat(provisional).isPositive();

      node.closeEpoch();
      JsonNode rewards = node.json("/v1/devices/" + sender.did() + "/rewards").path("rewards");
      assertThat(rewards.size()).isEqualTo(1);
      JsonNode reward = rewards.path(0);
      assertThat(reward.path("epoch").asLong()).isZero();
      assertThat(reward.path("network").asString()).isEqualTo(TestRules.AIR);
      assertThat(reward.path("simulated").asBoolean(true)).isFalse();
      assertThat(reward.path("held").asBoolean()).isTrue();
      assertThat(reward.path("amountNano").asLong()).isEqualTo(provisional);
      assertThat(reward.path("provisionalNano").asLong()).isEqualTo(provisional);
      assertThat(reward.path("offNano").asLong(1)).isZero();

      JsonNode device = node.json("/v1/devices/" + sender.did());
      JsonNode entry = device.path("networks").path(0);
      assertThat(entry.path("owner").asString()).isEqualTo(sender.owner.toString());
      assertThat(entry.path("heldNano").asLong()).isEqualTo(provisional);
      assertThat(entry.path("lastWeightPpm").asLong()).isEqualTo(reward.path("weightPpm").asLong());
    }
  }

  private static Receipt receipt(JsonNode result) {
    return Receipt.decode(
        Bytes.wrap(Base64.getDecoder().decode(result.path("receipt").asString())));
  }

  @Test
  void aDuplicateGetsTheSameReceiptBytesWheneverItComes() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      Bytes report = sender.report(5, "12.5", TestRules.GENESIS_MILLIS);
      JsonNode results = TestNode.json(node.post(sender.enrol(1), report, report)).path("results");
      assertThat(results.path(1).path("verdict").asString()).isEqualTo("accepted");
      assertThat(results.path(2).path("verdict").asString()).isEqualTo("duplicate");
      String receipt = results.path(1).path("receipt").asString();
      assertThat(results.path(2).path("receipt").asString()).isEqualTo(receipt);
      assertThat(node.journalSize()).isEqualTo(2);

      node.closeEpoch();
      // Its sequence is old by now; the first answer stands all the same.
      HttpResponse<String> late = node.post(report);
      assertThat(late.statusCode()).isEqualTo(200);
      JsonNode again = TestNode.json(late).path("results").path(0);
      assertThat(again.path("verdict").asString()).isEqualTo("duplicate");
      assertThat(again.path("receipt").asString()).isEqualTo(receipt);
      assertThat(node.journalSize()).isEqualTo(2);
    }
  }

  @Test
  void aNodeThatStartsAgainKnowsWhatItAcknowledgedAndWhatItPaid() throws Exception {
    TestSender sender;
    long amount;
    try (TestNode node = TestNode.start(directory)) {
      sender = node.sender(TestRules.DEMO, 7);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      node.closeEpoch();
      amount = firstReward(node, sender).path("amountNano").asLong();
      assertThat(amount).isPositive();
      node.post(node.sender(TestRules.DEMO, 8).enrol(1));
    }
    try (TestNode node =
        TestNode.start(
            directory,
            TestRules.open(),
            TestRules.GENESIS_MILLIS + TestRules.EPOCH_MILLIS,
            polder.node.gateway.HttpLimits.USUAL,
            ViewLimits.USUAL)) {
      JsonNode reward = firstReward(node, sender);
      assertThat(reward.path("amountNano").asLong()).isEqualTo(amount);
      assertThat(reward.path("simulated").asBoolean(false)).isTrue();
      // Enrolled before the stop, sealed only after it.
      TestSender pending = node.sender(TestRules.DEMO, 8);
      assertThat(node.json("/v1/devices/" + pending.did()).path("networks").path(0).path("sealed"))
          .hasToString("false");
      HttpResponse<String> report =
          node.post(pending.report(1, "10", TestRules.GENESIS_MILLIS + TestRules.EPOCH_MILLIS));
      assertThat(report.statusCode()).as(report.body()).isEqualTo(200);
    }
  }

  private static JsonNode firstReward(TestNode node, TestSender sender) throws Exception {
    return node.json("/v1/devices/" + sender.did() + "/rewards").path("rewards").path(0);
  }
}
