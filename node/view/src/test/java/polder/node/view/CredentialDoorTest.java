package polder.node.view;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.node.gateway.HttpLimits;
import polder.protocol.Bytes;
import polder.protocol.credential.Credential;
import polder.protocol.credential.DataIntegrity;
import polder.protocol.credential.DateTimes;
import polder.protocol.credential.Proof;
import polder.protocol.credential.StatusEntry;
import polder.protocol.credential.StatusList;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DidDocument.Relation;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.KeyAction;

/** What the doors make of credentials and lists of revocations: what the epoch would. */
final class CredentialDoorTest {
  private static final long START = TestRules.GENESIS_MILLIS;
  private static final long FAR = START + 1_000_000;
  private static final String AIR = TestRules.AIR;
  private static final String LIST = "https://maker.example/list";
  private static final long BIT = 42;

  private final DeviceKey issuer = DeviceKey.ed25519(new byte[32]);

  @TempDir Path directory;
  private TestNode node;
  private TestSender device;
  private TestSender anybody;
  private long sequence;

  @BeforeEach
  void start() throws Exception {
    node =
        TestNode.start(
            directory, TestRules.trusting(issuer.id()), START, HttpLimits.USUAL, ViewLimits.USUAL);
    device = node.sender(AIR, 1);
    anybody = node.sender(AIR, 2);
    node.assertTaken(device.enrol(1));
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private JsonObject sign(JsonObject document) {
    String did = issuer.id().did();
    String method = did + "#" + did.substring("did:key:".length());
    return DataIntegrity.sign(document, issuer, Proof.of(method, Relation.ASSERTION, START));
  }

  private JsonObject credential(long untilMillis) {
    return sign(
        JsonObject.EMPTY
            .with("@context", Json.Array.ofTexts(List.of(Credential.CONTEXT)))
            .with("type", Json.Array.ofTexts(List.of(Credential.TYPE, "CalibrationCredential")))
            .with("issuer", issuer.id().did())
            .with("validFrom", DateTimes.format(START - 1_000))
            .with("validUntil", DateTimes.format(untilMillis))
            .with("credentialSubject", JsonObject.EMPTY.with("id", device.did()))
            .with("credentialStatus", new StatusEntry(StatusEntry.REVOCATION, LIST, BIT).json()));
  }

  private JsonObject list(long fromMillis, long untilMillis) {
    return sign(
        StatusList.empty()
            .with(BIT)
            .credential(LIST, issuer.id().did(), fromMillis)
            .with("validUntil", DateTimes.format(untilMillis)));
  }

  private Bytes show(JsonObject document) {
    return anybody.ask(++sequence, new Action.ShowCredential(AIR, document.canonical()));
  }

  private void assertShown(JsonObject document) throws Exception {
    node.assertTaken(show(document));
  }

  private void assertRefused(JsonObject document, String reason) throws Exception {
    node.assertRefused(AIR, show(document), reason);
  }

  @Test
  void whatIsNotValidIsRefused() throws Exception {
    assertRefused(credential(START), "expired");
    assertRefused(list(START - 1_000, START), "expired");
    assertRefused(list(FAR - 1_000, FAR), "not_yet_valid");
    assertShown(credential(FAR));
  }

  @Test
  void aListThatIsKnownOrOlderIsRefused() throws Exception {
    assertShown(list(START, FAR));
    node.closeEpoch();

    assertRefused(list(START, FAR), "old_list");
    assertRefused(list(START - 1_000, FAR), "old_list");
    assertRefused(credential(FAR), "revoked_credential");
    assertShown(list(START + 1_000, FAR));
  }

  @Test
  void aCredentialOfAKeyThatWasReplacedIsRefused() throws Exception {
    KeyAction.Rotate bare = KeyAction.Rotate.unsigned(AIR, device.key.id(), anybody.key.id());
    Bytes statement =
        AccountMessage.rotationStatement(node.manifests.deployment(), device.owner, 2, bare);
    node.assertTaken(device.ask(2, bare.signed(statement, anybody.key, Optional.empty())));

    assertRefused(credential(FAR), "key_replaced");
    node.closeEpoch();
    assertRefused(credential(FAR), "key_replaced");
  }
}
