package polder.adapters.evm;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import polder.ports.chain.ChainException;
import polder.ports.chain.ChainException.Kind;

/** One POST of JSON to a node within bounds of time and size. */
final class HttpPost implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
  private final RpcLimits limits;

  HttpPost(RpcLimits limits) {
    this.limits = limits;
  }

  /** A node's address without its path, which often holds a key to pay with. */
  static String name(URI url) {
    return url.getScheme()
        + "://"
        + url.getHost()
        + (url.getPort() < 0 ? "" : ":" + url.getPort())
        + (url.getRawPath() == null || url.getRawPath().length() <= 1 ? "" : "/…");
  }

  /** The body of the answer; of a refusal too, if it is likely to be JSON. */
  byte[] post(URI url, byte[] body, String what) throws ChainException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(limits.timeout())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> response = exchange(request, url, what);
    int status = response.statusCode();
    boolean json = response.body().length > 0 && response.body()[0] == '{';
    if (status == 200 || (json && status < SERVER_ERROR && status != TOO_MANY)) {
      return response.body();
    }
    String said = what + ": " + name(url) + " answered with HTTP status " + status;
    if (status == TOO_MANY || status >= SERVER_ERROR) {
      throw new ChainException(Kind.UNREACHABLE, said + "; it is asked again later");
    }
    if (status == TOO_LARGE) {
      throw new ChainException(Kind.TOO_MUCH, said);
    }
    throw new ChainException(Kind.REFUSED, said + "; check the address and the key in it");
  }

  /** The request's own timeout ends with the headers; a trickling body must end as well. */
  private HttpResponse<byte[]> exchange(HttpRequest request, URI url, String what)
      throws ChainException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), limits.maxBodyBytes()));
    try {
      return answer.get(limits.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(url, what, e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw slow(url, what);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new ChainException(Kind.UNREACHABLE, what + ": interrupted");
    }
  }

  private ChainException failure(URI url, String what, @Nullable Throwable cause) {
    if (cause instanceof HttpTimeoutException) {
      return slow(url, what);
    }
    String said = cause == null ? null : cause.getMessage();
    if (said != null && said.contains("exceeds capacity")) {
      return new ChainException(
          Kind.TOO_MUCH,
          what + ": " + name(url) + " answers with more than " + limits.maxBodyBytes() + " bytes");
    }
    // A refused connection comes without words of its own.
    String why = said == null && cause != null ? cause.getClass().getSimpleName() : said;
    return new ChainException(
        Kind.UNREACHABLE,
        what + ": cannot reach " + name(url) + " (" + why + "); is the chain's node running?");
  }

  private ChainException slow(URI url, String what) {
    return new ChainException(
        Kind.SLOW,
        what + ": no answer from " + name(url) + " within " + limits.timeout().toMillis() + " ms");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
