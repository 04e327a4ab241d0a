package polder.agent.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.GroupKey;
import polder.networks.compute.OrderState;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;

/** Reads one page of orders, as a node writes them for machines. */
final class OrdersCodec {
  private static final int ITEMS = 6;

  private OrdersCodec() {}

  /**
   * A page.
   *
   * @param next the last order of the page, if there are more
   */
  record Page(Orders orders, Optional<GroupKey> next) {}

  /**
   * Reads a page.
   *
   * @throws CodecException saying what is wrong and at which byte
   */
  static Page decode(Bytes answer) {
    CborReader reader = new CborReader(answer);
    try {
      expect(reader, ITEMS);
      long epoch = reader.integer();
      long start = reader.integer();
      long end = reader.integer();
      List<Orders.Standing> standing = new ArrayList<>();
      int count = reader.beginArray();
      for (int i = 0; i < count; i++) {
        expect(reader, 3);
        standing.add(
            new Orders.Standing(
                new GroupKey(reader.text()), reader.integer(), OrderState.decode(reader.bytes())));
      }
      List<Orders.Pending> pending = new ArrayList<>();
      count = reader.beginArray();
      for (int i = 0; i < count; i++) {
        expect(reader, 3);
        pending.add(pending(reader));
      }
      Optional<GroupKey> next =
          reader.tryNil() ? Optional.empty() : Optional.of(new GroupKey(reader.text()));
      reader.end();
      return new Page(new Orders(epoch, start, end, standing, pending), next);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }

  private static Orders.Pending pending(CborReader reader) {
    GroupKey order = new GroupKey(reader.text());
    DeviceId client = new DeviceId(reader.bytes());
    if (SaidCodec.decode(reader.bytes()) instanceof Said.Order said) {
      return new Orders.Pending(order, client, said);
    }
    throw new CodecException("what waits for its seal is no order", reader.offset());
  }

  private static void expect(CborReader reader, int items) {
    int found = reader.beginArray();
    if (found != items) {
      throw new CodecException(items + " items, not " + found, reader.offset());
    }
  }
}
