package polder.node.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.ports.Notifier;
import tools.jackson.databind.JsonNode;

/** What owners hear of their devices. */
class AlertsTest extends AlertsScene {
  @Test
  void theOwnerHearsOfSilenceAndOfItsEndOnce() throws Exception {
    enrol(ALICE, 1, 2);
    added(ALICE, all("alice"));
    epochs(3, List.of(1, 2), List.of());
    epochs(6, List.of(2), List.of());
    Notifier.Notice silent = webhook.next();
    JsonNode device = devices(silent).path(0);
    assertThat(devices(silent)).hasSize(1);
    assertThat(device.path("device").asString()).isEqualTo(TestNetwork.device(1).id().did());
    assertThat(device.path("condition").asString()).isEqualTo("silent");
    assertThat(device.path("reasons").path(0).path("code").asString()).isEqualTo("no_report");
    assertThat(device.path("reasons").path(0).path("remedy").asString())
        .isEqualTo("check power, network and reporting period");
    assertThat(silent.text())
        .contains("sends nothing since 2027-01-15 08:00:50 UTC")
        .contains("Remedy:  check power, network and reporting period")
        .contains("https://node.example/v1/alerts/unsubscribe/");
    epochs(2, List.of(1, 2), List.of());
    JsonNode again = devices(webhook.next()).path(0);
    assertThat(again.path("condition").asString()).isEqualTo("working");
    assertThat(again.path("before").asString()).isEqualTo("silent");
    epochs(5, List.of(1, 2), List.of());
    assertThat(webhook.came).isEmpty();
  }

  @Test
  void theOwnerHearsOfACloneAtOnceAndThatItIsOver() throws Exception {
    enrol(ALICE, 1, 2);
    added(ALICE, all("alice"));
    epochs(3, List.of(1, 2), List.of());
    network.fork(1);
    epochs(1, List.of(2), List.of());
    Notifier.Notice notice = webhook.next();
    JsonNode device = devices(notice).path(0);
    assertThat(devices(notice)).hasSize(1);
    assertThat(device.path("device").asString()).isEqualTo(TestNetwork.device(1).id().did());
    assertThat(device.path("condition").asString()).isEqualTo("cloned");
    assertThat(device.path("reasons").path(0).path("code").asString()).isEqualTo("cloned");
    assertThat(notice.subject()).endsWith("is cloned");
    assertThat(notice.text())
        .contains("signs in two places, and earns nothing, since ")
        .contains("polder device rotate");
    // The doors refuse what it says from now on: it is no less cloned for that, and not silent.
    epochs(8, List.of(2), List.of());
    assertThat(webhook.came).isEmpty();

    network.resolve(ALICE, 1);
    epochs(3, List.of(1, 2), List.of());
    JsonNode again = devices(webhook.next()).path(0);
    assertThat(again.path("condition").asString()).isEqualTo("working");
    assertThat(again.path("before").asString()).isEqualTo("cloned");
  }

  @Test
  void whatAnOwnerRevokedIsNotMissed() throws Exception {
    enrol(ALICE, 1, 2);
    added(ALICE, all("alice"));
    epochs(3, List.of(1, 2), List.of());
    network.revoke(ALICE, 1);
    epochs(8, List.of(2), List.of());
    assertThat(webhook.came).isEmpty();
  }

  /** The network forgets a device after a minute; its owner has not forgotten it. */
  @Test
  void aDeviceThatTheNetworkForgotIsSilentStill() throws Exception {
    enrol(ALICE, 1, 2);
    epochs(1, List.of(1, 2), List.of());
    epochs(20, List.of(2), List.of());
    added(ALICE, one(1, "alice"));
    epochs(3, List.of(2), List.of());
    assertThat(devices(webhook.next()).path(0).path("condition").asString()).isEqualTo("silent");
  }

  @Test
  void theOwnerHearsWhyReadingsAreRejected() throws Exception {
    enrol(ALICE, 1, 2);
    added(ALICE, all("alice"));
    epochs(2, List.of(1, 2), List.of());
    epochs(4, List.of(2), List.of(1));
    Notifier.Notice rejected = webhook.next();
    JsonNode device = devices(rejected).path(0);
    assertThat(device.path("condition").asString()).isEqualTo("rejected");
    assertThat(device.path("reasons").findValuesAsString("code"))
        .containsExactlyInAnyOrder("bounds", "impossible");
    assertThat(rejected.text())
        .contains("no such value exists in nature")
        .contains("replace the sensor");
    epochs(2, List.of(1, 2), List.of());
    assertThat(devices(webhook.next()).path(0).path("condition").asString()).isEqualTo("working");
  }

  @Test
  void manyDevicesComeInOneMessage() throws Exception {
    enrol(ALICE, 1, 2, 3, 4);
    added(ALICE, all("alice"));
    epochs(2, List.of(1, 2, 3, 4), List.of());
    epochs(6, List.of(), List.of());
    Notifier.Notice notice = webhook.next();
    assertThat(devices(notice)).hasSize(4);
    assertThat(notice.subject()).isEqualTo("Polder: 4 devices: 4 silent");
    assertThat(webhook.came).isEmpty();
  }

  @Test
  void flappingIsNoStorm() throws Exception {
    alerts.close();
    pace = new AlertSettings.Pace(1, Duration.ofHours(1).toMillis());
    start();
    enrol(ALICE, 1, 2);
    added(ALICE, all("alice"));
    epochs(2, List.of(1, 2), List.of());
    for (int i = 0; i < 5; i++) {
      epochs(6, List.of(2), List.of());
      epochs(3, List.of(1, 2), List.of());
    }
    assertThat(devices(webhook.next()).path(0).path("condition").asString()).isEqualTo("silent");
    // It works at last, and that is told when there may be a message again.
    epochs(360, List.of(1, 2), List.of());
    assertThat(devices(webhook.next()).path(0).path("condition").asString()).isEqualTo("working");
    assertThat(webhook.came).isEmpty();
  }
}
