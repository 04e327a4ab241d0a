package polder.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import polder.agent.format.Json;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Speaks to a node's HTTP door. Every call waits at most its timeout and reads at most its limit.
 * Safe for several threads.
 */
public final class NodeClient implements AutoCloseable {
  /** Most bytes that one {@link #post} sends; whoever has more sends several. */
  public static final int MAX_POST_BYTES = 1 << 20;

  private static final String JSON = "application/json";
  private static final int MAX_ANSWER_BYTES = 8 << 20;
  private static final int MAX_DETAIL = 300;
  private static final long DEFAULT_RETRY_MILLIS = 5_000;
  private static final long MAX_RETRY_MILLIS = 600_000;

  private final HttpClient http;
  private final String base;
  private final Duration timeout;

  /** A client of the node at {@code node}, such as {@code http://127.0.0.1:7777}. */
  public NodeClient(URI node) {
    this(node, Duration.ofSeconds(30));
  }

  /**
   * A client of the node at {@code node}.
   *
   * @param timeout how long each call may take altogether
   * @throws IllegalArgumentException if {@code node} is no http or https address
   */
  public NodeClient(URI node, Duration timeout) {
    requireAddress(node);
    this.base = node.toString().replaceAll("/+$", "");
    this.timeout = timeout;
    // A node that redirects could move a sender to another deployment, so redirects are errors.
    this.http = HttpClient.newBuilder().connectTimeout(timeout).build();
  }

  /**
   * Refuses what is no address of a node.
   *
   * @throws IllegalArgumentException if {@code node} is no http or https address
   */
  public static void requireAddress(URI node) {
    String scheme = node.getScheme();
    if (node.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          "a node's address is like http://127.0.0.1:7777, not " + node);
    }
  }

  /** The node's address, without a slash at its end. */
  public String address() {
    return base;
  }

  /**
   * Asks which deployment the node runs.
   *
   * @throws NodeException if the node cannot be reached or its answer is not as expected
   */
  public Deployment deployment() throws NodeException, InterruptedException {
    return Deployment.parse(networks());
  }

  /**
   * The answer to {@code GET /v1/networks} as it came, for whoever keeps it; {@link
   * Deployment#parse} reads it.
   */
  public Bytes networks() throws NodeException, InterruptedException {
    return get("/v1/networks");
  }

  /**
   * Reads a document of the node.
   *
   * @param path with a slash at its start, such as {@code /v1/epochs/latest}
   * @throws NodeException if the node cannot be reached or answers anything but 200
   */
  public Bytes get(String path) throws NodeException, InterruptedException {
    return get(path, JSON);
  }

  /**
   * Reads a document of the node in the form that programs read it.
   *
   * @param accepted its media type, such as {@code application/cbor}
   * @throws NodeException as {@link #get(String)}
   */
  public Bytes get(String path, String accepted) throws NodeException, InterruptedException {
    Answer answer = send(HttpRequest.newBuilder(URI.create(base + path)).GET(), path, accepted);
    if (answer.status() != 200) {
      throw unexpected("GET " + path, answer);
    }
    return answer.body();
  }

  /**
   * Sends messages, in their order.
   *
   * @param messages wire bytes; together at most {@link #MAX_POST_BYTES}
   * @return one verdict for each, in the same order
   * @throws NodeException if the node cannot be reached (the messages may or may not have come:
   *     send them again), answers something else than verdicts, or finds them too large together
   *     (status 413)
   */
  public List<Verdict> post(List<Bytes> messages) throws NodeException, InterruptedException {
    if (messages.isEmpty()) {
      return List.of();
    }
    ByteArrayOutputStream sequence = new ByteArrayOutputStream();
    messages.forEach(message -> sequence.writeBytes(message.unsafeArray()));
    if (sequence.size() > MAX_POST_BYTES) {
      throw new IllegalArgumentException(
          sequence.size() + " bytes in one post, more than " + MAX_POST_BYTES);
    }
    Answer answer =
        send(
            HttpRequest.newBuilder(URI.create(base + "/v1/messages"))
                .header("Content-Type", "application/cbor-seq")
                .POST(BodyPublishers.ofByteArray(sequence.toByteArray())),
            "/v1/messages");
    int status = answer.status();
    if (status != 200 && status != 422 && status != 503) {
      throw unexpected("POST /v1/messages", answer);
    }
    List<Verdict> verdicts = verdicts(answer);
    if (verdicts.size() != messages.size()) {
      throw new NodeException(
          base + " gave " + verdicts.size() + " verdicts for " + messages.size() + " messages",
          status);
    }
    return verdicts;
  }

  /** What a node said to {@link #say}: its status, and its body as it came. */
  public record Said(int status, Bytes body) {}

  /**
   * Posts a body, whatever the answer.
   *
   * @param path with a slash at its start, such as {@code /v1/alerts}
   * @throws NodeException if the node cannot be reached
   */
  public Said say(String path, String contentType, Bytes body)
      throws NodeException, InterruptedException {
    Answer answer =
        send(
            HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body.toArray())),
            path);
    return new Said(answer.status(), answer.body());
  }

  private List<Verdict> verdicts(Answer answer) throws NodeException {
    try {
      JsonNode results = Json.MAPPER.readTree(answer.body().unsafeArray()).path("results");
      if (!results.isArray()) {
        // A node that is starting or a proxy in front of it says 503 without verdicts.
        throw unexpected("POST /v1/messages", answer);
      }
      List<Verdict> verdicts = new ArrayList<>(results.size());
      for (JsonNode result : results) {
        verdicts.add(verdict(result, answer.retryAfterMillis()));
      }
      return List.copyOf(verdicts);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new NodeException(
          base
              + " answered POST /v1/messages with something that is no list of verdicts (status "
              + answer.status()
              + ")",
          answer.status());
    }
  }

  private static Verdict verdict(JsonNode result, long retryAfterMillis) {
    Hash id = Hash.fromHex(result.path("message").asString(""));
    String reason = line(result.path("reason").asString("no_reason"));
    String detail = line(result.path("detail").asString(""));
    Bytes receipt = Bytes.wrap(Base64.getDecoder().decode(result.path("receipt").asString("")));
    String verdict = result.path("verdict").asString("");
    return switch (verdict) {
      case "accepted" -> new Verdict.Accepted(id, receipt);
      case "duplicate" -> new Verdict.Duplicate(id, receipt);
      case "refused" -> new Verdict.Refused(id, reason, detail);
      case "busy" -> new Verdict.Busy(id, reason, detail, retryAfterMillis);
      case "failed" -> new Verdict.Failed(id, reason, detail, retryAfterMillis);
      default -> throw new IllegalArgumentException("no verdict: " + verdict);
    };
  }

  private record Answer(int status, Bytes body, long retryAfterMillis) {}

  private Answer send(HttpRequest.Builder request, String path)
      throws NodeException, InterruptedException {
    return send(request, path, JSON);
  }

  private Answer send(HttpRequest.Builder request, String path, String accepted)
      throws NodeException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(
            request.timeout(timeout).header("Accept", accepted).build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      // The request's own timeout ends with the headers; this one covers a body that drips, too.
      HttpResponse<byte[]> response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), Bytes.wrap(response.body()), retryAfter(response));
    } catch (TimeoutException e) {
      throw new NodeException(unreachable(new HttpTimeoutException("too slow")), e);
    } catch (ExecutionException e) {
      throw new NodeException(
          e.getCause() instanceof IOException cause
              ? unreachable(cause)
              : "cannot ask " + base + path + ": " + line(String.valueOf(e.getCause())),
          e);
    } finally {
      exchange.cancel(true);
    }
  }

  private String unreachable(IOException e) {
    String why =
        switch (e) {
          case HttpTimeoutException slow ->
              "it did not answer within " + timeout.toSeconds() + " s";
          case ConnectException refused
              when refused.getCause() instanceof UnresolvedAddressException ->
              "its name is not known";
          case ConnectException refused -> "nothing listens there";
          case UnknownHostException unknown -> "its name is not known";
          default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    return "cannot reach the node at " + base + ": " + line(why);
  }

  /**
   * That an answer to {@code call} came and is none that such a call has.
   *
   * @param why what is wrong with it
   */
  public NodeException wrongAnswer(String call, String why) {
    return new NodeException(
        base + " answered " + call + " with something that is no answer to it: " + line(why), 200);
  }

  private NodeException unexpected(String call, Answer answer) {
    String body = line(new String(answer.body().toArray(), StandardCharsets.UTF_8));
    return new NodeException(
        base
            + " answered "
            + call
            + " with status "
            + answer.status()
            + (body.isEmpty() ? "" : ": " + body),
        answer.status());
  }

  /** Seconds only: a node sends no dates. */
  private static long retryAfter(HttpResponse<?> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    if (!seconds.matches("[0-9]{1,6}")) {
      return DEFAULT_RETRY_MILLIS;
    }
    return Math.min(Long.parseLong(seconds) * 1000, MAX_RETRY_MILLIS);
  }

  /** What a node says ends up on a terminal and in logs: one line, bounded, no control codes. */
  private static String line(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > MAX_DETAIL ? line.substring(0, MAX_DETAIL) + "…" : line;
  }

  /** Closes connections that are open. */
  @Override
  public void close() {
    // Not close(): that would wait for exchanges that hang.
    http.shutdownNow();
  }
}
