package polder.networks.learning.judge;

import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What the group of a judge's stake remembers between epochs. The stake itself is its purse.
 *
 * @param judge the device
 * @param owner whose it was when it was staked: who gets it back
 * @param task for which task
 * @param claimEpoch of when the task's latest claim is
 * @param isLeaving whether it is wanted back
 */
record Stake(DeviceId judge, Account owner, GroupKey task, long claimEpoch, boolean isLeaving) {
  private static final int FIELDS = 5;

  Stake claimed(long epoch) {
    return new Stake(judge, owner, task, epoch, isLeaving);
  }

  Stake leaving() {
    return new Stake(judge, owner, task, claimEpoch, true);
  }

  Bytes encode() {
    return new CborWriter()
        .beginArray(FIELDS)
        .bytes(judge.multikey())
        .bytes(owner.address())
        .text(task.text())
        .integer(claimEpoch)
        .bool(isLeaving)
        .toBytes();
  }

  static Stake decode(Bytes state) {
    CborReader reader = new CborReader(state);
    if (reader.beginArray() != FIELDS) {
      throw new CodecException("this is no state of a stake", 0);
    }
    return new Stake(
        new DeviceId(reader.bytes()),
        new Account(reader.bytes()),
        new GroupKey(reader.text()),
        reader.integer(),
        reader.bool());
  }
}
