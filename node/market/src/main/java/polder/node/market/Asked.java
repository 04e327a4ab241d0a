package polder.node.market;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.node.archive.EvidenceException;
import polder.node.gateway.Answers;

/** Reads what is asked of a market; whatever goes wrong, the one who asked gets a reason. */
final class Asked {
  private static final Logger LOG = LoggerFactory.getLogger(Asked.class);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final String RETRY_SECONDS = "5";
  private static final String CBOR = "application/cbor";

  private Asked() {}

  /** Answers a request. */
  interface Answerer {
    void answer(ServerRequest request, ServerResponse response) throws IOException;
  }

  /** A question that is refused. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Status status;
    private final String reason;

    RefusedException(Status status, String reason, String detail) {
      super(detail);
      this.status = status;
      this.reason = reason;
    }

    static RefusedException badQuestion(String detail) {
      return new RefusedException(Status.BAD_REQUEST_400, "bad_question", detail);
    }

    static RefusedException notFound(String reason, String detail) {
      return new RefusedException(Status.NOT_FOUND_404, reason, detail);
    }
  }

  static Handler handler(Answerer answerer) {
    return (request, response) -> {
      try {
        answerer.answer(request, response);
      } catch (RefusedException e) {
        if (e.status.equals(Status.SERVICE_UNAVAILABLE_503)) {
          response.header(HeaderNames.RETRY_AFTER, RETRY_SECONDS);
        }
        Answers.refuse(response, e.status, e.reason, String.valueOf(e.getMessage()));
      } catch (EvidenceException e) {
        if (e.keptFrom().isPresent()) {
          Answers.refuse(
              response,
              Status.GONE_410,
              "pruned",
              "pruned: kept from epoch " + e.keptFrom().getAsLong() + " on");
        } else {
          unreadable(request, response, e);
        }
      } catch (IOException e) {
        unreadable(request, response, e);
      }
    };
  }

  private static void unreadable(ServerRequest request, ServerResponse response, Exception e) {
    LOG.error("cannot answer {}: {}", request.path().path(), e.getMessage(), e);
    Answers.refuse(
        response,
        Status.INTERNAL_SERVER_ERROR_500,
        "unreadable",
        "the node cannot read its own data; its log says why");
  }

  /** Whether whoever asks is a machine that would rather read CBOR. */
  static boolean wantsCbor(ServerRequest request) {
    return request
        .headers()
        .first(HeaderNames.ACCEPT)
        .filter(accepted -> accepted.startsWith(CBOR))
        .isPresent();
  }

  static void send(ServerResponse response, byte[] cbor) {
    response
        .status(Status.OK_200)
        .header(HeaderNames.CONTENT_TYPE, CBOR)
        .header(HeaderNames.CACHE_CONTROL, "no-store")
        .send(cbor);
  }

  static Optional<String> parameter(ServerRequest request, String name) {
    return request.query().contains(name)
        ? Optional.of(request.query().get(name))
        : Optional.empty();
  }

  /** A parameter that {@code read} understands. */
  static <T> Optional<T> parameter(ServerRequest request, String name, Function<String, T> read) {
    try {
      return parameter(request, name).map(read);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badQuestion(name + ": " + e.getMessage());
    }
  }

  /** A number from {@code least} to {@code most}; {@code usual} if it is not said. */
  static long number(ServerRequest request, String name, long usual, long least, long most) {
    Optional<String> text = parameter(request, name);
    if (text.isEmpty()) {
      return usual;
    }
    if (!NUMBER.matcher(text.get()).matches()
        || Long.parseLong(text.get()) < least
        || Long.parseLong(text.get()) > most) {
      throw RefusedException.badQuestion(
          name + " must be a whole number from " + least + " to " + most);
    }
    return Long.parseLong(text.get());
  }
}
