package polder.node.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.EpochWindow;
import polder.networks.GroupKey;
import polder.networks.compute.message.SaidCodec;
import polder.protocol.Bytes;
import polder.protocol.codec.CborWriter;

/**
 * Orders as machines read them: the running epoch's number, start and end, those that stand, those
 * that wait for a seal, and the name of the last one if there are more.
 */
final class OrderPage {
  private static final int ITEMS = 6;

  private final List<Bytes> standing = new ArrayList<>();
  private final List<Bytes> waiting = new ArrayList<>();
  private Optional<GroupKey> last = Optional.empty();
  private long size;

  /**
   * As many of {@code orders} as fit.
   *
   * @param most how many at most
   * @param mostBytes about how many bytes
   */
  static byte[] encode(EpochWindow running, List<Listed> orders, long most, long mostBytes) {
    OrderPage page = new OrderPage();
    for (Listed listed : orders) {
      if (page.count() == most || page.size > mostBytes) {
        break;
      }
      page.add(listed);
    }
    return page.encode(running, page.count() < orders.size());
  }

  private int count() {
    return standing.size() + waiting.size();
  }

  private void add(Listed listed) {
    CborWriter writer = new CborWriter().beginArray(3).text(listed.group().text());
    switch (listed) {
      case Listed.Sealed(OrderBook.Entry entry) ->
          standing.add(writer.integer(entry.purseNano()).bytes(entry.encoded()).toBytes());
      case Listed.Waiting(PendingOrders.Pending order, long purse) ->
          waiting.add(
              writer
                  .bytes(order.client().multikey())
                  .bytes(SaidCodec.encode(order.order()))
                  .toBytes());
    }
    size += writer.size();
    last = Optional.of(listed.group());
  }

  private byte[] encode(EpochWindow running, boolean more) {
    CborWriter writer =
        new CborWriter()
            .beginArray(ITEMS)
            .integer(running.epoch())
            .integer(running.startMillis())
            .integer(running.endMillis())
            .beginArray(standing.size());
    standing.forEach(writer::encoded);
    writer.beginArray(waiting.size());
    waiting.forEach(writer::encoded);
    last.filter(its -> more).ifPresentOrElse(its -> writer.text(its.text()), writer::nil);
    return writer.toByteArray();
  }
}
