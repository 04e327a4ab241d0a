package polder.agent.blob;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.agent.format.Json;
import polder.agent.source.Backoff;
import polder.protocol.Hash;
import polder.protocol.blob.PutStatement;
import polder.protocol.crypto.DeviceKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Puts files into a node's blobs and gets them. Each request has its time, and what fails by the
 * way is tried again a few times; what a node refuses is not. Safe for several threads.
 */
public final class BlobClient implements AutoCloseable {
  private static final String PATH = "/v1/blobs/";
  private static final long AHEAD_MILLIS = 5 * 60_000;
  private static final int MOST_ERROR_BYTES = 4_096;
  private static final int MOST_DETAIL = 300;
  private static final long MOST_ASKED_MILLIS = 60_000;

  /** Answers that may be others in a while. */
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  private final HttpClient http;
  private final String base;
  private final Patience patience;
  private final InstantSource clock;

  /** A client of the node at {@code node}, such as {@code http://127.0.0.1:7777}. */
  public BlobClient(URI node) {
    this(node, Patience.USUAL, InstantSource.system());
  }

  /**
   * A client of the node at {@code node}.
   *
   * @param clock the time of day, by which signatures end
   * @throws IllegalArgumentException if {@code node} is no http or https address
   */
  public BlobClient(URI node, Patience patience, InstantSource clock) {
    NodeClient.requireAddress(node);
    this.base = node.toString().replaceAll("/+$", "");
    this.patience = patience;
    this.clock = clock;
    // A body and the wish to speak another version do not go together.
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience.grace())
            .build();
  }

  /**
   * A blob that a node holds.
   *
   * @param hash its name
   * @param bytes its size
   * @param isNew whether the node did not have it before
   * @param expiresMillis until when it is held, epoch milliseconds; put it again for longer
   */
  public record Held(Hash hash, long bytes, boolean isNew, long expiresMillis) {}

  /**
   * The hash by which the content of {@code file} is named.
   *
   * @throws IOException if it cannot be read
   */
  public static Hash hash(Path file) throws IOException {
    return Downloads.hash(file);
  }

  /**
   * Puts the content of {@code file}, which must not change meanwhile. The file is read twice, and
   * nothing of it is sent if the node has it already.
   *
   * @param deployment the deployment's identifier
   * @param key of a device that is enrolled there in a network that takes blobs
   * @throws NodeException if the node refuses it, with its reason, or cannot be reached in time
   * @throws IOException if the file cannot be read
   */
  public Held put(Path file, Hash deployment, DeviceKey key)
      throws IOException, InterruptedException {
    long bytes = Files.size(file);
    Hash hash = Downloads.hash(file);
    return trying(() -> {
      PutStatement statement =
          new PutStatement(deployment, hash, bytes, clock.millis() + AHEAD_MILLIS);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address(hash))
              .header("Authorization", statement.sign(key).header())
              .expectContinue(true)
              .PUT(BodyPublishers.ofFile(file));
      HttpResponse<InputStream> response = send(request, patience.forBytes(bytes));
      try (InputStream body = response.body()) {
        int status = response.statusCode();
        if (status != 200 && status != 201) {
          throw refused("put", hash, response);
        }
        JsonNode held = Json.MAPPER.readTree(body.readNBytes(MOST_ERROR_BYTES));
        if (!held.path("sha256").asString("").equals(hash.toHex())) {
          throw new NodeException(base + " says that it holds another blob than " + hash, status);
        }
        return new Held(hash, bytes, status == 201, held.path("expiresMillis").asLong(0));
      } catch (JacksonException e) {
        throw new NodeException(base + " answered with what is no JSON", response.statusCode());
      }
    });
  }

  /**
   * Gets a blob into {@code file}, which it replaces; durable when it returns. Until all bytes are
   * there and have the hash, they lie beside it under another name, and go if they never do.
   *
   * @param mostBytes more are not taken
   * @return its size
   * @throws NodeException if the node has no such blob (status 404), gives other bytes, or cannot
   *     be reached in time
   * @throws IOException if the file cannot be written
   */
  public long get(Hash blob, Path file, long mostBytes) throws IOException, InterruptedException {
    return trying(() -> {
      HttpResponse<InputStream> response =
          send(HttpRequest.newBuilder(address(blob)).GET(), patience.grace());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw refused("get", blob, response);
        }
        long bytes = response.headers().firstValueAsLong("Content-Length").orElse(mostBytes);
        if (bytes > mostBytes) {
          throw new NodeException(
              "blob " + blob + " has " + bytes + " bytes, more than " + mostBytes, 200);
        }
        CompletableFuture<Void> late = closeAfter(patience.forBytes(bytes), body);
        try {
          return Downloads.write(body, blob, file, mostBytes);
        } finally {
          late.cancel(false);
        }
      } catch (Downloads.SourceException e) {
        throw gone("it went away in the middle: " + e.getMessage(), e);
      } catch (Downloads.WrongException e) {
        throw new NodeException(
            base + " gave what is not blob " + blob + ": " + e.getMessage(), 200);
      }
    });
  }

  /**
   * Whether the node has a blob.
   *
   * @throws NodeException if it does not say so, or cannot be reached in time
   */
  public boolean has(Hash blob) throws IOException, InterruptedException {
    return trying(() -> {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address(blob)).method("HEAD", BodyPublishers.noBody());
      HttpResponse<InputStream> response = send(request, patience.grace());
      try (InputStream body = response.body()) {
        return switch (response.statusCode()) {
          case 200 -> true;
          case 404 -> false;
          default -> throw refused("look for", blob, response);
        };
      }
    });
  }

  /** A reader that waits for a byte that never comes is let go by closing what it reads. */
  private static CompletableFuture<Void> closeAfter(Duration time, InputStream body) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            body.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
  }

  private URI address(Hash blob) {
    return URI.create(base + PATH + blob.toHex());
  }

  /** One try. */
  private interface Try<T> {
    T once() throws IOException, InterruptedException;
  }

  /** What may go better in a while. */
  private static final class PassingException extends IOException {
    private static final long serialVersionUID = 1L;
    private final NodeException why;
    private final long askedMillis;

    PassingException(NodeException why, long askedMillis) {
      super(why);
      this.why = why;
      this.askedMillis = askedMillis;
    }
  }

  private <T> T trying(Try<T> one) throws IOException, InterruptedException {
    Backoff backoff = new Backoff(patience.leastWaitMillis(), patience.mostWaitMillis());
    for (int left = patience.tries() - 1; ; left--) {
      try {
        return one.once();
      } catch (PassingException e) {
        if (left == 0) {
          throw e.why;
        }
        Thread.sleep(
            Math.min(
                Math.max(e.askedMillis, backoff.nextMillis()),
                Math.max(patience.mostWaitMillis(), e.askedMillis)));
      }
    }
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder request, Duration time)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<InputStream>> exchange =
        http.sendAsync(request.timeout(time).build(), BodyHandlers.ofInputStream());
    try {
      return exchange.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw gone("it did not answer within " + time.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FileNotFoundException missing) {
        throw missing;
      }
      throw gone(String.valueOf(e.getCause()), e);
    } finally {
      // Without effect on an exchange that is over.
      exchange.cancel(true);
    }
  }

  private PassingException gone(String why, Throwable cause) {
    return new PassingException(
        new NodeException("cannot reach the node at " + base + ": " + line(why), cause), 0);
  }

  /** What to throw: what passes or what does not. */
  private IOException refused(String verb, Hash blob, HttpResponse<InputStream> response)
      throws IOException {
    byte[] body = response.body().readNBytes(MOST_ERROR_BYTES);
    String said;
    try {
      JsonNode error = Json.MAPPER.readTree(body).path("error");
      said = error.path("reason").asString("") + ", " + error.path("detail").asString("");
    } catch (JacksonException e) {
      said = "no reason";
    }
    int status = response.statusCode();
    NodeException refused =
        new NodeException(
            base
                + " refused to "
                + verb
                + " blob "
                + blob
                + " (status "
                + status
                + "): "
                + line(said),
            status);
    return PASSING.contains(status) ? new PassingException(refused, asked(response)) : refused;
  }

  /** Seconds only: a node sends no dates. */
  private static long asked(HttpResponse<?> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("[0-9]{1,6}")
        ? Math.min(Long.parseLong(seconds) * 1_000, MOST_ASKED_MILLIS)
        : 0;
  }

  /** What a node says ends up on a terminal and in logs: one line, bounded, no control codes. */
  private static String line(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > MOST_DETAIL ? line.substring(0, MOST_DETAIL) + "…" : line;
  }

  /** Closes connections that are open. */
  @Override
  public void close() {
    // Not close(): that would wait for exchanges that hang.
    http.shutdownNow();
  }
}
