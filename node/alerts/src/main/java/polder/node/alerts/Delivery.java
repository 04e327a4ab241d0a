package polder.node.alerts;

import java.net.URI;
import java.util.Optional;
import polder.ports.Notifier.Notice;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * A message on its way.
 *
 * @param subscription for whom
 * @param notice what it says
 * @param tries how often it was tried
 * @param dueMillis when it is tried next, epoch milliseconds
 */
record Delivery(String subscription, Notice notice, int tries, long dueMillis) {
  Delivery later(long atMillis) {
    return new Delivery(subscription, notice, tries + 1, atMillis);
  }

  void write(CborWriter writer) {
    writer.beginArray(9).text(subscription).text(notice.id()).integer(notice.timeMillis());
    writer.text(notice.subject()).text(notice.text()).bytes(notice.json());
    notice.unsubscribe().ifPresentOrElse(uri -> writer.text(uri.toString()), writer::nil);
    writer.integer(tries).integer(dueMillis);
  }

  static Delivery read(CborReader reader) {
    reader.beginArray();
    String subscription = reader.text();
    Notice notice =
        new Notice(
            reader.text(),
            reader.integer(),
            reader.text(),
            reader.text(),
            reader.bytes(),
            reader.tryNil() ? Optional.empty() : Optional.of(URI.create(reader.text())));
    return new Delivery(subscription, notice, Math.toIntExact(reader.integer()), reader.integer());
  }
}
