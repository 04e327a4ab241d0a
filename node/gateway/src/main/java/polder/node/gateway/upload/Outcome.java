package polder.node.gateway.upload;

import io.helidon.http.Status;
import polder.node.gateway.Reply;

/** What became of an upload. */
sealed interface Outcome {
  /**
   * The status that says it best.
   *
   * @param good what to say if it was taken
   */
  Status status(Status good);

  /** Why it was not taken, for a person; empty if it was. */
  String complaint();

  /** A message was made of it, and the gateway answered. */
  record Replied(Reply reply) implements Outcome {
    @Override
    public Status status(Status good) {
      return switch (reply) {
        case Reply.Accepted _, Reply.Duplicate _ -> good;
        case Reply.Refused _ -> Status.UNPROCESSABLE_CONTENT_422;
        case Reply.Busy _, Reply.Failed _ -> Status.SERVICE_UNAVAILABLE_503;
      };
    }

    @Override
    public String complaint() {
      return switch (reply) {
        case Reply.Accepted _, Reply.Duplicate _ -> "";
        case Reply.Refused refused -> refused.reason() + ": " + refused.detail();
        case Reply.Busy _ -> "busy: too much waits; try again in a moment";
        case Reply.Failed failed -> "failed: " + failed.detail();
      };
    }
  }

  /**
   * No message was made of it.
   *
   * @param status 400 to 422
   * @param reason a code in lower case with underscores
   * @param detail what is wrong and what to do, for a person
   */
  record Refused(Status status, String reason, String detail) implements Outcome {
    @Override
    public Status status(Status good) {
      return status;
    }

    @Override
    public String complaint() {
      return reason + ": " + detail;
    }
  }
}
