package polder.adapters.mqtt;

import io.netty.handler.codec.mqtt.MqttReasonCodes.Disconnect;
import io.netty.handler.codec.mqtt.MqttReasonCodes.PubAck;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import polder.node.gateway.Reply;
import polder.protocol.receipt.Promise;

/** What comes of a publication as a whole. */
sealed interface Answer {
  /**
   * It is acknowledged: everything in it is durable or refused for good, so it would be of no use
   * to send it again.
   *
   * @param outcome one word for the metrics
   * @param code success, or what MQTT calls the first refusal
   * @param reason for a person; empty where all is well
   * @param verdicts one for each message, in order
   */
  record Acknowledged(String outcome, PubAck code, String reason, List<Verdict> verdicts)
      implements Answer {}

  /**
   * It must be sent again: something in it is not durable, and may well be later. There is no way
   * to say so to a client of either version but to end the connection without acknowledgement.
   *
   * @param outcome one word for the metrics
   * @param reason for a person
   */
  record SendAgain(String outcome, Disconnect code, String reason) implements Answer {}

  /**
   * What came of one message.
   *
   * @param name {@code accepted}, {@code duplicate} or {@code refused}
   * @param value the receipt in Base64, or the reason and its detail; made out for clients that
   *     want it
   */
  record Verdict(String name, Supplier<String> value) {}

  /** A publication that is refused as it stands, without a look at its messages. */
  static Acknowledged refused(PubAck code, String reason, String detail) {
    String text = reason + ": " + detail;
    return new Acknowledged("refused", code, text, List.of(new Verdict("refused", () -> text)));
  }

  /** The answer to a publication of one message or more that got {@code replies}. */
  static Answer of(List<Reply> replies) {
    List<Verdict> verdicts = new ArrayList<>(replies.size());
    List<Reply.Refused> refused = new ArrayList<>();
    for (Reply reply : replies) {
      switch (reply) {
        case Reply.Accepted(_, Promise promise) ->
            verdicts.add(new Verdict("accepted", () -> base64(promise)));
        case Reply.Duplicate(_, Promise promise) ->
            verdicts.add(new Verdict("duplicate", () -> base64(promise)));
        case Reply.Refused refusal -> {
          refused.add(refusal);
          verdicts.add(new Verdict("refused", () -> text(refusal)));
        }
        case Reply.Busy _ -> {
          return new SendAgain(
              "busy", Disconnect.SERVER_BUSY, "too much waits; send again in a moment");
        }
        case Reply.Failed failed -> {
          return new SendAgain("failed", Disconnect.IMPLEMENTATION_SPECIFIC_ERROR, failed.detail());
        }
      }
    }
    return acknowledged(verdicts, refused);
  }

  private static Answer acknowledged(List<Verdict> verdicts, List<Reply.Refused> refused) {
    if (refused.isEmpty()) {
      boolean fresh = verdicts.stream().anyMatch(verdict -> verdict.name().equals("accepted"));
      return new Acknowledged(fresh ? "accepted" : "duplicate", PubAck.SUCCESS, "", verdicts);
    }
    String first = text(refused.getFirst());
    String reason =
        verdicts.size() == 1
            ? first
            : "%d of %d messages refused, the first as %s"
                .formatted(refused.size(), verdicts.size(), first);
    return new Acknowledged("refused", code(refused.getFirst().reason()), reason, verdicts);
  }

  /** What MQTT has for our reasons: form, right, amount, and all the rest. */
  private static PubAck code(String reason) {
    return switch (reason) {
      case "malformed", "empty", "too_many_messages" -> PubAck.PAYLOAD_FORMAT_INVALID;
      case "bad_signature",
          "not_enrolled",
          "not_owner",
          "not_manager",
          "no_possession",
          "wrong_via" ->
          PubAck.NOT_AUTHORIZED;
      case "too_many" -> PubAck.QUOTA_EXCEEDED;
      default -> PubAck.IMPLEMENTATION_SPECIFIC_ERROR;
    };
  }

  private static String text(Reply.Refused refusal) {
    return refusal.reason() + ": " + refusal.detail();
  }

  private static String base64(Promise promise) {
    return Base64.getEncoder().encodeToString(promise.receipt().unsafeArray());
  }
}
