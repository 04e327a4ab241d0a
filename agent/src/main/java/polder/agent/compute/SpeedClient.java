package polder.agent.compute;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.LongSupplier;
import polder.agent.NodeClient;
import polder.agent.format.Json;
import polder.networks.compute.Machine;
import polder.networks.compute.message.DoorStatement;
import polder.networks.compute.message.Said;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import tools.jackson.core.JacksonException;

/** Asks at machines' doors for the answers by which they are timed. Safe for several threads. */
final class SpeedClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long EXPIRES_MILLIS = 60_000;
  private static final int MOST_ANSWER = 4_096;
  private static final int OK = 200;
  private static final int TOO_MANY = 429;
  private static final int NOT_YET = 409;
  private static final int UNAVAILABLE = 503;
  private static final long NANOS = 1_000_000;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final DeviceKey key;
  private final boolean isPrivate;
  private final LongSupplier clockMillis;

  /**
   * A client that signs with {@code key}.
   *
   * @param isPrivate whether it may ask at addresses that only a private network has
   */
  SpeedClient(DeviceKey key, boolean isPrivate, LongSupplier clockMillis) {
    this.key = key;
    this.isPrivate = isPrivate;
    this.clockMillis = clockMillis;
  }

  /** What came of asking. */
  sealed interface Answer {
    /**
     * An answer, right or wrong.
     *
     * @param millis how long it took by this machine's clock, with the way there and back; above 0
     */
    record Given(Hash digest, long millis) implements Answer {}

    /** None, and why. */
    record None(Said.Untimed.Why why) implements Answer {}
  }

  /** Asks {@code machine}. */
  Answer ask(Machine machine, SpeedDesk.Question question) throws InterruptedException {
    Bytes body = question.encode();
    HttpRequest request;
    try {
      request = request(machine, body);
    } catch (IOException | IllegalArgumentException e) {
      return new Answer.None(Said.Untimed.Why.AWAY);
    }
    long begin = System.nanoTime();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      byte[] content;
      try (InputStream in = response.body()) {
        content = in.readNBytes(MOST_ANSWER);
      }
      long millis = Math.max(1, (System.nanoTime() - begin) / NANOS);
      return answer(response.statusCode(), content, Math.min(millis, Said.Timed.MOST_MILLIS));
    } catch (IOException e) {
      return new Answer.None(Said.Untimed.Why.AWAY);
    }
  }

  private static Answer answer(int status, byte[] content, long millis) {
    return switch (status) {
      case OK -> {
        try {
          String digest = Json.MAPPER.readTree(content).path("digest").asString("");
          yield new Answer.Given(Hash.fromHex(digest), millis);
        } catch (JacksonException | IllegalArgumentException e) {
          yield new Answer.Given(Hash.ZERO, millis); // Wrong as any other.
        }
      }
      // It may hear later than this machine of the round.
      case TOO_MANY, NOT_YET, UNAVAILABLE -> new Answer.None(Said.Untimed.Why.BUSY);
      default -> new Answer.None(Said.Untimed.Why.AWAY);
    };
  }

  private HttpRequest request(Machine machine, Bytes body) throws IOException {
    URI base = URI.create(machine.host());
    NodeClient.requireAddress(base);
    if (!isPrivate && Watchman.isPrivate(InetAddress.getByName(base.getHost()))) {
      throw new IOException(base.getHost() + " is in a private network");
    }
    DoorStatement statement =
        new DoorStatement(
            machine.device(),
            "POST",
            Door.SPEED,
            Hash.sha256(body.unsafeArray()),
            clockMillis.getAsLong() + EXPIRES_MILLIS);
    return HttpRequest.newBuilder(URI.create(machine.host().replaceAll("/+$", "") + Door.SPEED))
        .timeout(TIMEOUT)
        .header("Authorization", statement.sign(key).header())
        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toArray()))
        .build();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
