package polder.networks.learning.message;

import polder.networks.GroupKey;
import polder.networks.GroupName;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

/**
 * Names of tasks, tabs and stakes, and seals of updates, examinations and opinions: SHA-256 of what
 * is sealed, a salt, and who seals it for which round of which task, so that a seal that another
 * copies can never be opened by him.
 */
public final class Seals {
  /** Bytes of a salt. */
  public static final int SALT_SIZE = 16;

  private static final GroupName TASK = new GroupName("task-");
  private static final GroupName TAB = new GroupName("tab-");
  private static final GroupName STAKE = new GroupName("stake-");

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

  /** The name of the group of a judge's stake for a task. */
  public static GroupKey stake(DeviceId judge, GroupKey task) {
    return STAKE.of(new CborWriter().beginArray(2).bytes(judge.multikey()).text(task.text()));
  }

  /** Whether a group is that of a stake. */
  public static boolean isStake(GroupKey group) {
    return STAKE.names(group);
  }

  /** The seal of {@code participant}'s update, a blob, for a round. */
  public static Hash ofUpdate(
      DeviceId participant, GroupKey task, int round, Hash update, Bytes salt) {
    return Hash.sha256(
        ofRound("update", participant, task, round).hash(update).bytes(salt).toByteArray());
  }

  /** The seal of a judge's opinion of a round's updates. */
  public static Hash ofOpinion(
      DeviceId judge, GroupKey task, int round, Opinion opinion, Bytes salt) {
    return Hash.sha256(
        ofRound("opinion", judge, task, round).bytes(opinion.encode()).bytes(salt).toByteArray());
  }

  private static CborWriter ofRound(String what, DeviceId who, GroupKey task, int round) {
    return new CborWriter()
        .beginArray(6)
        .text(what)
        .bytes(who.multikey())
        .text(task.text())
        .integer(round);
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
