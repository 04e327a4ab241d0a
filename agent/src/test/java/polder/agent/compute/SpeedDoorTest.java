package polder.agent.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.agent.compute.TimingScene.ROUND;
import static polder.agent.compute.TimingScene.TIMER;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.compute.Round;
import polder.networks.compute.SpeedTask;
import polder.networks.compute.message.DoorStatement;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;

/** At its door a machine answers whoever was drawn to time it, and nobody else. */
final class SpeedDoorTest {
  private static final Bytes SALT = Bytes.wrap(new byte[Seals.SALT_SIZE]);
  private static final Bytes QUESTION = new SpeedDesk.Question(5, SALT).encode();

  @TempDir Path folder;

  private record Answered(int status, String body) {}

  private static String sign(DeviceKey key, Bytes body, long number) {
    long expires = System.currentTimeMillis() + 60_000 + number;
    return new DoorStatement(
            Orders.MACHINE, "POST", Door.SPEED, Hash.sha256(body.toArray()), expires)
        .sign(key)
        .header();
  }

  private static Answered ask(TimingScene scene, Bytes body, String header) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(scene.host() + Door.SPEED))
                  .header("Authorization", header)
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body.toArray()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answered(answer.statusCode(), answer.body());
    }
  }

  @Test
  void whoWasDrawnGetsTheAnswerToATaskOfHisOwn() throws Exception {
    try (TimingScene scene = new TimingScene(folder, TimingScene.honest())) {
      Hash input = SpeedTask.input(ROUND.nonce(), Orders.MACHINE, TIMER.id(), SALT);
      Answered answer = ask(scene, QUESTION, sign(TIMER, QUESTION, 0));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).contains(TimingScene.run(input.toArray()).output().toHex());
    }
  }

  @Test
  void nobodyElseIsAnsweredNorAnybodyOfAnotherRound() throws Exception {
    try (TimingScene scene = new TimingScene(folder, TimingScene.honest())) {
      DeviceKey other = DeviceKey.ed25519(Hash.sha256(new byte[] {8}).toArray());
      Answered stranger = ask(scene, QUESTION, sign(other, QUESTION, 0));
      assertThat(stranger.status()).isEqualTo(409);
      assertThat(stranger.body()).contains("not_asked_to_time");
      assertThat(ask(scene, QUESTION, "Polder nonsense").status()).isEqualTo(409);

      Bytes stale = new SpeedDesk.Question(4, SALT).encode();
      assertThat(ask(scene, stale, sign(TIMER, stale, 1)).body()).contains("not_asked_to_time");
      // A signature of one body is none of another, and none is taken twice.
      Bytes changed =
          new SpeedDesk.Question(5, Bytes.fromHex("01".repeat(Seals.SALT_SIZE))).encode();
      assertThat(ask(scene, changed, sign(TIMER, QUESTION, 2)).status()).isEqualTo(401);
      String once = sign(TIMER, QUESTION, 3);
      assertThat(ask(scene, QUESTION, once).status()).isEqualTo(200);
      assertThat(ask(scene, QUESTION, once).body()).contains("used_before");
    }
  }

  @Test
  void whatIsNoQuestionIsRefused() throws Exception {
    try (TimingScene scene = new TimingScene(folder, TimingScene.honest())) {
      Bytes large = Bytes.wrap(new byte[SpeedDesk.MOST_BODY + 1]);
      assertThat(ask(scene, large, sign(TIMER, large, 0)).status()).isEqualTo(413);
      Bytes empty = Bytes.EMPTY;
      assertThat(ask(scene, empty, sign(TIMER, empty, 1)).body()).contains("malformed");
      Bytes more = QUESTION.concat(Bytes.wrap(new byte[1]));
      assertThat(ask(scene, more, sign(TIMER, more, 2)).body()).contains("malformed");
    }
  }

  @Test
  void oneIsAnsweredAtATimeAndTheOthersAreToldSo() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (TimingScene scene =
        new TimingScene(
            folder,
            (task, streams, stop) -> {
              begun.countDown();
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return TimingScene.run(streams.input().readAllBytes());
            })) {
      CompletableFuture<Answered> first = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              first.complete(ask(scene, QUESTION, sign(TIMER, QUESTION, 0)));
            } catch (Exception e) {
              first.completeExceptionally(e);
            }
          });
      begun.await();
      // However often one is turned away, he is answered in the end.
      for (int i = 1; i <= 5; i++) {
        Answered second = ask(scene, QUESTION, sign(TIMER, QUESTION, i));
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.body()).contains("\"busy\"");
      }
      end.countDown();
      assertThat(first.get().status()).isEqualTo(200);
      assertThat(ask(scene, QUESTION, sign(TIMER, QUESTION, 9)).status()).isEqualTo(200);
    }
  }

  /** A lease of one core of two leaves one to be timed; of both none. */
  @Test
  void aMachineWhoseCoresAllWorkIsNotTimed() throws Exception {
    Deal deal = LeaseScene.deal();
    try (TimingScene scene = new TimingScene(folder, TimingScene.honest())) {
      scene.speeds.work(List.of(deal));
      assertThat(ask(scene, QUESTION, sign(TIMER, QUESTION, 0)).status()).isEqualTo(200);
      scene.speeds.work(List.of(deal, deal));
      Answered answer = ask(scene, QUESTION, sign(TIMER, QUESTION, 1));
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.body()).contains("at_work");
      scene.speeds.work(List.of());
      assertThat(ask(scene, QUESTION, sign(TIMER, QUESTION, 2)).status()).isEqualTo(200);
    }
  }

  @Test
  void nobodyMakesAMachineWorkForEver() throws Exception {
    try (TimingScene scene = new TimingScene(folder, TimingScene.honest())) {
      for (int i = 0; i < 3; i++) {
        assertThat(ask(scene, QUESTION, sign(TIMER, QUESTION, i)).status()).isEqualTo(200);
      }
      assertThat(ask(scene, QUESTION, sign(TIMER, QUESTION, 9)).body()).contains("asked_before");
      scene.speeds.show(
          Optional.of(
              scene.machine(new Round(8, ROUND.nonce(), ROUND.timers(), Optional.empty()))));
      Bytes next = new SpeedDesk.Question(8, SALT).encode();
      assertThat(ask(scene, next, sign(TIMER, next, 10)).status()).isEqualTo(200);
    }
  }
}
