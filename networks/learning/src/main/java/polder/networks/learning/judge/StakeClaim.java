package polder.networks.learning.judge;

import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What a stake's group tells a task.
 *
 * @param judge the device that wants to judge, or no more
 * @param owner who put the stake aside
 * @param nano what the stake's purse holds, nano-tokens; it only grows until the task lets it go
 * @param epoch in which that is so: no group makes two claims in one
 * @param isLeaving whether the stake is wanted back
 */
public record StakeClaim(DeviceId judge, Account owner, long nano, long epoch, boolean isLeaving) {
  private static final int FIELDS = 5;

  Bytes encode() {
    return new CborWriter()
        .beginArray(FIELDS)
        .bytes(judge.multikey())
        .bytes(owner.address())
        .integer(nano)
        .integer(epoch)
        .bool(isLeaving)
        .toBytes();
  }

  /** Reads what a stake's group told. */
  public static StakeClaim decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("this is no claim of a stake", 0);
    }
    StakeClaim claim =
        new StakeClaim(
            new DeviceId(reader.bytes()),
            new Account(reader.bytes()),
            reader.integer(),
            reader.integer(),
            reader.bool());
    reader.end();
    return claim;
  }
}
