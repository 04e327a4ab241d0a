package polder.node.alerts;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.AlertAsk;
import tools.jackson.databind.node.ObjectNode;

/** Somebody who wants to be told. Changed under the lock of the {@link Alerts} alone. */
final class Subscription {
  final String id;
  final Account account;
  final AlertAsk.Add what;
  final long createdMillis;

  /** What webhooks are signed with. */
  final Bytes secret;

  /** What ends it without a signature: whoever reads its messages has it. */
  final String token;

  /** What a mail address has to be confirmed with; empty once it is. */
  Optional<String> code;

  int wrongCodes;
  double messagesLeft;
  long countedMillis;

  /** What its receiver was last told of devices that did not work. */
  final SortedMap<Watched, Condition> told = new TreeMap<>();

  /** Why the latest message did not arrive; empty if it did. */
  String problem = "";

  Subscription(
      String id,
      Account account,
      AlertAsk.Add what,
      long createdMillis,
      Bytes secret,
      String token,
      Optional<String> code) {
    this.id = id;
    this.account = account;
    this.what = what;
    this.createdMillis = createdMillis;
    this.secret = secret;
    this.token = token;
    this.code = code;
    this.messagesLeft = Double.MAX_VALUE;
    this.countedMillis = createdMillis;
  }

  boolean isConfirmed() {
    return code.isEmpty();
  }

  boolean covers(Watched watched, Account owner) {
    return owner.equals(account)
        && (what.network().isEmpty() || what.network().equals(watched.network()))
        && (what.device().isEmpty() || what.device().get().equals(watched.device()));
  }

  Condition told(Watched watched) {
    return told.getOrDefault(watched, Condition.WORKING);
  }

  void tell(Watched watched, Condition condition) {
    if (condition == Condition.WORKING) {
      told.remove(watched);
    } else {
      told.put(watched, condition);
    }
  }

  /** Takes one of the messages that it may have, if there is one: a token bucket. */
  boolean takeMessage(long nowMillis, AlertSettings.Pace pace) {
    double more = Math.max(0, nowMillis - countedMillis) / (double) pace.everyMillis();
    messagesLeft = Math.min(pace.burst(), messagesLeft + more);
    countedMillis = nowMillis;
    if (messagesLeft < 1) {
      return false;
    }
    messagesLeft--;
    return true;
  }

  /** Shows it to its owner. */
  void show(ObjectNode node, long waiting) {
    node.put("id", id)
        .put("network", what.network())
        .put("device", what.device().map(DeviceId::did).orElse(""))
        .put("channel", what.channel())
        .put("target", what.target())
        .put("confirmed", isConfirmed())
        .put("createdMillis", createdMillis)
        .put("waiting", waiting)
        .put("problem", problem);
  }

  void write(CborWriter writer) {
    writer.beginArray(15).text(id).bytes(account.address()).text(what.network());
    what.device().ifPresentOrElse(device -> writer.bytes(device.multikey()), writer::nil);
    writer.text(what.channel()).text(what.target()).integer(createdMillis).bytes(secret);
    writer.text(token);
    code.ifPresentOrElse(writer::text, writer::nil);
    writer.integer(wrongCodes).real(messagesLeft).integer(countedMillis);
    writer.beginArray(told.size());
    told.forEach((watched, condition) -> {
      writer.beginArray(3).text(watched.network()).bytes(watched.device().multikey());
      writer.integer(condition.ordinal());
    });
    writer.text(problem);
  }

  static Subscription read(CborReader reader) {
    reader.beginArray();
    String id = reader.text();
    Account account = new Account(reader.bytes());
    String network = reader.text();
    Optional<DeviceId> device =
        reader.tryNil() ? Optional.empty() : Optional.of(new DeviceId(reader.bytes()));
    AlertAsk.Add what = new AlertAsk.Add(network, device, reader.text(), reader.text());
    Subscription read =
        new Subscription(
            id,
            account,
            what,
            reader.integer(),
            reader.bytes(),
            reader.text(),
            reader.tryNil() ? Optional.empty() : Optional.of(reader.text()));
    read.wrongCodes = Math.toIntExact(reader.integer());
    read.messagesLeft = reader.real();
    read.countedMillis = reader.integer();
    int told = reader.beginArray();
    for (int i = 0; i < told; i++) {
      reader.beginArray();
      Watched watched = new Watched(reader.text(), new DeviceId(reader.bytes()));
      read.told.put(watched, Condition.values()[Math.toIntExact(reader.integer())]);
    }
    read.problem = reader.text();
    return read;
  }
}
