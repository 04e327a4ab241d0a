package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.KeyAction;
import tools.jackson.databind.JsonNode;

/** What the doors make of clones, of rotated and of revoked keys, before and after the seal. */
final class DeviceKeysTest {
  private static final long NOW = TestRules.GENESIS_MILLIS + 1_000;
  private static final String AIR = TestRules.AIR;

  @TempDir Path directory;
  private TestNode node;
  private TestSender device;
  private TestSender renewed;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start(directory);
    device = node.sender(AIR, 1);
    DeviceKey next = DeviceKey.ed25519(new byte[32]);
    renewed = new TestSender(node.manifests.deployment(), AIR, 1, next, Optional.empty());
    node.assertTaken(device.enrol(1));
    node.assertTaken(device.report(1, "10", NOW));
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private JsonNode standing(String did) throws Exception {
    return node.json("/v1/devices/" + did).path("networks").path(0);
  }

  private Bytes rotation(long sequence) {
    return rotation(sequence, device, renewed);
  }

  private Bytes rotation(long sequence, TestSender before, TestSender after) {
    KeyAction.Rotate bare = KeyAction.Rotate.unsigned(AIR, before.key.id(), after.key.id());
    Bytes statement =
        AccountMessage.rotationStatement(node.manifests.deployment(), device.owner, sequence, bare);
    return device.ask(sequence, bare.signed(statement, after.key, Optional.of(before.key)));
  }

  private void cloned() throws Exception {
    // What proves the clone is let in, or no epoch would ever see it.
    node.assertTaken(device.report(1, "11", NOW));
    node.closeEpoch();
    assertThat(standing(device.did()).path("status").asString()).isEqualTo("cloned");
  }

  @Test
  void aSecondMessageOfOneSequenceShowsAClone() throws Exception {
    cloned();

    assertThat(standing(device.did()).path("statusSinceEpoch").asLong(-1)).isZero();
    node.assertRefused(AIR, device.report(2, "10", NOW), "cloned");
  }

  @Test
  void aSecondMessageOfTheSealedSequenceShowsACloneToo() throws Exception {
    node.closeEpoch();

    cloned();

    assertThat(standing(device.did()).path("statusSinceEpoch").asLong()).isEqualTo(1);
  }

  /** A copy that sends what waited long says nothing that counts, and gives itself away. */
  @Test
  void aMessageThatNoRuleWouldTakeShowsACloneToo() throws Exception {
    node.closeEpoch();
    long tooOld = NOW - 7_200_000;
    node.assertRefused(AIR, device.report(2, "10", tooOld), "too_old");
    node.assertTaken(device.report(1, "10", tooOld));
    node.closeEpoch();

    assertThat(standing(device.did()).path("status").asString()).isEqualTo("cloned");
  }

  @Test
  void aCloneIsHeardAgainAsSoonAsItsOwnerResolvedIt() throws Exception {
    cloned();
    node.assertTaken(device.ask(2, new KeyAction.Resolve(AIR, device.key.id(), 5)));
    node.assertRefused(AIR, device.report(5, "10", NOW), "old_sequence");
    node.assertTaken(device.report(6, "10", NOW));
    node.closeEpoch();

    assertThat(standing(device.did()).path("status").asString()).isEqualTo("active");
    node.assertTaken(device.report(7, "10", NOW));
  }

  @Test
  void aRotatedDeviceIsHeardByItsNewKeyAtOnceAndKnownByBoth() throws Exception {
    cloned();
    List<Bytes> together = List.of(rotation(2), renewed.report(1, "10", NOW));
    HttpResponse<String> response = node.post(together.toArray(Bytes[]::new));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    node.assertRefused(AIR, device.report(9, "10", NOW), "key_replaced");
    // Said again it is the same message, whatever became of the key since.
    node.assertTaken(rotation(2));

    node.closeEpoch();

    for (String did : List.of(device.did(), renewed.did())) {
      assertThat(standing(did).path("device").asString()).isEqualTo(device.did());
      assertThat(standing(did).path("key").asString()).isEqualTo(renewed.did());
      assertThat(standing(did).path("status").asString()).isEqualTo("active");
    }
    assertThat(standing(device.did()).path("lastWeightPpm").asLong()).isPositive();
    node.assertRefused(AIR, device.report(9, "10", NOW), "key_replaced");
    node.assertTaken(renewed.report(2, "10", NOW));
    node.assertRefused(AIR, device.ask(3, device.enrolment(3)), "key_replaced");
  }

  /** Whatever is asked of it, by each of three keys, is answered of the device by its name. */
  @Test
  void aDeviceIsTheSameByAllKeysThatItEverHad() throws Exception {
    DeviceKey key = DeviceKey.ed25519(Hash.sha256(new byte[1]).toArray());
    TestSender last = new TestSender(node.manifests.deployment(), AIR, 1, key, Optional.empty());
    node.assertTaken(rotation(2));
    try (TestEvents events = new TestEvents(node, "?network=" + AIR);
        TestEvents readings = new TestEvents(node, "?device=" + renewed.did())) {
      node.assertTaken(renewed.report(1, "10", NOW));
      JsonNode pulse = events.await("pulse", its -> its.path("messages").asLong() == 2);
      assertThat(pulse.path("online").asLong()).as("one device by two keys").isEqualTo(1);
      JsonNode reading = readings.await("readings", its -> true);
      assertThat(reading.path("device").asString()).isEqualTo(device.did());
    }
    node.closeEpoch();
    node.assertTaken(rotation(3, renewed, last));
    assertThat(standing(last.did()).path("device").asString()).isEqualTo(device.did());
    node.closeEpoch();

    for (String did : List.of(device.did(), renewed.did(), last.did())) {
      for (String path :
          List.of(
              "",
              "/rewards",
              "/neighbours",
              "/credentials",
              "/explanations/0",
              "/rewards/0/proof")) {
        assertThat(node.json("/v1/devices/" + did + path).path("device").asString())
            .as(path)
            .isEqualTo(device.did());
      }
      JsonNode rewards = node.json("/v1/devices/" + did + "/rewards").path("rewards");
      assertThat(rewards).anyMatch(line -> line.path("epoch").asLong(-1) == 0);
    }
    // Between the two the state of that epoch is no longer at hand.
    JsonNode explained = node.json("/v1/devices/" + renewed.did() + "/explanations/0");
    assertThat(explained.path("rewards")).hasSize(1);
    assertThat(explained.path("evidence"))
        .isNotEmpty()
        .allSatisfy(its -> assertThat(its.path("proven").asBoolean()).isTrue());
  }

  @Test
  void aKeyThatIsADevicesIsNotTakenAgain() throws Exception {
    TestSender other = node.sender(AIR, 2);
    node.assertTaken(other.enrol(1));
    KeyAction.Rotate bare = KeyAction.Rotate.unsigned(AIR, device.key.id(), other.key.id());
    Bytes statement =
        AccountMessage.rotationStatement(node.manifests.deployment(), device.owner, 2, bare);
    node.assertRefused(
        AIR, device.ask(2, bare.signed(statement, other.key, Optional.empty())), "key_taken");
    node.assertRefused(AIR, device.ask(2, bare), "no_possession");
    node.assertRefused(AIR, other.ask(2, new KeyAction.Revoke(AIR, device.key.id())), "not_owner");
  }

  @Test
  void aRevokedDeviceIsHeardNoMore() throws Exception {
    node.assertTaken(device.ask(2, new KeyAction.Revoke(AIR, device.key.id())));
    node.assertRefused(AIR, device.report(2, "10", NOW), "revoked");
    node.closeEpoch();

    assertThat(standing(device.did()).path("status").asString()).isEqualTo("revoked");
    node.assertRefused(AIR, device.report(2, "10", NOW), "revoked");
    node.assertRefused(AIR, device.ask(3, device.enrolment(3)), "revoked");
    node.assertRefused(AIR, rotation(3), "revoked");
  }
}
