package polder.node.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.sensors.SensorsKind;
import polder.node.witness.Reasons;
import polder.ports.Notifier;
import polder.ports.Time;
import polder.protocol.Bytes;
import polder.protocol.message.AlertAsk;
import polder.protocol.message.AlertRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Owners with devices, and channels that lead to them, at a node that tells what is wrong. */
abstract class AlertsScene {
  static final int ALICE = 1;
  static final int BOB = 2;
  static final long PATIENCE_SECONDS = 30;

  @TempDir Path directory;

  final TestNetwork network = new TestNetwork();
  final SetTime time = new SetTime();
  final Channel webhook = new Channel();
  final Channel email = new Channel();
  AlertSettings.Pace pace = AlertSettings.Pace.USUAL;
  Alerts alerts;
  long issued;

  static final class SetTime implements Time {
    volatile long now = TestNetwork.GENESIS_MILLIS;

    @Override
    public long nowMillis() {
      return now;
    }

    @Override
    public void awaitMillis(long millis) {
      throw new AssertionError("nobody waits here");
    }
  }

  /** What came, and what is answered to it. */
  static final class Channel implements Notifier {
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

  /** Epochs in which these devices report; {@code hot} ones what cannot be. */
  void epochs(int count, List<Integer> good, List<Integer> hot) {
    for (int i = 0; i < count; i++) {
      good.forEach(device -> network.report(device, "10"));
      hot.forEach(device -> network.report(device, "80"));
      time.now = network.nextStart() + TestNetwork.EPOCH_MILLIS;
      alerts.look(network.closeEpoch());
    }
  }

  void enrol(int owner, int... devices) {
    for (int device : devices) {
      network.enrol(owner, device);
    }
    epochs(1, List.of(), List.of());
  }

  static AlertAsk.Add all(String target) {
    return new AlertAsk.Add("", Optional.empty(), "webhook", target);
  }

  static AlertAsk.Add one(int device, String target) {
    return new AlertAsk.Add("air", Optional.of(TestNetwork.device(device).id()), "webhook", target);
  }

  Desk.Answer ask(int owner, AlertAsk ask) {
    issued = Math.max(issued + 1, time.now);
    return alerts.ask(
        AlertRequest.sign(ask, issued, TestNetwork.owner(owner), network.manifests.deployment()));
  }

  String added(int owner, AlertAsk.Add add) {
    Desk.Answer answer = ask(owner, add);
    assertThat(answer.status().code()).as(answer.body().toString()).isEqualTo(200);
    return answer.body().path("subscription").path("id").asString();
  }

  static String reason(Desk.Answer answer) {
    return answer.body().path("error").path("reason").asString("");
  }

  static JsonNode devices(Notifier.Notice notice) {
    return JsonMapper.shared().readTree(notice.json().toArray()).path("data").path("devices");
  }
}
