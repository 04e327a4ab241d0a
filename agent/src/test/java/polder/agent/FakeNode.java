package polder.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborSequence;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.DeviceMessage;
import polder.protocol.receipt.Receipt;
import polder.protocol.receipt.ReceiptBatch;

/** A node of which only the door exists: it keeps what it accepts and answers as a test says. */
final class FakeNode implements AutoCloseable {
  private static final String DEPLOYMENT = "ab".repeat(32);
  private static final DeviceKey KEY = DeviceKey.ed25519(new byte[32]);

  static final String NETWORKS = networks(DEPLOYMENT, KEY);

  private static String networks(String deployment, DeviceKey key) {
    return """
    {"deployment":{"name":"test","id":"%s","chainId":31337,"genesisMillis":0,
     "epochMillis":10000,"graceMillis":5000,"node":"%s","simulatedClock":false},
     "networks":[
      {"name":"air","kind":"sensors","simulated":false,"title":"Air","devices":2,
       "pay":{"share":"0.5"},"data":{"access":"public"},
       "parameters":{"period":"150s","slack":0.2,"max_age":"1d","readings_per_message":100,
        "quantities":{"temperature":{"unit":"Cel","share":"0.5"},
         "humidity":{"unit":"%%RH","share":0.3},"pressure":{"unit":"Pa","share":0.2}}}},
      {"name":"demo","kind":"sensors","simulated":true,"title":"Demo","devices":9,
       "pay":{},"data":{},"parameters":{"quantities":{"temperature":{"unit":"Cel"}}}}]}
    """
        .formatted(deployment, key.id().did());
  }

  /** What the door says to a message; the first in the list that is not {@code accepted} wins. */
  enum Mood {
    ACCEPT("accepted", ""),
    BUSY("busy", "queue_full"),
    FAIL("failed", "no_disk"),
    NOT_ENROLLED("refused", "not_enrolled"),
    MALFORMED("refused", "malformed"),
    CLONED("refused", "cloned");

    private final String verdict;
    private final String reason;

    Mood(String verdict, String reason) {
      this.verdict = verdict;
      this.reason = reason;
    }
  }

  private final HttpServer server;
  private final String deployment;
  private final DeviceKey key;
  private final Map<Hash, DeviceMessage> accepted = new LinkedHashMap<>();
  private final List<Integer> postSizes = new ArrayList<>();
  private Mood mood;
  private Predicate<DeviceMessage> losesAnswerTo = message -> false;
  private int mostMessages = 1000;
  private long lastSequence;
  private boolean badReceipts;
  private Optional<DeviceId> replaced = Optional.empty();

  private FakeNode(int port, Mood mood, String deployment, DeviceKey key) throws IOException {
    this.mood = mood;
    this.deployment = deployment;
    this.key = key;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/v1/networks", exchange -> answer(exchange, 200, networks(deployment, key)));
    server.createContext("/v1/messages", this::messages);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  static FakeNode start() throws IOException {
    return start(0, Mood.ACCEPT);
  }

  /** Another node of the same deployment. */
  static FakeNode startSuccessor() throws IOException {
    byte[] seed = new byte[32];
    seed[0] = 1;
    return new FakeNode(0, Mood.ACCEPT, DEPLOYMENT, DeviceKey.ed25519(seed));
  }

  /** A node of another deployment. */
  static FakeNode startStranger() throws IOException {
    return new FakeNode(0, Mood.ACCEPT, "cd".repeat(32), KEY);
  }

  static FakeNode start(int port, Mood mood) throws IOException {
    return new FakeNode(port, mood, DEPLOYMENT, KEY);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + port());
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Answers {@code path} in a way of the test's own. */
  void on(String path, int status, String body) {
    server.createContext(path, exchange -> answer(exchange, status, body));
  }

  synchronized void mood(Mood mood) {
    this.mood = mood;
  }

  /** Takes such messages, but the connection breaks before the sender hears of it. */
  synchronized void losesAnswerTo(Predicate<DeviceMessage> predicate) {
    losesAnswerTo = predicate;
  }

  synchronized void mostMessages(int most) {
    mostMessages = most;
  }

  synchronized void badReceipts(boolean bad) {
    badReceipts = bad;
  }

  /** As if the device had been rotated to another key than this. */
  synchronized void replaced(DeviceId key) {
    replaced = Optional.of(key);
  }

  /** As if another had used this key before. */
  synchronized void lastSequence(long sequence) {
    lastSequence = sequence;
  }

  /** What was accepted, in the order in which it came. */
  synchronized List<DeviceMessage> accepted() {
    return List.copyOf(accepted.values());
  }

  synchronized void acceptedBefore(List<DeviceMessage> messages) {
    messages.forEach(message -> accepted.put(message.id(), message));
    lastSequence = messages.getLast().sequence();
  }

  synchronized List<Integer> postSizes() {
    return List.copyOf(postSizes);
  }

  private synchronized void messages(HttpExchange exchange) throws IOException {
    List<Bytes> wires = CborSequence.split(exchange.getRequestBody().readAllBytes(), 10_000);
    if (wires.size() > mostMessages) {
      answer(exchange, 413, "{\"error\":\"too large\"}");
      return;
    }
    postSizes.add(wires.size());
    List<String> results = new ArrayList<>();
    boolean lost = false;
    int status = 200;
    for (Bytes wire : wires) {
      DeviceMessage message = DeviceMessage.decode(wire.toArray());
      lost |= losesAnswerTo.test(message);
      String result = verdict(message);
      status = result.contains("refused") ? 422 : result.contains("\"busy\"") ? 503 : status;
      results.add(result);
    }
    if (lost) {
      losesAnswerTo = message -> false;
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().add("Retry-After", "0");
    answer(exchange, status, "{\"results\":[" + String.join(",", results) + "]}");
  }

  private String verdict(DeviceMessage message) {
    if (!message.isSignatureGood()) {
      return result(message, "refused", "bad_signature");
    }
    if (accepted.containsKey(message.id())) {
      return result(message, "duplicate", "");
    }
    if (replaced.equals(Optional.of(message.device()))) {
      return result(message, "refused", "key_replaced");
    }
    if (mood != Mood.ACCEPT) {
      return result(message, mood.verdict, mood.reason);
    }
    if (message.sequence() <= lastSequence) {
      return result(message, "refused", "old_sequence");
    }
    lastSequence = message.sequence();
    accepted.put(message.id(), message);
    return result(message, "accepted", "");
  }

  private String result(DeviceMessage message, String verdict, String reason) {
    Receipt receipt =
        ReceiptBatch.sign(Hash.fromHex(deployment), List.of(message.id()), 7, key, Optional.empty())
            .receipt(0);
    byte[] bytes = receipt.encode().toArray();
    bytes[bytes.length - 1] ^= (byte) (badReceipts ? 1 : 0);
    return "{\"message\":\"%s\",\"verdict\":\"%s\"%s}"
        .formatted(
            message.id().toHex(),
            verdict,
            reason.isEmpty()
                ? ",\"receipt\":\"" + Base64.getEncoder().encodeToString(bytes) + "\""
                : ",\"reason\":\"" + reason + "\",\"detail\":\"because of the test\"");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
