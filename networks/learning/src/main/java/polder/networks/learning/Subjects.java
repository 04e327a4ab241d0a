package polder.networks.learning;

import polder.networks.learning.judge.StakeGroup;
import polder.networks.learning.message.Said;
import polder.networks.learning.sale.TabGroup;

/** What the outcome of a learning network says something of. */
final class Subjects {
  /** A task as a whole. */
  static final String TASK = "task";

  /** A participant's update. */
  static final String UPDATE = "update";

  /** A round: the examples that it is examined on, and the model's loss on them. */
  static final String ROUND = "round";

  /** A judge's opinion of a round's updates. */
  static final String OPINION = "opinion";

  private Subjects() {}

  /** What somebody said something of. */
  static String of(Said said) {
    return switch (said) {
      case Said.SealedUpdate update -> UPDATE;
      case Said.OpenedUpdate update -> UPDATE;
      case Said.Examination examination -> ROUND;
      case Said.Task task -> TASK;
      case Said.Close close -> TASK;
      case Said.SealedOpinion opinion -> OPINION;
      case Said.RevealedOpinion opinion -> OPINION;
      case Said.OfStake its -> StakeGroup.SUBJECT;
      case Said.OfTab its -> TabGroup.SUBJECT;
    };
  }
}
