package polder.node.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import polder.ports.Notifier;
import polder.protocol.message.AlertAsk;

/** Receivers that fail, or never answer. */
class AlertDeliveryTest extends AlertsScene {
  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain");
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void aReceiverThatFailsIsTriedAgainWithTheSameMessage() throws Exception {
    enrol(ALICE, 1);
    String id = added(ALICE, all("alice"));
    webhook.answer =
        () ->
            webhook.came.isEmpty()
                ? new Notifier.Result.Later("it answered 500", 0)
                : new Notifier.Result.Delivered();
    ask(ALICE, new AlertAsk.Test(id));
    await(() -> alerts.counts().delivered() == 1);
    assertThat(webhook.next().id()).isEqualTo(webhook.next().id());
    assertThat(alerts.counts().failedTries()).isEqualTo(1);
    webhook.answer = () -> new Notifier.Result.Later("it answered 500", 0);
    ask(ALICE, new AlertAsk.Test(id));
    await(() -> alerts.counts().givenUp() == 1);
    assertThat(alerts.counts().waiting()).isZero();
    assertThat(ask(ALICE, new AlertAsk.Show()).body().findPath("problem").asString())
        .isEqualTo("it answered 500");
    webhook.answer = () -> new Notifier.Result.Gone("it answered 410");
    ask(ALICE, new AlertAsk.Test(id));
    await(() -> alerts.counts().subscriptions() == 0);
  }

  @Test
  void aReceiverThatNeverAnswersHoldsUpNobodyElse() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    enrol(ALICE, 1);
    enrol(BOB, 2);
    email.answer =
        () -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return new Notifier.Result.Delivered();
        };
    added(ALICE, new AlertAsk.Add("", Optional.empty(), "email", "alice@example.org"));
    added(BOB, all("bob"));
    epochs(2, List.of(1, 2), List.of());
    epochs(6, List.of(1), List.of());
    assertThat(devices(webhook.next())).hasSize(1);
    // And the epochs that are sealed meanwhile are handed over at once.
    for (int i = 0; i < 20; i++) {
      alerts.sealed(network.closeEpoch());
    }
    never.countDown();
  }
}
