package polder.networks.learning.message;

import polder.networks.GroupKey;
import polder.networks.GroupName;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

/**
 * Names of tasks and tabs, and seals of updates and examinations: SHA-256 of what is sealed, a
 * salt, and who seals it for which round of which task, so that a seal that another copies can
 * never be opened by him.
 */
public final class Seals {
  /** Bytes of a salt. */
  public static final int SALT_SIZE = 16;

  private static final GroupName TASK = new GroupName("task-");
  private static final GroupName TAB = new GroupName("tab-");

  private Seals() {}

  /** The name of the group of a client's task. */
  public static GroupKey task(DeviceId client, long number) {
    return TASK.of(new CborWriter().beginArray(2).bytes(client.multikey()).integer(number));
  }

  /** Whether a group is that of a task. */
  public static boolean isTask(GroupKey group) {
    return TASK.names(group);
  }

  /** The name of the group of a customer's tab for a task's predictions. */
  public static GroupKey tab(DeviceId customer, GroupKey task, long number) {
    return TAB.of(
        new CborWriter()
            .beginArray(3)
            .bytes(customer.multikey())
            .text(task.text())
            .integer(number));
  }

  /** Whether a group is that of a tab. */
  public static boolean isTab(GroupKey group) {
    return TAB.names(group);
  }

  /** The seal of {@code participant}'s update, a blob, for a round. */
  public static Hash ofUpdate(
      DeviceId participant, GroupKey task, int round, Hash update, Bytes salt) {
    return Hash.sha256(
        new CborWriter()
            .beginArray(6)
            .text("update")
            .bytes(participant.multikey())
            .text(task.text())
            .integer(round)
            .hash(update)
            .bytes(salt)
            .toByteArray());
  }

  /** The seal of the examples, a blob, on which a round is examined. */
  public static Hash ofExamples(DeviceId client, int round, Hash examples, Bytes salt) {
    return Hash.sha256(
        new CborWriter()
            .beginArray(5)
            .text("examples")
            .bytes(client.multikey())
            .integer(round)
            .hash(examples)
            .bytes(salt)
            .toByteArray());
  }

  static void checkSalt(Bytes salt) {
    if (salt.size() != SALT_SIZE) {
      throw new IllegalArgumentException("a salt has " + SALT_SIZE + " bytes, not " + salt.size());
    }
  }
}
