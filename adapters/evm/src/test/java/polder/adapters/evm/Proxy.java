package polder.adapters.evm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;

/** Stands between a client and a chain's node, and spoils some of what passes. */
final class Proxy implements AutoCloseable {
  /** What becomes of requests in which {@link #word} stands. */
  enum Spoil {
    NOTHING,
    /** The node never hears of it, and the client waits. */
    HOLD,
    /** The node does it, and the client never hears of it. */
    LOSE_ANSWER,
    /** Nobody answers. */
    DOWN,
    /** As a provider that is asked too much. */
    TOO_MANY_REQUESTS
  }

  private static final long PATIENCE_SECONDS = 60;

  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI target;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);

  volatile Spoil spoil = Spoil.NOTHING;
  volatile String word = "";

  /** Changes answers, given the request and what the node said. */
  volatile BinaryOperator<String> answer = (asked, said) -> said;

  /** How many spoilt requests there were. */
  final AtomicInteger spoilt = new AtomicInteger();

  Proxy(URI target) throws IOException {
    this.target = target;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::pass);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void spoil(Spoil how, String which) {
    word = which;
    spoil = how;
  }

  /** Waits until a request is held. */
  void awaitHeld() throws InterruptedException {
    if (!held.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("no request with " + word + " came");
    }
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String asked = new String(body, StandardCharsets.UTF_8);
      Spoil now = asked.contains(word) ? spoil : Spoil.NOTHING;
      if (now != Spoil.NOTHING) {
        spoilt.incrementAndGet();
      }
      switch (now) {
        case HOLD -> {
          held.countDown();
          closed.await();
        }
        case DOWN -> {}
        case TOO_MANY_REQUESTS -> exchange.sendResponseHeaders(429, -1);
        case LOSE_ANSWER -> forward(body);
        case NOTHING -> {
          byte[] said = answer.apply(asked, forward(body)).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, said.length);
          exchange.getResponseBody().write(said);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String forward(byte[] body) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    client.shutdownNow();
  }
}
