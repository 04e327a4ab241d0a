package polder.node.view;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.node.archive.EvidenceException;
import polder.node.gateway.Answers;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import tools.jackson.databind.node.ObjectNode;

/** Reads what is asked, and answers in JSON or with a reason. */
final class Question {
  private static final Logger LOG = LoggerFactory.getLogger(Question.class);
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /** The reason for not answering of epochs whose messages and outcome are gone. */
  static final String PRUNED = "pruned";

  private Question() {}

  /** What can be answered. */
  sealed interface Answer {
    record Found(ObjectNode node) implements Answer {}

    /** An answer that was written before. */
    record Kept(Written written) implements Answer {}

    record Missing(Status status, String reason, String detail) implements Answer {}

    /** To be asked again after so many seconds. */
    record Later(int seconds, String detail) implements Answer {}
  }

  /** Answers a request. */
  interface Answerer {
    Answer answer(ServerRequest request) throws IOException;
  }

  /** A question that cannot be understood. */
  static final class BadQuestion extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadQuestion(String message) {
      super(message);
    }
  }

  /** What is asked was given up by the archive. */
  static final class PrunedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PrunedException(long keptFrom) {
      super(pruned(keptFrom));
    }
  }

  /** Too many ask at once for what takes long. */
  static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int seconds;

    BusyException(int seconds) {
      super("others are asking for what takes long; ask again in " + seconds + " s");
      this.seconds = seconds;
    }
  }

  /** What to say of epochs before {@code keptFrom}. */
  static String pruned(long keptFrom) {
    return "pruned: kept from epoch " + keptFrom + " on";
  }

  static Answer notFound(String reason, String detail) {
    return new Answer.Missing(Status.NOT_FOUND_404, reason, detail);
  }

  /** Answers by {@code answerer}; whatever goes wrong, the one who asked gets a reason. */
  static Handler handler(Answerer answerer) {
    return (request, response) -> {
      Answer answer;
      try {
        answer = answerer.answer(request);
      } catch (BadQuestion e) {
        answer =
            new Answer.Missing(
                Status.BAD_REQUEST_400, "bad_question", String.valueOf(e.getMessage()));
      } catch (PrunedException e) {
        answer = new Answer.Missing(Status.GONE_410, PRUNED, String.valueOf(e.getMessage()));
      } catch (BusyException e) {
        answer = new Answer.Later(e.seconds, String.valueOf(e.getMessage()));
      } catch (IOException | EvidenceException e) {
        LOG.error("cannot answer {}: {}", request.path().path(), e.getMessage(), e);
        answer =
            new Answer.Missing(
                Status.INTERNAL_SERVER_ERROR_500,
                "unreadable",
                "the node cannot read its own data; its log says why");
      }
      switch (answer) {
        case Answer.Found(ObjectNode node) -> Answers.send(response, Status.OK_200, node);
        case Answer.Kept(Written written) -> written.send(request, response);
        case Answer.Missing(Status status, String reason, String detail) ->
            Answers.refuse(response, status, reason, detail);
        case Answer.Later(int seconds, String detail) -> {
          response.header(HeaderNames.RETRY_AFTER, String.valueOf(seconds));
          Answers.refuse(response, Status.SERVICE_UNAVAILABLE_503, "busy", detail);
        }
      }
    };
  }

  static String part(ServerRequest request, String name) {
    return request.path().pathParameters().get(name);
  }

  static Optional<String> parameter(ServerRequest request, String name) {
    return request.query().contains(name)
        ? Optional.of(request.query().get(name))
        : Optional.empty();
  }

  /** A number from {@code least} to {@code most}; {@code usual} if it is not said. */
  static long number(ServerRequest request, String name, long usual, long least, long most) {
    Optional<String> text = parameter(request, name);
    if (text.isEmpty()) {
      return usual;
    }
    Optional<Long> number = number(text.get());
    if (number.isEmpty() || number.get() < least || number.get() > most) {
      throw new BadQuestion(name + " must be a whole number from " + least + " to " + most);
    }
    return number.get();
  }

  static Optional<Long> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  static DeviceId device(ServerRequest request) {
    return device(part(request, "did"));
  }

  static DeviceId device(String did) {
    try {
      return DeviceId.parse(did);
    } catch (IllegalArgumentException e) {
      throw new BadQuestion("a device is named did:key:z…: " + e.getMessage());
    }
  }

  static Account account(ServerRequest request) {
    return owner(part(request, "address"));
  }

  static Account owner(String address) {
    try {
      return Account.parse(address);
    } catch (IllegalArgumentException e) {
      throw new BadQuestion(String.valueOf(e.getMessage()));
    }
  }
}
