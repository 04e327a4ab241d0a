package polder.node.blobs;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.node.gateway.Answers;
import polder.node.gateway.PageHeaders;
import polder.node.gateway.Patience;
import polder.ports.BlobStore;
import polder.ports.DamagedBlobException;
import polder.protocol.Hash;

/**
 * {@code GET} and {@code HEAD /v1/blobs/{sha256}}: a blob, or one range of it. What is given whole
 * is checked on the way; a damaged one ends early.
 */
public final class GetRoute {
  private static final Logger LOG = LoggerFactory.getLogger(GetRoute.class);
  private static final int BUFFER_BYTES = 64 << 10;
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final BlobStore store;
  private final BlobTerms terms;

  /** From {@code store}. */
  public GetRoute(BlobStore store, BlobTerms terms) {
    this.store = store;
    this.terms = terms;
  }

  void get(ServerRequest request, ServerResponse response) {
    answer(request, response, true);
  }

  void head(ServerRequest request, ServerResponse response) {
    answer(request, response, false);
  }

  private void answer(ServerRequest request, ServerResponse response, boolean withBody) {
    Optional<Hash> name = BlobName.of(request, response);
    if (name.isEmpty()) {
      return;
    }
    Optional<BlobStore.Blob> blob = store.find(name.get());
    blob.ifPresent(its ->
        Patience.with(request).ifPresent(patience -> patience.grant(terms.patience(its.bytes()))));
    if (blob.isEmpty()) {
      Answers.refuse(
          response, Status.NOT_FOUND_404, "no_such_blob", "there is no blob of this name here");
      return;
    }
    String tag = '"' + name.get().toHex() + '"';
    if (isKnown(request, tag)) {
      headers(response, Status.NOT_MODIFIED_304, tag).send();
      return;
    }
    try {
      send(response, blob.get(), withBody ? range(request, tag, blob.get()) : Optional.empty());
    } catch (IOException e) {
      LOG.error("cannot give blob {}: {}", name.get(), e.getMessage(), e);
      Answers.refuse(
          response,
          Status.INTERNAL_SERVER_ERROR_500,
          "damaged",
          "the node cannot read the blob as it was put; its log says why");
    }
  }

  private static boolean isKnown(ServerRequest request, String tag) {
    return request
        .headers()
        .first(HeaderNames.IF_NONE_MATCH)
        .map(known ->
            Arrays.stream(known.split(",", -1))
                .map(String::strip)
                .anyMatch(its -> its.equals(tag) || its.equals("W/" + tag) || its.equals("*")))
        .orElse(false);
  }

  /** What is asked for; all of it if the blob is not the one of which the asker has the rest. */
  private static Optional<ByteRange> range(ServerRequest request, String tag, BlobStore.Blob blob) {
    boolean isOther =
        request.headers().first(HeaderNames.IF_RANGE).map(its -> !its.equals(tag)).orElse(false);
    return Optional.of(
        request
            .headers()
            .first(HeaderNames.RANGE)
            .filter(range -> !isOther)
            .map(range -> ByteRange.of(range, blob.bytes()))
            .orElseGet(ByteRange.All::new));
  }

  private static ServerResponse headers(ServerResponse response, Status status, String tag) {
    // A browser must take it for nothing that runs or is shown, whatever it is.
    PageHeaders.put(response);
    return response
        .status(status)
        .header(HeaderNames.ETAG, tag)
        .header(HeaderNames.CACHE_CONTROL, FOR_EVER)
        .header(HeaderNames.ACCEPT_RANGES, "bytes");
  }

  /**
   * Sends what is asked for.
   *
   * @param range empty for nothing but the headers
   */
  private void send(ServerResponse response, BlobStore.Blob blob, Optional<ByteRange> range)
      throws IOException {
    String tag = '"' + blob.hash().toHex() + '"';
    if (range.isEmpty()) {
      withLength(headers(response, Status.OK_200, tag), blob.bytes()).send();
      return;
    }
    switch (range.get()) {
      case ByteRange.Beyond _ -> {
        response.header(HeaderNames.CONTENT_RANGE, "bytes */" + blob.bytes());
        Answers.refuse(
            response,
            Status.REQUESTED_RANGE_NOT_SATISFIABLE_416,
            "no_such_range",
            "the blob has " + blob.bytes() + " bytes");
      }
      case ByteRange.All _ ->
          give(response, new Given(Status.OK_200, tag, blob.bytes()), blob.whole());
      case ByteRange.Part part -> {
        response.header(
            HeaderNames.CONTENT_RANGE,
            "bytes " + part.first() + "-" + part.last() + "/" + blob.bytes());
        give(
            response,
            new Given(Status.PARTIAL_CONTENT_206, tag, part.length()),
            blob.range(part.first(), part.length()));
      }
    }
  }

  private static ServerResponse withLength(ServerResponse response, long bytes) {
    return response
        .header(HeaderValues.CONTENT_TYPE_OCTET_STREAM)
        .header(HeaderNames.CONTENT_LENGTH, String.valueOf(bytes));
  }

  private record Given(Status status, String tag, long bytes) {}

  private void give(ServerResponse response, Given given, InputStream content) throws IOException {
    try (content) {
      byte[] buffer = new byte[BUFFER_BYTES];
      // Before anything is said: a small one that is damaged is refused as it should be.
      int read = content.read(buffer);
      withLength(headers(response, given.status(), given.tag()), given.bytes());
      if (read < 0) {
        response.send();
        return;
      }
      try {
        OutputStream output = response.outputStream();
        for (; read >= 0; read = more(content, buffer, given)) {
          output.write(buffer, 0, read);
        }
        output.close();
      } catch (IOException | UncheckedIOException e) {
        throw new CloseConnectionException("the reader went away", e);
      }
    }
  }

  /** What follows; since the beginning is sent, what cannot be read can only be cut off. */
  private static int more(InputStream content, byte[] buffer, Given given) {
    try {
      return content.read(buffer);
    } catch (DamagedBlobException e) {
      LOG.error("a blob is damaged and was not given to its end: {}", e.getMessage());
      throw new CloseConnectionException("the blob is damaged", e);
    } catch (IOException e) {
      LOG.error("blob {} cannot be read to its end: {}", given.tag(), e.getMessage(), e);
      throw new CloseConnectionException("the blob cannot be read", e);
    }
  }
}
