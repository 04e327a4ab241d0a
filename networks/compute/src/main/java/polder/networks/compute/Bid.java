package polder.networks.compute;

import java.util.OptionalLong;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * A machine's bid for an order, sealed or opened.
 *
 * @param machine who bids
 * @param owner whose machine it is
 * @param seal what it was sealed with
 * @param epoch when it was sealed
 * @param priceNano what it says, once it was opened
 * @param message the message that said so last
 */
public record Bid(
    DeviceId machine, Account owner, Hash seal, long epoch, OptionalLong priceNano, Hash message) {
  private static final int FIELDS = 6;
  private static final long SEALED = -1;

  Bid opened(long price, Hash by) {
    return new Bid(machine, owner, seal, epoch, OptionalLong.of(price), by);
  }

  void write(CborWriter writer) {
    writer
        .beginArray(FIELDS)
        .bytes(machine.multikey())
        .bytes(owner.address())
        .hash(seal)
        .integer(epoch)
        .integer(priceNano.orElse(SEALED))
        .hash(message);
  }

  static Bid read(CborReader reader) {
    reader.beginArray();
    DeviceId machine = new DeviceId(reader.bytes());
    Account owner = new Account(reader.bytes());
    Hash seal = reader.hash();
    long epoch = reader.integer();
    long price = reader.integer();
    return new Bid(
        machine,
        owner,
        seal,
        epoch,
        price == SEALED ? OptionalLong.empty() : OptionalLong.of(price),
        reader.hash());
  }
}
