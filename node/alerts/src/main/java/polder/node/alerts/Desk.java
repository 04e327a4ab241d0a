package polder.node.alerts;

import io.helidon.http.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import polder.epoch.Appointment;
import polder.epoch.Standing;
import polder.node.gateway.Answers;
import polder.ports.Notifier;
import polder.protocol.identity.Account;
import polder.protocol.message.AlertAsk;
import polder.protocol.message.AlertRequest;
import polder.protocol.message.Role;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers what owners ask: who subscribes for what. Only a device's owner may, and who manages for
 * it; its viewers look.
 */
final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  private final Alerts.Parts parts;
  private final Book book;
  private final Courier courier;
  private final Enlisting enlisting;
  private final Wording wording;

  Desk(Alerts.Parts parts, Book book, Courier courier, Watch watch, Wording wording) {
    this.parts = parts;
    this.book = book;
    this.courier = courier;
    this.enlisting = new Enlisting(parts, book, courier, watch, wording);
    this.wording = wording;
  }

  /** What is answered. */
  record Answer(Status status, ObjectNode body) {
    static Answer good(ObjectNode body) {
      return new Answer(Status.OK_200, body);
    }

    static Answer busy() {
      return refused(
          Status.SERVICE_UNAVAILABLE_503, "busy", "too many messages wait; try again later");
    }

    static Answer refused(Status status, String reason, String detail) {
      return new Answer(status, Answers.error(reason, detail));
    }
  }

  Answer ask(AlertRequest request) {
    Standing standing = parts.standing().get();
    if (!request.isSignatureGood(standing.manifests().deployment())) {
      return Answer.refused(
          Status.FORBIDDEN_403, "bad_signature", "sign with the account's key for this deployment");
    }
    long now = parts.time().nowMillis();
    if (Math.abs(now - request.issuedMillis()) > AlertLimits.CLOCK_MILLIS) {
      return Answer.refused(
          Status.BAD_REQUEST_400,
          "wrong_time",
          "the request's time is more than five minutes from the node's; set the clock");
    }
    Optional<Answer> objection = objection(request, standing);
    if (objection.isEmpty() && request.ask() instanceof AlertAsk.Add add) {
      objection = enlisting.objection(add, request.owner(), standing);
    }
    if (objection.isPresent()) {
      return objection.get();
    }
    Answer answer;
    synchronized (book) {
      answer = replayed(request, now).orElseGet(() -> carryOut(request, standing, now));
    }
    return saved(answer);
  }

  /** Why who asks may not, if so. */
  private static Optional<Answer> objection(AlertRequest request, Standing standing) {
    Role role = standing.members(request.owner()).role(request.account());
    if (request.owner().equals(request.account())
        || (role == Role.VIEWER && request.ask() instanceof AlertAsk.Show)) {
      return Optional.empty();
    }
    return Appointment.objection(role, "the account is no member of " + request.owner())
        .map(why -> Answer.refused(Status.FORBIDDEN_403, why.reason(), why.detail()));
  }

  private Answer saved(Answer answer) {
    try {
      book.save();
      return answer;
    } catch (IOException e) {
      LOG.error("alerts cannot be saved: {}", e.getMessage());
      return Answer.refused(
          Status.SERVICE_UNAVAILABLE_503, "failed", "the node cannot write; its log says why");
    }
  }

  /** A request counts once, and only after those before it. */
  private Optional<Answer> replayed(AlertRequest request, long now) {
    book.asked.values().removeIf(when -> when < now - 2 * AlertLimits.CLOCK_MILLIS);
    Long last = book.asked.get(request.account());
    if (last != null && request.issuedMillis() <= last) {
      return Optional.of(
          Answer.refused(
              Status.CONFLICT_409,
              "old_request",
              "the account has sent this or a later request already; sign it anew"));
    }
    // Whoever has no device and no subscription has nothing that a repetition could harm.
    if (request.ask() instanceof AlertAsk.Add || book.subscriptionsOf(request.owner()) > 0) {
      book.asked.put(request.account(), request.issuedMillis());
      book.change();
    }
    return Optional.empty();
  }

  private Answer carryOut(AlertRequest request, Standing standing, long now) {
    return switch (request.ask()) {
      case AlertAsk.Add add -> enlisting.add(request.owner(), add, standing, now);
      case AlertAsk.Show _ -> show(request.owner());
      case AlertAsk.Remove(String id) ->
          with(
              request.owner(),
              id,
              its -> {
                book.remove(its);
                return Answer.good(Answers.object().put("removed", its.id));
              });
      case AlertAsk.Test(String id) -> with(request.owner(), id, its -> test(its, now));
      case AlertAsk.Confirm(String id, String code) ->
          with(request.owner(), id, its -> confirm(its, code));
    };
  }

  private interface Deed {
    Answer with(Subscription subscription);
  }

  private Answer with(Account account, String id, Deed deed) {
    Subscription found = book.subscriptions.get(id);
    return found == null || !found.account.equals(account)
        ? Answer.refused(
            Status.NOT_FOUND_404, "no_such_subscription", "list those of the account first")
        : deed.with(found);
  }

  private Answer show(Account account) {
    ObjectNode body = Answers.object();
    ArrayNode list = body.putArray("subscriptions");
    for (Subscription its : List.copyOf(book.subscriptions.values())) {
      if (its.account.equals(account)) {
        its.show(list.addObject(), book.deliveriesOf(its.id));
      }
    }
    return Answer.good(body);
  }

  private Answer test(Subscription its, long now) {
    if (!its.isConfirmed()) {
      return Answer.refused(
          Status.CONFLICT_409, "not_confirmed", "confirm the address with the code sent to it");
    }
    if (!its.takeMessage(now, parts.settings().pace())) {
      return Answer.refused(
          Status.TOO_MANY_REQUESTS_429, "too_often", "the subscription was told enough for now");
    }
    Notifier.Notice notice = wording.test(Watch.messageId(), its, now);
    return courier.take(its, notice)
        ? Answer.good(Answers.object().put("message", notice.id()))
        : Answer.busy();
  }

  private Answer confirm(Subscription its, String code) {
    if (its.code.isEmpty()) {
      return Answer.good(Answers.object().put("confirmed", its.id));
    }
    boolean same =
        MessageDigest.isEqual(
            its.code.get().getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
    if (same) {
      its.code = Optional.empty();
      courier.wake();
      return Answer.good(Answers.object().put("confirmed", its.id));
    }
    its.wrongCodes++;
    if (its.wrongCodes >= AlertLimits.WRONG_CODES) {
      book.remove(its);
    }
    courier.wake();
    return Answer.refused(
        Status.FORBIDDEN_403,
        "wrong_code",
        its.wrongCodes >= AlertLimits.WRONG_CODES
            ? "too often wrong: the subscription has ended"
            : "look up the code in the mail");
  }

  /** Ends the subscription whose messages carry {@code token}. */
  boolean unsubscribe(String token) {
    boolean found;
    synchronized (book) {
      Optional<Subscription> its =
          book.subscriptions.values().stream()
              .filter(one ->
                  MessageDigest.isEqual(
                      one.token.getBytes(StandardCharsets.UTF_8),
                      token.getBytes(StandardCharsets.UTF_8)))
              .findFirst();
      its.ifPresent(book::remove);
      found = its.isPresent();
    }
    return found && saved(Answer.good(Answers.object())).status().code() == 200;
  }
}
