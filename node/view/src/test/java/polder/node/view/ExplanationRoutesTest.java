package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.node.gateway.HttpLimits;
import polder.node.witness.Anchor;
import polder.node.witness.Proof;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.crypto.DeviceSignatures;
import polder.protocol.identity.DeviceId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sealed epochs, why a device earned what it earned, and the proof of it. */
class ExplanationRoutesTest {
  /** Which field of a header, counted from 0, is the outcome's root; as openapi.json says. */
  private static final int OUTCOME_ROOT = 25;

  @TempDir private Path directory;

  private TestNode start(String access) throws Exception {
    return TestNode.start(
        directory,
        TestRules.withAccess(access),
        TestRules.GENESIS_MILLIS,
        HttpLimits.USUAL,
        ViewLimits.USUAL);
  }

  @Test
  void anExplanationSaysWhatEachCheckSaid() throws Exception {
    try (TestNode node = start("public")) {
      TestSender good = node.sender(TestRules.AIR, 1);
      TestSender bad = node.sender(TestRules.AIR, 2);
      node.post(good.enrol(1), good.report(1, "10", TestRules.GENESIS_MILLIS));
      node.post(bad.enrol(1), bad.report(1, "-300", TestRules.GENESIS_MILLIS));
      node.closeEpoch();
      JsonNode explained = node.json("/v1/devices/" + good.did() + "/explanations/latest");
      assertThat(explained.path("epoch").asLong()).isZero();
      JsonNode reward = explained.path("rewards").path(0);
      assertThat(reward.path("amountNano").asLong())
          .isPositive()
          .isEqualTo(explained.path("amountNano").asLong());
      JsonNode check = reward.path("readings").path(0).path("checks").path(0);
      assertThat(check.path("value").asString()).isEqualTo("10");
      assertThat(check.path("unit").asString()).isEqualTo("Cel");
      assertThat(explained.path("sent").path(0).path("sequence").asLong()).isEqualTo(1);
      assertThat(explained.path("evidence").path(0).path("proven").asBoolean()).isTrue();
      JsonNode rejected =
          node.json("/v1/devices/" + bad.did() + "/explanations/0").path("rewards").path(0);
      assertThat(rejected.path("amountNano").asLong()).isZero();
      assertThat(rejected.path("readings").path(0).path("verdict").asString())
          .isEqualTo("rejected");
      assertThat(rejected.path("reasons").path(0).path("meaning").asString()).isNotEmpty();
      assertThat(rejected.path("reasons").path(0).path("remedy").asString()).isNotEmpty();
    }
  }

  @Test
  void whoIsEnrolledAndSilentIsSaidToBe() throws Exception {
    try (TestNode node = start("public")) {
      TestSender silent = node.sender(TestRules.AIR, 1);
      node.post(silent.enrol(1));
      node.closeEpoch();
      String path = "/v1/devices/" + silent.did() + "/explanations/";
      JsonNode first = node.json(path + "0").path("enrolments").path(0);
      assertThat(first.path("network").asString()).isEqualTo(TestRules.AIR);
      assertThat(first.path("enrolled").asBoolean()).isTrue();
      node.post(node.sender(TestRules.AIR, 2).enrol(1));
      node.closeEpoch();
      // An older state would have to be computed.
      assertThat(node.json(path + "0").path("enrolments")).isEmpty();
      assertThat(node.json(path + "1").path("enrolments")).isNotEmpty();
      assertThat(node.get(path + "2").statusCode()).isEqualTo(404);
      assertThat(node.get(path + "x").statusCode()).isEqualTo(400);
      String nobody = node.sender(TestRules.AIR, 9).did();
      assertThat(node.get("/v1/devices/" + nobody + "/explanations/1").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void readingsThatAreNotForEveryoneAreNotExplainedToEveryone() throws Exception {
    try (TestNode node = start("restricted")) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      node.closeEpoch();
      JsonNode explained = node.json("/v1/devices/" + sender.did() + "/explanations/0");
      assertThat(explained.path("rewards").path(0).path("readings")).isEmpty();
      assertThat(explained.path("rewards").path(0).path("closed").asString()).contains("auditors");
      assertThat(explained.path("rewards").path(0).path("weightPpm").asLong()).isPositive();
      assertThat(explained.path("sent")).isEmpty();
      HttpResponse<String> proof = node.get("/v1/devices/" + sender.did() + "/rewards/0/proof");
      assertThat(proof.statusCode()).isEqualTo(403);
    }
  }

  @Test
  void delayedReadingsAreExplainedWhenTheyArePublished() throws Exception {
    try (TestNode node = start("delayed")) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      node.closeEpoch();
      String proof = "/v1/devices/" + sender.did() + "/rewards/0/proof";
      assertThat(node.get(proof).statusCode()).isEqualTo(403);
      assertThat(node.get(proof).body()).contains("published in 6");
      node.time.advanceTo(TestRules.GENESIS_MILLIS + TestRules.EPOCH_MILLIS + 60_000);
      assertThat(node.get(proof).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aProofIsWhatTheCommandLineTakes() throws Exception {
    try (TestNode node = start("public")) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      node.closeEpoch();
      String path = "/v1/devices/" + sender.did() + "/rewards/latest/proof";
      String text = node.get(path).body();
      Proof proof = ProofDocument.read(text);
      assertThat(proof.wrong(new Anchor.Signatures(node.key.id()))).isEmpty();
      assertThat(proof.statement()).contains(sender.did(), "in network " + TestRules.AIR);
      ObjectNode forged = (ObjectNode) node.json(path);
      ((ObjectNode) forged.path("leaves").path(0))
          .putArray("path")
          .add(Hash.sha256(new byte[] {1}).toHex());
      assertThat(ProofDocument.read(forged.toString()).wrong(new Anchor.SelfConsistent()))
          .isPresent();
      assertThat(node.get(path + "?network=" + TestRules.AIR).body()).isEqualTo(text);
      assertThat(node.get(path + "?network=" + TestRules.DEMO).statusCode()).isEqualTo(404);
    }
  }

  /** With nothing but hashes, a signature and the place of one field, as a page would. */
  @Test
  void aProofCanBeCheckedByHand() throws Exception {
    try (TestNode node = start("public")) {
      List<Bytes> messages = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        TestSender sender = node.sender(TestRules.AIR, i);
        messages.add(sender.enrol(1));
        messages.add(sender.report(1, "1" + i, TestRules.GENESIS_MILLIS));
      }
      node.post(messages.toArray(Bytes[]::new));
      node.closeEpoch();
      for (int i = 1; i <= 5; i++) {
        String did = node.sender(TestRules.AIR, i).did();
        JsonNode proof = node.json("/v1/devices/" + did + "/rewards/0/proof");
        byte[] signed = bytes(proof, "toBeSigned");
        assertThat(proof.path("toBeSigned").asString())
            .endsWith(proof.path("headerBytes").asString());
        assertThat(
                DeviceSignatures.verify(
                    DeviceId.parse(proof.path("signedBy").asString()),
                    signed,
                    bytes(proof, "signature")))
            .isTrue();
        assertThat(field(bytes(proof, "headerBytes"))).isEqualTo(proof.path("root").asString());
        assertThat(root(proof.path("leaves").path(0))).isEqualTo(proof.path("root").asString());
      }
    }
  }

  private static byte[] bytes(JsonNode node, String name) {
    return HexFormat.of().parseHex(node.path(name).asString());
  }

  private static String field(byte[] header) {
    CborReader reader = new CborReader(Bytes.wrap(header));
    reader.beginArray();
    for (int i = 0; i < OUTCOME_ROOT; i++) {
      reader.skip();
    }
    return reader.hash().toHex();
  }

  /** RFC 9162, section 2.1.3.2. */
  private static String root(JsonNode leaf) {
    long place = leaf.path("index").asLong();
    long last = leaf.path("size").asLong() - 1;
    byte[] hash = Hash.sha256(new byte[] {0}, bytes(leaf, "bytes")).toArray();
    for (JsonNode sibling : leaf.path("path").values()) {
      byte[] other = HexFormat.of().parseHex(sibling.asString());
      if (place % 2 == 1 || place == last) {
        hash = Hash.sha256(new byte[] {1}, other, hash).toArray();
        while (place % 2 == 0 && place != 0) {
          place >>= 1;
          last >>= 1;
        }
      } else {
        hash = Hash.sha256(new byte[] {1}, hash, other).toArray();
      }
      place >>= 1;
      last >>= 1;
    }
    return HexFormat.of().formatHex(hash);
  }

  @Test
  void whatTakesLongIsDoneForFewAtOnce() throws Exception {
    Turns turns = new Turns(1);
    assertThat(
            turns.<Boolean>take(() -> {
              assertThatThrownBy(() -> turns.take(() -> 1))
                  .isInstanceOf(Question.BusyException.class);
              return true;
            }))
        .isTrue();
    assertThat(turns.take(() -> 2)).as("the next one's turn").isEqualTo(2);
  }

  @Test
  void epochsAreListedPageByPageFromMemoryAndFromTheArchive() throws Exception {
    // Two epochs in memory; one question reads two from the archive.
    ViewLimits small = TestNode.limits(2, 2);
    int epochs = 7;
    try (TestNode node = TestNode.start(directory)) {
      TestSender sender = node.sender(TestRules.AIR, 1);
      node.post(sender.enrol(1), sender.report(1, "10", TestRules.GENESIS_MILLIS));
      node.post(sender.report(1, "10", TestRules.GENESIS_MILLIS));
      for (int i = 0; i < epochs; i++) {
        node.closeEpoch();
      }
    }
    try (TestNode node =
        TestNode.start(
            directory,
            TestRules.open(),
            TestRules.GENESIS_MILLIS + epochs * TestRules.EPOCH_MILLIS,
            HttpLimits.USUAL,
            small)) {
      List<Long> listed = new ArrayList<>();
      String query = "limit=3";
      JsonNode page;
      do {
        page = node.json("/v1/epochs?" + query);
        assertThat(page.path("epochs").size()).isBetween(1, 3);
        page.path("epochs").forEach(epoch -> listed.add(epoch.path("epoch").asLong()));
        query = "limit=3&" + page.path("next").asString("");
      } while (page.has("next"));
      assertThat(listed).containsExactly(6L, 5L, 4L, 3L, 2L, 1L, 0L);
      JsonNode first = node.json("/v1/epochs?before=1").path("epochs").path(0);
      JsonNode whole = node.json("/v1/epochs/0");
      assertThat(first.path("hash")).isEqualTo(whole.path("hash"));
      assertThat(first.path("paidNano")).isEqualTo(whole.path("paidNano"));
      assertThat(first.path("networks")).isEqualTo(whole.path("networks"));
      assertThat(first.path("messages").asLong()).isEqualTo(whole.path("inputsCount").asLong());
      assertThat(node.get("/v1/epochs?limit=0").statusCode()).isEqualTo(400);
    }
  }
}
