package polder.node.gateway;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import polder.protocol.Bytes;

/** Reads a request's body within limits, or answers why not. */
public final class Body {
  private static final int CHUNK = 16_384;

  private Body() {}

  /**
   * The body, if it is of a welcome type and within {@code mostBytes} and the time allowed; else
   * the request is answered already and its connection will be closed.
   *
   * @param types welcome media types; a request that names none is welcome too
   */
  public static Optional<Bytes> read(
      ServerRequest request,
      ServerResponse response,
      Set<String> types,
      long mostBytes,
      HttpLimits limits) {
    Optional<String> type =
        request.headers().contentType().map(its -> its.mediaType().text().toLowerCase(Locale.ROOT));
    if (type.isPresent() && !types.contains(type.get())) {
      refuse(
          response,
          Status.UNSUPPORTED_MEDIA_TYPE_415,
          "wrong_type",
          "the body must be " + String.join(", ", types.stream().sorted().toList()));
      return Optional.empty();
    }
    if (request.headers().contentLength().orElse(0) > mostBytes) {
      tooLarge(response, mostBytes);
      return Optional.empty();
    }
    return readAll(request, response, mostBytes, limits);
  }

  private static Optional<Bytes> readAll(
      ServerRequest request, ServerResponse response, long mostBytes, HttpLimits limits) {
    long end = System.nanoTime() + limits.bodyTime().toNanos();
    // A sender who trickles is told; one who is silent is cut off a little later.
    Optional<Patience> patience = Patience.with(request);
    patience.ifPresent(its -> its.grant(limits.bodyTime().plus(limits.bodyTime())));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    if (!request.content().hasEntity()) {
      return Optional.of(Bytes.EMPTY);
    }
    // Never closed: closing reads whatever is still to come, be it 100 MB or nothing for an hour.
    InputStream body = request.content().inputStream();
    try {
      for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
        all.write(chunk, 0, read);
        if (all.size() > mostBytes) {
          tooLarge(response, mostBytes);
          return Optional.empty();
        }
        if (System.nanoTime() - end > 0) {
          refuse(response, Status.REQUEST_TIMEOUT_408, "too_slow", "the body took too long");
          return Optional.empty();
        }
      }
    } catch (IOException | UncheckedIOException | InsufficientDataAvailableException e) {
      // Whoever goes in the middle of a sentence is no fault of this node, and not worth a log
      // line.
      throw new CloseConnectionException("the sender went away", e);
    }
    patience.ifPresent(its -> its.grant(limits.requestTime()));
    return Optional.of(Bytes.wrap(all.toByteArray()));
  }

  private static void tooLarge(ServerResponse response, long mostBytes) {
    refuse(
        response,
        Status.REQUEST_ENTITY_TOO_LARGE_413,
        "too_large",
        "a body has at most " + mostBytes + " bytes here");
  }

  /** Without closing, the server would read the rest of a body that nobody wants. */
  private static void refuse(ServerResponse response, Status status, String reason, String detail) {
    response.header(HeaderValues.CONNECTION_CLOSE);
    Answers.refuse(response, status, reason, detail);
  }
}
