package polder.networks.compute;

import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * Who won an order, and for what.
 *
 * @param machine the machine
 * @param owner who is paid
 * @param host where the machine's services are reached
 * @param priceNano nano-tokens: a second for what is metered, for all of it otherwise
 * @param startMillis from when on it counts: the end of the epoch that cleared it
 */
public record Lease(
    DeviceId machine, Account owner, String host, long priceNano, long startMillis) {
  private static final int FIELDS = 5;

  void write(CborWriter writer) {
    writer
        .beginArray(FIELDS)
        .bytes(machine.multikey())
        .bytes(owner.address())
        .text(host)
        .integer(priceNano)
        .integer(startMillis);
  }

  static Lease read(CborReader reader) {
    reader.beginArray();
    return new Lease(
        new DeviceId(reader.bytes()),
        new Account(reader.bytes()),
        reader.text(),
        reader.integer(),
        reader.integer());
  }
}
