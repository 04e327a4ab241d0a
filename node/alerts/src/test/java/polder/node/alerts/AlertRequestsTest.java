package polder.node.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import polder.ports.Notifier;
import polder.protocol.message.AlertAsk;
import polder.protocol.message.AlertRequest;

/** Who may ask for alerts, and what about. */
class AlertRequestsTest extends AlertsScene {
  @Test
  void aDeviceThatChangesHandsIsNotTheOldOwnersAnyMore() throws Exception {
    enrol(ALICE, 1);
    enrol(BOB, 2);
    added(ALICE, one(1, "alice"));
    added(BOB, all("bob"));
    epochs(2, List.of(1, 2), List.of());
    network.transfer(ALICE, 1, BOB);
    epochs(2, List.of(1, 2), List.of());
    epochs(6, List.of(2), List.of());
    Channel.Came came = webhook.came.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(came).isNotNull();
    assertThat(came.target()).isEqualTo("bob");
    assertThat(webhook.came).isEmpty();
    assertThat(ask(ALICE, new AlertAsk.Show()).body().path("subscriptions")).isEmpty();
    assertThat(reason(ask(ALICE, one(1, "again")))).isEqualTo("not_owner");
  }

  @Test
  void onlyTheOwnerSubscribesSeesAndRemoves() {
    enrol(ALICE, 1);
    assertThat(reason(ask(BOB, one(1, "bob")))).isEqualTo("not_owner");
    assertThat(reason(ask(BOB, all("bob")))).isEqualTo("not_owner");
    String id = added(ALICE, one(1, "alice"));
    assertThat(ask(BOB, new AlertAsk.Show()).body().path("subscriptions")).isEmpty();
    assertThat(reason(ask(BOB, new AlertAsk.Remove(id)))).isEqualTo("no_such_subscription");
    assertThat(reason(ask(BOB, new AlertAsk.Test(id)))).isEqualTo("no_such_subscription");
    assertThat(ask(ALICE, new AlertAsk.Show()).body().path("subscriptions")).hasSize(1);
    assertThat(ask(ALICE, new AlertAsk.Remove(id)).status().code()).isEqualTo(200);
    assertThat(alerts.counts().subscriptions()).isZero();
  }

  @Test
  void whatIsForgedRepeatedOrOldIsRefused() {
    enrol(ALICE, 1);
    AlertRequest good =
        AlertRequest.sign(
            all("alice"), time.now, TestNetwork.owner(ALICE), network.manifests.deployment());
    AlertRequest forged =
        new AlertRequest(good.account(), good.issuedMillis(), all("bob"), good.signature());
    assertThat(reason(alerts.ask(forged))).isEqualTo("bad_signature");
    assertThat(alerts.ask(good).status().code()).isEqualTo(200);
    time.now += 1;
    String id = ask(ALICE, new AlertAsk.Show()).body().findPath("id").asString();
    ask(ALICE, new AlertAsk.Remove(id));
    assertThat(reason(alerts.ask(good))).isEqualTo("old_request");
    time.now += 600_000;
    assertThat(reason(alerts.ask(good))).isEqualTo("wrong_time");
    assertThat(alerts.counts().subscriptions()).isZero();
  }

  @Test
  void limitsAndBadTargetsAreToldAtOnce() {
    enrol(ALICE, 1);
    assertThat(reason(ask(ALICE, all("bad")))).isEqualTo("bad_target");
    assertThat(reason(ask(ALICE, new AlertAsk.Add("", Optional.empty(), "pigeon", "x"))))
        .isEqualTo("no_such_channel");
    assertThat(reason(ask(ALICE, new AlertAsk.Add("sea", Optional.empty(), "webhook", "x"))))
        .isEqualTo("unknown_network");
    for (int i = 0; i < 20; i++) {
      added(ALICE, all("target " + i));
    }
    assertThat(reason(ask(ALICE, all("target 5")))).isEqualTo("known");
    assertThat(reason(ask(ALICE, all("one more")))).isEqualTo("too_many");
  }

  @Test
  void nothingIsMailedToAnAddressThatDidNotConsent() throws Exception {
    enrol(ALICE, 1);
    AlertAsk.Add mail = new AlertAsk.Add("", Optional.empty(), "email", "alice@example.org");
    String id = added(ALICE, mail);
    Notifier.Notice consent = email.next();
    String code = consent.text().split("confirm " + id + " ")[1].split(" ")[0];
    epochs(2, List.of(1), List.of());
    epochs(6, List.of(), List.of());
    assertThat(reason(ask(ALICE, new AlertAsk.Test(id)))).isEqualTo("not_confirmed");
    assertThat(email.came).isEmpty();
    assertThat(reason(ask(ALICE, new AlertAsk.Confirm(id, "wrong")))).isEqualTo("wrong_code");
    assertThat(ask(ALICE, new AlertAsk.Confirm(id, code)).status().code()).isEqualTo(200);
    epochs(1, List.of(), List.of());
    assertThat(devices(email.next())).hasSize(1);
    // Ended and asked for anew, the same address is left in peace for a day.
    ask(ALICE, new AlertAsk.Remove(id));
    assertThat(reason(ask(ALICE, mail))).isEqualTo("too_often");
  }

  @Test
  void aCodeCannotBeGuessed() {
    enrol(ALICE, 1);
    String id = added(ALICE, new AlertAsk.Add("", Optional.empty(), "email", "alice@example.org"));
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      reasons.add(reason(ask(ALICE, new AlertAsk.Confirm(id, "guess" + i))));
    }
    assertThat(reasons).endsWith("wrong_code", "no_such_subscription").hasSize(6);
  }

  @Test
  void whoeverReadsTheMessagesCanEndThem() throws Exception {
    enrol(ALICE, 1);
    String id = added(ALICE, all("alice"));
    ask(ALICE, new AlertAsk.Test(id));
    String link = webhook.next().unsubscribe().orElseThrow().toString();
    assertThat(alerts.unsubscribe("0".repeat(32))).isFalse();
    assertThat(alerts.unsubscribe(link.substring(link.lastIndexOf('/') + 1))).isTrue();
    assertThat(alerts.counts().subscriptions()).isZero();
  }
}
