package polder.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.KeyAction;
import polder.protocol.message.Role;
import tools.jackson.databind.JsonNode;

/** What the doors make of an organisation's members, and what the view says of them. */
final class OrganisationTest {
  private static final String AIR = TestRules.AIR;

  @TempDir Path directory;
  private TestNode node;
  private TestSender company;
  private TestSender mary;

  @BeforeEach
  void start() throws Exception {
    node = TestNode.start(directory);
    company = node.sender(AIR, 1);
    mary = node.sender(AIR, 2);
    node.assertTaken(company.enrol(1));
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private Bytes appoint(long sequence, Role role) {
    return company.ask(sequence, new Action.Appoint(mary.owner, role));
  }

  private Bytes resolve(long sequence) {
    return mary.ask(sequence, new KeyAction.Resolve(AIR, company.key.id(), 0));
  }

  private Bytes restate(long sequence) {
    Action.Enrol bare =
        new Action.Enrol(AIR, company.key.id(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    return mary.ask(
        sequence,
        AccountMessage.proven(
            node.manifests.deployment(), mary.owner, sequence, bare, company.key));
  }

  @Test
  void aManagersMessagesAreTakenOnceTheAppointmentIsSealed() throws Exception {
    node.assertTaken(appoint(2, Role.MANAGER));
    node.assertRefused(AIR, resolve(1), "not_owner");
    node.closeEpoch();

    node.assertTaken(resolve(2));
    node.assertTaken(restate(3));
    JsonNode device = node.json("/v1/devices/" + company.did()).path("networks").path(0);
    assertThat(device.path("owner").asString()).isEqualTo(company.owner.toString());
    node.closeEpoch();

    device = node.json("/v1/devices/" + company.did()).path("networks").path(0);
    assertThat(device.path("owner").asString()).isEqualTo(company.owner.toString());
    assertThat(device.has("place")).isFalse();
    DeviceKey next = DeviceKey.ed25519(new byte[32]);
    KeyAction.Rotate bare = KeyAction.Rotate.unsigned(AIR, company.key.id(), next.id());
    Bytes statement =
        AccountMessage.rotationStatement(node.manifests.deployment(), mary.owner, 4, bare);
    node.assertTaken(mary.ask(4, bare.signed(statement, next, Optional.of(company.key))));
    node.assertRefused(
        AIR, mary.ask(5, new Action.Transfer(AIR, company.key.id(), mary.owner)), "not_owner");
    node.assertTaken(mary.ask(6, new KeyAction.Revoke(AIR, company.key.id())));
  }

  @Test
  void aViewerIsRefusedAndTold() throws Exception {
    node.assertTaken(appoint(2, Role.VIEWER));
    node.closeEpoch();

    node.assertRefused(AIR, resolve(1), "not_manager");
    node.assertRefused(AIR, restate(2), "not_manager");
  }

  /** Before the epoch that dismisses is sealed: who was dismissed may have a reason to hurry. */
  @Test
  void aDismissedManagerIsRefusedAtOnce() throws Exception {
    node.assertTaken(appoint(2, Role.MANAGER));
    node.closeEpoch();
    node.assertTaken(resolve(1));
    node.assertTaken(appoint(3, Role.NONE));

    node.assertRefused(AIR, resolve(2), "not_owner");
    node.closeEpoch();
    node.assertRefused(AIR, resolve(3), "not_owner");
  }

  @Test
  void anOwnerTakesBackAtOnceWhatWasAMistake() throws Exception {
    HttpResponse<String> response = node.post(appoint(2, Role.MANAGER), appoint(3, Role.NONE));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    node.assertRefused(AIR, appoint(4, Role.NONE), "no_member");
    node.closeEpoch();

    assertThat(node.json("/v1/accounts/" + company.owner).path("members")).isEmpty();
    node.assertRefused(AIR, resolve(1), "not_owner");
  }

  @Test
  void nobodyAppointsThemselves() throws Exception {
    node.assertRefused(
        AIR, company.ask(2, new Action.Appoint(company.owner, Role.MANAGER)), "own_account");
  }

  @Test
  void anAccountSaysWhomItAppointedAndWhoAppointedIt() throws Exception {
    TestSender other = node.sender(AIR, 3);
    node.assertTaken(appoint(2, Role.MANAGER));
    node.assertTaken(other.ask(1, new Action.Appoint(mary.owner, Role.VIEWER)));
    node.closeEpoch();

    JsonNode members = node.json("/v1/accounts/" + company.owner).path("members");
    assertThat(members.size()).isEqualTo(1);
    assertThat(members.path(0).path("account").asString()).isEqualTo(mary.owner.toString());
    assertThat(members.path(0).path("role").asString()).isEqualTo("manager");
    JsonNode organisations = node.json("/v1/accounts/" + mary.owner).path("organisations");
    // The one with devices first.
    assertThat(organisations.path(0).path("account").asString())
        .isEqualTo(company.owner.toString());
    assertThat(organisations.path(0).path("role").asString()).isEqualTo("manager");
    assertThat(organisations.path(0).path("devices").asLong()).isEqualTo(1);
    assertThat(organisations.path(1).path("role").asString()).isEqualTo("viewer");
    assertThat(organisations.path(1).path("devices").asLong()).isZero();
  }
}
