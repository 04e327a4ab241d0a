package polder.node.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.sensors.SensorsKind;
import polder.node.witness.Reasons;
import polder.ports.Notifier;
import polder.ports.Time;
import polder.protocol.Bytes;
import polder.protocol.message.AlertAsk;
import polder.protocol.message.AlertRequest;
import polder.protocol.message.Role;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AlertsTest {
  private static final int ALICE = 1;
  private static final int BOB = 2;
  private static final long PATIENCE_SECONDS = 30;

  @TempDir Path directory;

  private final TestNetwork network = new TestNetwork();
  private final SetTime time = new SetTime();
  private final Channel webhook = new Channel();
  private final Channel email = new Channel();
  private AlertSettings.Pace pace = AlertSettings.Pace.USUAL;
  private Alerts alerts;
  private long issued;

  private static final class SetTime implements Time {
    volatile long now = TestNetwork.GENESIS_MILLIS;

    @Override
    public long nowMillis() {
      return now;
    }

    @Override
    public void awaitMillis(long millis) {
      throw new UnsupportedOperationException("nobody waits here");
    }
  }

  /** What came, and what is answered to it. */
  private static final class Channel implements Notifier {
    record Came(String target, Notice notice) {}

    final BlockingQueue<Came> came = new LinkedBlockingQueue<>();
    volatile Supplier<Result> answer = Result.Delivered::new;

    @Override
    public Optional<String> objection(String target) {
      return target.contains("bad") ? Optional.of("bad target") : Optional.empty();
    }

    @Override
    public Result send(String target, Bytes secret, Notice notice) {
      Result result = answer.get();
      came.add(new Came(target, notice));
      return result;
    }

    Notice next() throws InterruptedException {
      Came next = came.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing came");
      }
      return next.notice();
    }
  }

  @BeforeEach
  void start() throws Exception {
    alerts =
        Alerts.open(
            new Alerts.Parts(
                new AlertSettings(
                    AlertSettings.Rules.USUAL,
                    pace,
                    List.of(Duration.ZERO, Duration.ZERO),
                    () -> URI.create("https://node.example")),
                directory.resolve("alerts.cbor"),
                Map.of("webhook", webhook, "email", email),
                () -> network.standing,
                new Reasons(List.of(new SensorsKind())),
                time,
                TestNetwork.device(100).id(),
                Optional.empty()));
    alerts.start();
  }

  @AfterEach
  void stop() throws Exception {
    alerts.close();
    network.close();
  }

  private void restart() throws Exception {
    alerts.close();
    start();
  }

  /** Epochs in which these devices report; {@code hot} ones what cannot be. */
  private void epochs(int count, List<Integer> good, List<Integer> hot) {
    for (int i = 0; i < count; i++) {
      good.forEach(device -> network.report(device, "10"));
      hot.forEach(device -> network.report(device, "80"));
      time.now = network.nextStart() + TestNetwork.EPOCH_MILLIS;
      alerts.look(network.closeEpoch());
    }
  }

  private void enrol(int owner, int... devices) {
    for (int device : devices) {
      network.enrol(owner, device);
    }
    epochs(1, List.of(), List.of());
  }

  private static AlertAsk.Add all(String target) {
    return new AlertAsk.Add("", Optional.empty(), "webhook", target);
  }

  private static AlertAsk.Add one(int device, String target) {
    return new AlertAsk.Add("air", Optional.of(TestNetwork.device(device).id()), "webhook", target);
  }

  private Desk.Answer ask(int owner, AlertAsk ask) {
    issued = Math.max(issued + 1, time.now);
    return alerts.ask(
        AlertRequest.sign(ask, issued, TestNetwork.owner(owner), network.manifests.deployment()));
  }

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

  private String added(int owner, AlertAsk.Add add) {
    Desk.Answer answer = ask(owner, add);
    assertThat(answer.status().code()).as(answer.body().toString()).isEqualTo(200);
    return answer.body().path("subscription").path("id").asString();
  }

  private static String reason(Desk.Answer answer) {
    return answer.body().path("error").path("reason").asString("");
  }

  private static JsonNode devices(Notifier.Notice notice) {
    return JsonMapper.shared().readTree(notice.json().toArray()).path("data").path("devices");
  }

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

  private static void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain");
      }
      Thread.onSpinWait();
    }
  }
}
