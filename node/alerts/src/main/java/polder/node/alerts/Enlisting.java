package polder.node.alerts;

import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import polder.epoch.Standing;
import polder.node.alerts.Desk.Answer;
import polder.node.gateway.Answers;
import polder.ports.Notifier;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.message.AlertAsk;
import tools.jackson.databind.node.ObjectNode;

/** Takes in new subscriptions: of owners only, within limits, to targets that may be. */
final class Enlisting {
  private static final String EMAIL = "email";
  private static final String WEBHOOK = "webhook";
  private static final int ID_BYTES = 8;
  private static final int TOKEN_BYTES = 16;
  private static final int SECRET_BYTES = 32;

  private final Alerts.Parts parts;
  private final Book book;
  private final Courier courier;
  private final Watch watch;
  private final Wording wording;

  Enlisting(Alerts.Parts parts, Book book, Courier courier, Watch watch, Wording wording) {
    this.parts = parts;
    this.book = book;
    this.courier = courier;
    this.watch = watch;
    this.wording = wording;
  }

  /** Why a subscription cannot be, as far as the book need not be asked; it may look up names. */
  Optional<Answer> objection(AlertAsk.Add add, Account account, Standing standing) {
    Notifier notifier = parts.notifiers().get(add.channel());
    if (notifier == null) {
      return Optional.of(
          Answer.refused(
              Status.UNPROCESSABLE_CONTENT_422,
              "no_such_channel",
              "this node sends by "
                  + String.join(", ", parts.notifiers().keySet().stream().sorted().toList())
                  + "; its operator sets up others"));
    }
    if (!add.network().isEmpty() && standing.manifests().network(add.network()).isEmpty()) {
      return Optional.of(
          Answer.refused(Status.UNPROCESSABLE_CONTENT_422, "unknown_network", "look up its name"));
    }
    if (!owns(account, add, standing)) {
      return Optional.of(
          Answer.refused(
              Status.FORBIDDEN_403,
              "not_owner",
              add.device().isPresent()
                  ? "the account does not own this device; an enrolment or a transfer counts from"
                      + " the next sealed epoch on"
                  : "the account owns no device here"));
    }
    return notifier
        .objection(add.target())
        .map(why -> Answer.refused(Status.UNPROCESSABLE_CONTENT_422, "bad_target", why));
  }

  private static boolean owns(Account account, AlertAsk.Add add, Standing standing) {
    for (String network : standing.manifests().networks().keySet()) {
      if (!add.network().isEmpty() && !add.network().equals(network)) {
        continue;
      }
      if (add.device().isPresent()) {
        Watched watched = new Watched(network, add.device().get());
        if (Watch.owner(standing, watched).filter(account::equals).isPresent()) {
          return true;
        }
      } else {
        boolean[] found = {false};
        standing.forEachDevice(
            network, (device, entry) -> found[0] |= entry.sender().owner().equals(account));
        if (found[0]) {
          return true;
        }
      }
    }
    return false;
  }

  /** Adds a subscription; under the lock of the book. */
  Answer add(Account account, AlertAsk.Add add, Standing standing, long now) {
    for (Subscription its : book.subscriptions.values()) {
      if (its.account.equals(account) && its.what.equals(add)) {
        return Answer.refused(
            Status.CONFLICT_409, "known", "subscription " + its.id + " says the same");
      }
    }
    if (book.subscriptionsOf(account) >= AlertLimits.SUBSCRIPTIONS_OF_ACCOUNT) {
      return Answer.refused(
          Status.UNPROCESSABLE_CONTENT_422,
          "too_many",
          "an account has at most "
              + AlertLimits.SUBSCRIPTIONS_OF_ACCOUNT
              + " subscriptions; remove one, or subscribe for all devices at once");
    }
    if (book.subscriptions.size() >= AlertLimits.SUBSCRIPTIONS) {
      return Answer.refused(
          Status.SERVICE_UNAVAILABLE_503, "full", "the node has as many subscriptions as it keeps");
    }
    boolean mail = add.channel().equals(EMAIL);
    Subscription subscription =
        new Subscription(
            Secrets.hex(ID_BYTES),
            account,
            add,
            now,
            add.channel().equals(WEBHOOK) ? Secrets.bytes(SECRET_BYTES) : Bytes.EMPTY,
            Secrets.hex(TOKEN_BYTES),
            mail ? Optional.of(Secrets.code()) : Optional.empty());
    if (mail) {
      Optional<Answer> refused = askForConsent(subscription, now);
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    book.subscriptions.put(subscription.id, subscription);
    watch.begin(subscription, standing);
    courier.wake();
    ObjectNode body = Answers.object();
    subscription.show(body.putObject("subscription"), book.deliveriesOf(subscription.id));
    if (subscription.secret.size() > 0) {
      body.put(
          "secret", "whsec_" + Base64.getEncoder().encodeToString(subscription.secret.toArray()));
    }
    return Answer.good(body);
  }

  /** Nobody can make the node send many mails to an address that does not want them. */
  private Optional<Answer> askForConsent(Subscription subscription, long now) {
    book.confirmations.values().removeIf(when -> when < now - AlertLimits.DAY_MILLIS);
    Hash address =
        Hash.sha256(
            subscription.what.target().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    if (book.confirmations.containsKey(address)
        || book.confirmations.size() >= AlertLimits.CONFIRMATIONS_OF_DAY) {
      return Optional.of(
          Answer.refused(
              Status.TOO_MANY_REQUESTS_429,
              "too_often",
              "a code was sent to this address, or to too many, within a day; try tomorrow"));
    }
    Notifier.Notice notice =
        wording.confirmation(Watch.messageId(), subscription, subscription.code.orElseThrow(), now);
    if (!courier.take(subscription, notice)) {
      return Optional.of(Answer.busy());
    }
    book.confirmations.put(address, now);
    return Optional.empty();
  }
}
