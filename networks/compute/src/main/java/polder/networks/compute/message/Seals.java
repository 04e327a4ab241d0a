package polder.networks.compute.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import polder.networks.GroupKey;
import polder.networks.GroupName;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

/**
 * Seals of bids and results: SHA-256 of what is sealed, a salt, and who seals it for which order,
 * so that a seal that another copies can never be opened by him.
 */
public final class Seals {
  /** Bytes of a salt. */
  public static final int SALT_SIZE = 16;

  private static final GroupName ORDER = new GroupName("order-");
  private static final GroupName MACHINE = new GroupName("machine-");

  private Seals() {}

  /** The name of the group of a client's order. */
  public static GroupKey order(DeviceId client, long number) {
    return ORDER.of(new CborWriter().beginArray(2).bytes(client.multikey()).integer(number));
  }

  /** The name of the group that remembers a machine. */
  public static GroupKey machine(DeviceId machine) {
    return MACHINE.of(new CborWriter().beginArray(1).bytes(machine.multikey()));
  }

  /** Whether a group is that of an order. */
  public static boolean isOrder(GroupKey group) {
    return ORDER.names(group);
  }

  /** Whether a group is that of a machine. */
  public static boolean isMachine(GroupKey group) {
    return MACHINE.names(group);
  }

  /** The seal of a bid by {@code machine}. */
  public static Hash ofBid(DeviceId machine, GroupKey order, long priceNano, Bytes salt) {
    return Hash.sha256(
        start("bid", machine, order, 5).integer(priceNano).bytes(salt).toByteArray());
  }

  /** The seal of a result by {@code machine}. */
  public static Hash ofResult(
      DeviceId machine, GroupKey order, Hash output, long effort, Bytes salt) {
    return Hash.sha256(
        start("result", machine, order, 6).hash(output).integer(effort).bytes(salt).toByteArray());
  }

  /** The seal of a result of parts by {@code machine}. */
  public static Hash ofParts(DeviceId machine, GroupKey order, List<Hash> parts, Bytes salt) {
    return ofResult(machine, order, whole(parts), 0, salt);
  }

  /** What identifies a result of parts as a whole: the hash of an array of them. */
  public static Hash whole(List<Hash> parts) {
    CborWriter writer = new CborWriter().beginArray(parts.size());
    parts.forEach(writer::hash);
    return Hash.sha256(writer.toByteArray());
  }

  private static CborWriter start(String what, DeviceId machine, GroupKey order, int items) {
    return new CborWriter()
        .beginArray(items)
        .text(what)
        .bytes(machine.multikey())
        .bytes(order.text().getBytes(StandardCharsets.UTF_8));
  }

  static void checkSalt(Bytes salt) {
    if (salt.size() != SALT_SIZE) {
      throw new IllegalArgumentException("a salt has " + SALT_SIZE + " bytes, not " + salt.size());
    }
  }
}
