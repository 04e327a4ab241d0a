package polder.node.blobs;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.node.gateway.Answers;
import polder.node.gateway.HttpLimits;
import polder.node.gateway.Patience;
import polder.ports.BlobStore;
import polder.ports.BlobStore.Put;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** {@code PUT /v1/blobs/{sha256}}: answered once the blob is durable, or with why it is not. */
public final class PutRoute {
  private static final Logger LOG = LoggerFactory.getLogger(PutRoute.class);
  private static final String RETRY_SECONDS = "5";

  /** So much of a body that nobody wants is read all the same, to be heard without a new door. */
  private static final long SMALL_BYTES = 64 << 10;

  private final BlobStore store;
  private final BlobBooks books;
  private final PutCheck check;
  private final BlobTerms terms;
  private final Semaphore free;

  /** Into {@code store}, by {@code books}, for those whom {@code check} finds. */
  public PutRoute(BlobStore store, BlobBooks books, PutCheck check, BlobTerms terms) {
    this.store = store;
    this.books = books;
    this.check = check;
    this.terms = terms;
    this.free = new Semaphore(terms.puts());
  }

  void put(ServerRequest request, ServerResponse response) {
    Optional<Hash> blob = BlobName.of(request, response);
    if (blob.isEmpty()) {
      return;
    }
    OptionalLong length = request.headers().contentLength();
    if (length.isEmpty() && request.headers().contains(HeaderNames.TRANSFER_ENCODING)) {
      refuse(
          request,
          response,
          Status.LENGTH_REQUIRED_411,
          "length_required",
          "say the blob's size in the header Content-Length");
      return;
    }
    long bytes = length.orElse(0);
    if (bytes > terms.blobBytes()) {
      refuse(
          request,
          response,
          Status.REQUEST_ENTITY_TOO_LARGE_413,
          "too_large",
          "a blob has at most " + terms.blobBytes() + " bytes here, not " + bytes);
      return;
    }
    switch (check.check(request, blob.get(), bytes)) {
      case PutCheck.Finding.Unknown(String reason, String detail) -> {
        response.header(HeaderNames.WWW_AUTHENTICATE, "Polder");
        refuse(request, response, Status.UNAUTHORIZED_401, reason, detail);
      }
      case PutCheck.Finding.Unwelcome(String reason, String detail) ->
          refuse(request, response, Status.FORBIDDEN_403, reason, detail);
      case PutCheck.Finding.Of(Account holder) -> {
        SentBody body = new SentBody(request.content()::inputStream, bytes);
        inTurn(request, response, new Wish(holder, blob.get(), bytes, body));
      }
    }
  }

  /** What somebody wants to put. */
  private record Wish(Account holder, Hash blob, long bytes, SentBody body) {}

  private void inTurn(ServerRequest request, ServerResponse response, Wish wish) {
    if (!free.tryAcquire()) {
      response.header(HeaderNames.RETRY_AFTER, RETRY_SECONDS);
      refuse(
          request,
          response,
          Status.SERVICE_UNAVAILABLE_503,
          "busy",
          terms.puts() + " blobs are being put already; try again in a moment");
      return;
    }
    try {
      begin(request, response, wish);
    } catch (SentBody.GoneException | ClosedByInterruptException e) {
      // No fault of this node, and not worth a log line.
      throw new CloseConnectionException("the sender went away", e);
    } catch (IOException e) {
      LOG.error("cannot store blob {}: {}", wish.blob(), e.getMessage(), e);
      response.header(HeaderValues.CONNECTION_CLOSE);
      Answers.refuse(
          response,
          Status.SERVICE_UNAVAILABLE_503,
          "failed",
          "the node cannot write the blob; its log says why");
    } finally {
      free.release();
    }
  }

  private void begin(ServerRequest request, ServerResponse response, Wish wish) throws IOException {
    switch (books.begin(wish.holder(), wish.blob(), wish.bytes())) {
      case BlobBooks.Begun.Refused(String reason, String detail) ->
          refuse(request, response, Status.CONFLICT_409, reason, detail);
      case BlobBooks.Begun.Ready(BlobBooks.Booking booking) ->
          answer(request, response, wish, store(request, wish, booking));
    }
  }

  /**
   * What became of it.
   *
   * @param until until when it is held, epoch milliseconds; 0 for what is not
   */
  private record Result(Put put, long until) {}

  /** The booking is over when it returns: whoever is answered finds the books as they stay. */
  private Result store(ServerRequest request, Wish wish, BlobBooks.Booking booking)
      throws IOException {
    try (booking) {
      Optional<Patience> patience = Patience.with(request);
      patience.ifPresent(its -> its.grant(terms.patience(wish.bytes())));
      Optional<BlobStore.Blob> there = store.find(wish.blob());
      Put put =
          there.isPresent()
              ? new Put.Stored(wish.blob(), there.get().bytes(), false)
              : store.put(wish.body(), Optional.of(wish.blob()), terms.blobBytes());
      patience.ifPresent(its -> its.grant(HttpLimits.USUAL.requestTime()));
      boolean holds = put instanceof Put.Stored stored && stored.bytes() == wish.bytes();
      return new Result(put, holds ? booking.hold() : 0);
    }
  }

  private void answer(ServerRequest request, ServerResponse response, Wish wish, Result result)
      throws IOException {
    switch (result.put()) {
      case Put.Stored stored when stored.bytes() != wish.bytes() ->
          refuse(
              request,
              response,
              Status.UNPROCESSABLE_CONTENT_422,
              "wrong_size",
              "the blob of this name has " + stored.bytes() + " bytes, not " + wish.bytes());
      case Put.Stored stored -> {
        unread(request, response, wish.body());
        Answers.send(
            response,
            stored.isNew() ? Status.CREATED_201 : Status.OK_200,
            Answers.object()
                .put("sha256", stored.hash().toHex())
                .put("bytes", stored.bytes())
                .put("expiresMillis", result.until()));
      }
      case Put.WrongHash(Hash found, long bytes) ->
          refuse(
              request,
              response,
              Status.UNPROCESSABLE_CONTENT_422,
              "wrong_hash",
              "these " + bytes + " bytes have the SHA-256 " + found + ": put them by that name");
      case Put.TooLarge(long most) ->
          refuse(
              request,
              response,
              Status.REQUEST_ENTITY_TOO_LARGE_413,
              "too_large",
              "a blob has at most " + most + " bytes here");
      case Put.Full(String detail) ->
          refuse(request, response, Status.INSUFFICIENT_STORAGE_507, "store_full", detail);
    }
  }

  /** Whoever waits to be asked for the body need not send it; others are heard to the end. */
  private static void unread(ServerRequest request, ServerResponse response, SentBody body)
      throws IOException {
    if (body.isRead()) {
      return;
    }
    if (waits(request)) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    } else {
      body.discard();
    }
  }

  private static boolean waits(ServerRequest request) {
    return request.headers().contains(HeaderValues.EXPECT_100);
  }

  /** Without closing, the server would read the rest of a body that nobody wants. */
  private static void refuse(
      ServerRequest request, ServerResponse response, Status status, String reason, String detail) {
    boolean small = request.headers().contentLength().orElse(SMALL_BYTES + 1) <= SMALL_BYTES;
    if (!small || waits(request)) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    Answers.refuse(response, status, reason, detail);
  }
}
