package polder.node.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import polder.ports.Notifier;
import polder.protocol.message.AlertRequest;

/** What a stop of the node changes about alerts: nothing. */
class AlertsRestartTest extends AlertsScene {
  private void restart() throws Exception {
    alerts.close();
    start();
  }

  @Test
  void whatWasToldIsNotToldAgainAfterARestart() throws Exception {
    enrol(ALICE, 1, 2);
    added(ALICE, all("alice"));
    epochs(2, List.of(1, 2), List.of());
    epochs(4, List.of(2), List.of());
    restart();
    epochs(3, List.of(2), List.of());
    assertThat(devices(webhook.next()).path(0).path("condition").asString()).isEqualTo("silent");
    restart();
    epochs(5, List.of(2), List.of());
    assertThat(alerts.counts().subscriptions()).isEqualTo(1);
    epochs(2, List.of(1, 2), List.of());
    assertThat(devices(webhook.next()).path(0).path("condition").asString()).isEqualTo("working");
  }

  @Test
  void whatArrivesWhileTheNodeStopsIsNotSentAgain() throws Exception {
    CountDownLatch sending = new CountDownLatch(1);
    webhook.answer =
        () -> {
          sending.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            // The stop comes while the receiver already has it.
            Thread.currentThread().interrupt();
          }
          return new Notifier.Result.Delivered();
        };
    enrol(ALICE, 1, 2);
    added(ALICE, all("alice"));
    epochs(2, List.of(1, 2), List.of());
    epochs(6, List.of(2), List.of());
    sending.await();
    restart();
    assertThat(webhook.next().subject()).contains("silent");
    assertThat(alerts.counts().waiting()).isZero();
  }

  @Test
  void aStopOfTheNodeAlarmsNobody() throws Exception {
    enrol(ALICE, 1);
    added(ALICE, all("alice"));
    epochs(3, List.of(1), List.of());
    restart();
    network.stop(3_600_000);
    epochs(2, List.of(), List.of());
    epochs(5, List.of(1), List.of());
    assertThat(alerts.counts().waiting()).isZero();
    assertThat(webhook.came).isEmpty();
  }

  /** A restart forgets no request that could be said again. */
  @Test
  void aRequestIsNotRepeatedAfterARestart() throws Exception {
    enrol(ALICE, 1);
    AlertRequest good =
        AlertRequest.sign(
            all("alice"), time.now, TestNetwork.owner(ALICE), network.manifests.deployment());
    alerts.ask(good);
    restart();
    assertThat(reason(alerts.ask(good))).isEqualTo("old_request");
  }
}
