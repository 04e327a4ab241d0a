package polder.networks.learning.sale;

import polder.networks.GroupKey;
import polder.networks.learning.message.Said;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What a customer's tab for a model's predictions remembers between epochs. What is paid from is
 * the purse of its group.
 *
 * @param customer the device that asks
 * @param owner whose it is: who gets back what is left
 * @param task of which model
 * @param signed what the customer asked for
 * @param bill what of it is paid
 * @param heardEpoch when the customer asked last
 * @param closing whether the customer wants back what is left
 */
public record Tab(
    DeviceId customer,
    Account owner,
    GroupKey task,
    Signed signed,
    Bill bill,
    long heardEpoch,
    boolean closing) {
  private static final int FIELDS = 7;

  /**
   * What a customer signed for.
   *
   * @param total how many predictions in all
   * @param lastCount how many of them it asked for last
   * @param lastInputs from what those are to be predicted: a hash, so that whoever answers can
   *     still do so after the epoch
   */
  public record Signed(long total, long lastCount, Hash lastInputs) {
    private static final int FIELDS = 3;
    private static final Signed NOTHING = new Signed(0, 0, Hash.ZERO);

    private void write(CborWriter writer) {
      writer.beginArray(FIELDS).integer(total).integer(lastCount).hash(lastInputs);
    }

    private static Signed read(CborReader reader) {
      require(reader, FIELDS);
      return new Signed(reader.integer(), reader.integer(), reader.hash());
    }
  }

  /**
   * What is paid.
   *
   * @param count how many predictions
   * @param priceNano what one cost when some were paid last; 0 before
   * @param inquiredEpoch when the task was asked who earns; {@link #NEVER} if no answer is due
   */
  public record Bill(long count, long priceNano, long inquiredEpoch) {
    /** No epoch. */
    public static final long NEVER = -1;

    private static final int FIELDS = 3;
    private static final Bill NOTHING = new Bill(0, 0, NEVER);

    boolean isInquired() {
      return inquiredEpoch != NEVER;
    }

    private void write(CborWriter writer) {
      writer.beginArray(FIELDS).integer(count).integer(priceNano).integer(inquiredEpoch);
    }

    private static Bill read(CborReader reader) {
      require(reader, FIELDS);
      return new Bill(reader.integer(), reader.integer(), reader.integer());
    }
  }

  static Tab opened(DeviceId customer, Account owner, GroupKey task, long epoch) {
    return new Tab(customer, owner, task, Signed.NOTHING, Bill.NOTHING, epoch, false);
  }

  Tab asked(Account newOwner, Said.Asked more, long epoch) {
    Signed now = new Signed(more.total(), more.total() - signed.total(), more.inputs());
    return new Tab(customer, newOwner, task, now, bill, epoch, false);
  }

  Tab closed() {
    return new Tab(customer, owner, task, signed, bill, heardEpoch, true);
  }

  Tab inquired(long epoch) {
    return with(new Bill(bill.count(), bill.priceNano(), epoch));
  }

  Tab paid(long more, long priceNano) {
    return with(new Bill(bill.count() + more, priceNano, Bill.NEVER));
  }

  private Tab with(Bill next) {
    return new Tab(customer, owner, task, signed, next, heardEpoch, closing);
  }

  /** Predictions that were asked for and are not paid. */
  public long dueCount() {
    return signed.total() - bill.count();
  }

  Bytes encode() {
    CborWriter writer =
        new CborWriter()
            .beginArray(FIELDS)
            .bytes(customer.multikey())
            .bytes(owner.address())
            .text(task.text());
    signed.write(writer);
    bill.write(writer);
    return writer.integer(heardEpoch).bool(closing).toBytes();
  }

  /** Reads what a tab's group left in the state. */
  public static Tab decode(Bytes state) {
    CborReader reader = new CborReader(state);
    require(reader, FIELDS);
    return new Tab(
        new DeviceId(reader.bytes()),
        new Account(reader.bytes()),
        new GroupKey(reader.text()),
        Signed.read(reader),
        Bill.read(reader),
        reader.integer(),
        reader.bool());
  }

  private static void require(CborReader reader, int items) {
    if (reader.beginArray() != items) {
      throw new CodecException("this is no state of a tab", reader.offset());
    }
  }
}
