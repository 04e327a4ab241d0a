package polder.adapters.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import polder.ports.Archive;
import polder.protocol.Bytes;

/**
 * The archive of a node far away: {@code GET base/path}, where 200 is the content and 404 says that
 * there is none. Nothing that the other side sends takes more memory or time than the limits allow.
 * Safe for any thread.
 */
public final class HttpArchive implements Archive.Reader, AutoCloseable {
  /**
   * What one file may take.
   *
   * @param maxFileBytes largest file, below 2 GiB
   * @param timeout longest time from the request to the last byte
   */
  public record Limits(long maxFileBytes, Duration timeout) {
    /** 1 GiB in ten minutes. */
    public static final Limits USUAL =
        new Limits(DirectoryArchive.MAX_FILE_BYTES, Duration.ofMinutes(10));
  }

  /** A file is there, and is not shown, or not yet. */
  public static final class ClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    ClosedException(String message) {
      super(message);
    }
  }

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration FIRST_BYTE = Duration.ofSeconds(30);

  private final String base;
  private final Limits limits;
  private final HttpClient client;

  /**
   * The archive at {@code base}, such as {@code http://localhost:7777/v1/archive}.
   *
   * @throws IllegalArgumentException if {@code base} is no http or https address, or has a query or
   *     a fragment
   */
  public HttpArchive(URI base, Limits limits) {
    String scheme = base.getScheme();
    boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!web || base.getHost() == null) {
      throw new IllegalArgumentException(base + " is no address that begins with http(s)://host");
    }
    if (base.getRawQuery() != null || base.getRawFragment() != null) {
      throw new IllegalArgumentException(base + " must end with a path, without ? and #");
    }
    String text = base.toString();
    this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.limits = limits;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  @Override
  public String name() {
    return base;
  }

  @Override
  public Optional<Bytes> read(String path) throws IOException {
    if (!Archive.isPath(path)) {
      return Optional.empty();
    }
    URI address = URI.create(base + "/" + path);
    HttpResponse<byte[]> response = get(address);
    return switch (response.statusCode()) {
      case 200 -> Optional.of(Bytes.wrap(response.body()));
      case 404 -> Optional.empty();
      case 403 -> throw new ClosedException(address + " is closed by the node's data policies");
      default -> throw new IOException(address + " answered with status " + response.statusCode());
    };
  }

  /** The request's own timeout ends with the headers; a trickling body must end as well. */
  private HttpResponse<byte[]> get(URI address) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(address).timeout(firstByte()).build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), limits.maxFileBytes()));
    try {
      return answer.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("cannot read " + address + ": " + reason(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException(
          "cannot read " + address + ": not done within " + limits.timeout().toMillis() + " ms", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while reading " + address);
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** A file may take long, its beginning may not: a node that hangs is as good as none. */
  private Duration firstByte() {
    return limits.timeout().compareTo(FIRST_BYTE) < 0 ? limits.timeout() : FIRST_BYTE;
  }

  /** A refused connection comes without words of its own. */
  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "unknown";
    }
    String said = cause.getMessage();
    return said == null ? cause.getClass().getSimpleName() : said;
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
