package polder.networks.learning.sale;

import polder.networks.GroupKey;
import polder.protocol.Bytes;
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
 * @param asked how many predictions were asked for in all
 * @param paid how many of them are paid
 * @param priceNano what one cost when some were paid last; 0 before
 * @param inquiredEpoch when the task was asked who earns; {@link #NEVER} if no answer is due
 * @param heardEpoch when the customer asked last
 * @param closing whether the customer wants back what is left
 */
public record Tab(
    DeviceId customer,
    Account owner,
    GroupKey task,
    long asked,
    long paid,
    long priceNano,
    long inquiredEpoch,
    long heardEpoch,
    boolean closing) {
  /** No epoch. */
  public static final long NEVER = -1;

  private static final int FIELDS = 9;

  static Tab opened(DeviceId customer, Account owner, GroupKey task, long epoch) {
    return new Tab(customer, owner, task, 0, 0, 0, NEVER, epoch, false);
  }

  Tab asked(Account newOwner, long total, long epoch) {
    return new Tab(customer, newOwner, task, total, paid, priceNano, inquiredEpoch, epoch, false);
  }

  Tab closed() {
    return new Tab(customer, owner, task, asked, paid, priceNano, inquiredEpoch, heardEpoch, true);
  }

  Tab inquired(long epoch) {
    return new Tab(customer, owner, task, asked, paid, priceNano, epoch, heardEpoch, closing);
  }

  Tab paid(long more, long price) {
    return new Tab(customer, owner, task, asked, paid + more, price, NEVER, heardEpoch, closing);
  }

  /** Predictions that were asked for and are not paid. */
  public long dueCount() {
    return asked - paid;
  }

  Bytes encode() {
    return new CborWriter()
        .beginArray(FIELDS)
        .bytes(customer.multikey())
        .bytes(owner.address())
        .text(task.text())
        .integer(asked)
        .integer(paid)
        .integer(priceNano)
        .integer(inquiredEpoch)
        .integer(heardEpoch)
        .bool(closing)
        .toBytes();
  }

  /** Reads what a tab's group left in the state. */
  public static Tab decode(Bytes state) {
    CborReader reader = new CborReader(state);
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("this is no state of a tab", 0);
    }
    return new Tab(
        new DeviceId(reader.bytes()),
        new Account(reader.bytes()),
        new GroupKey(reader.text()),
        reader.integer(),
        reader.integer(),
        reader.integer(),
        reader.integer(),
        reader.integer(),
        reader.bool());
  }
}
