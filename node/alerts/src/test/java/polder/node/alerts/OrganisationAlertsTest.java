package polder.node.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import polder.protocol.message.AlertAsk;
import polder.protocol.message.AlertRequest;
import polder.protocol.message.Role;

/** What an organisation's members may ask of its alerts. */
class OrganisationAlertsTest extends AlertsScene {
  private Desk.Answer askOf(int organisation, int member, AlertAsk ask) {
    issued = Math.max(issued + 1, time.now);
    return alerts.ask(
        new AlertRequest.Draft(TestNetwork.account(organisation), issued, ask)
            .sign(TestNetwork.owner(member), network.manifests.deployment()));
  }

  private void appointed(Role role) {
    network.appoint(ALICE, BOB, role);
    epochs(1, List.of(), List.of());
  }

  @Test
  void aManagerSeesToTheOrganisationsAlerts() throws Exception {
    enrol(ALICE, 1);
    appointed(Role.MANAGER);
    Desk.Answer added = askOf(ALICE, BOB, all("bob's phone"));
    assertThat(added.status().code()).as(added.body().toString()).isEqualTo(200);
    String id = added.body().findPath("id").asString();

    assertThat(ask(ALICE, new AlertAsk.Show()).body().findPath("id").asString()).isEqualTo(id);
    assertThat(ask(BOB, new AlertAsk.Show()).body().path("subscriptions")).isEmpty();
    epochs(3, List.of(1), List.of());
    epochs(6, List.of(), List.of());
    assertThat(devices(webhook.next()).path(0).path("condition").asString()).isEqualTo("silent");
    assertThat(askOf(ALICE, BOB, new AlertAsk.Test(id)).status().code()).isEqualTo(200);
    assertThat(askOf(ALICE, BOB, new AlertAsk.Remove(id)).status().code()).isEqualTo(200);
  }

  @Test
  void aViewerListsTheOrganisationsAlertsAndChangesNone() {
    enrol(ALICE, 1);
    String id = added(ALICE, all("alice"));
    appointed(Role.VIEWER);

    assertThat(askOf(ALICE, BOB, new AlertAsk.Show()).body().findPath("id").asString())
        .isEqualTo(id);
    for (AlertAsk ask :
        List.of(
            all("bob"),
            new AlertAsk.Remove(id),
            new AlertAsk.Test(id),
            new AlertAsk.Confirm(id, "1"))) {
      assertThat(reason(askOf(ALICE, BOB, ask))).isEqualTo("not_manager");
    }
  }

  @Test
  void whoIsNoMemberSeesNoOrganisationsAlerts() {
    enrol(ALICE, 1);
    added(ALICE, all("alice"));
    assertThat(reason(askOf(ALICE, BOB, new AlertAsk.Show()))).isEqualTo("not_owner");
    appointed(Role.MANAGER);
    assertThat(askOf(ALICE, BOB, new AlertAsk.Show()).status().code()).isEqualTo(200);
    appointed(Role.NONE);

    assertThat(reason(askOf(ALICE, BOB, new AlertAsk.Show()))).isEqualTo("not_owner");
  }
}
