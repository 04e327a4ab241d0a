package polder.networks.learning.message;

import java.util.Optional;
import polder.networks.GroupKey;
import polder.networks.learning.Terms;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * What one message of a learning network says. The signing device is the client that set the task,
 * a participant, a judge or a customer; whose it is the registry knows.
 */
public sealed interface Said {
  /** Most predictions of one tab. */
  long MOST_PREDICTIONS = 1_000_000_000;

  /**
   * A client sets a task; its group's purse pays.
   *
   * @param number the client's own number of the task, never used before: it makes the name of the
   *     task's group
   * @param document hash of what participants are told of the task, a blob
   * @param terms what is trained, examined and paid
   */
  record Task(long number, Hash document, Terms terms) implements Said {
    public Task {
      if (number < 1) {
        throw new IllegalArgumentException("a task's number is 1 or more, not " + number);
      }
    }
  }

  /** What concerns one task. */
  sealed interface OfTask extends Said {
    /** The task's group. */
    GroupKey task();
  }

  /** What concerns one round of a task. */
  sealed interface OfRound extends OfTask {
    /** Which round, from 0 on. */
    int round();
  }

  /**
   * An update that nobody can copy.
   *
   * @param seal {@link Seals#ofUpdate}
   * @param data commitment to what it was trained on: two participants who commit to the same share
   *     one reward
   * @param origin whose readings those are; empty where that stays with the participant
   */
  record SealedUpdate(GroupKey task, int round, Hash seal, Hash data, Optional<Origin> origin)
      implements OfRound {}

  /**
   * An update, to be said once no more may be sealed.
   *
   * @param update the blob, which this message brings
   * @param salt what made the seal unreadable, {@link Seals#SALT_SIZE} bytes
   */
  record OpenedUpdate(GroupKey task, int round, Hash update, Bytes salt) implements OfRound {
    public OpenedUpdate {
      Seals.checkSalt(salt);
    }
  }

  /**
   * The client shows the examples on which a round is examined, to which it committed when it set
   * the task.
   *
   * @param examples the blob, which this message brings
   * @param salt what made the commitment unreadable
   */
  record Examination(GroupKey task, int round, Hash examples, Bytes salt) implements OfRound {
    public Examination {
      Seals.checkSalt(salt);
    }
  }

  /**
   * A judge's opinion of the round's updates, which nobody can copy.
   *
   * @param seal {@link Seals#ofOpinion}
   */
  record SealedOpinion(GroupKey task, int round, Hash seal) implements OfRound {}

  /**
   * A judge's opinion, to be said once no more may be sealed.
   *
   * @param salt what made the seal unreadable
   */
  record RevealedOpinion(GroupKey task, int round, Opinion opinion, Bytes salt) implements OfRound {
    public RevealedOpinion {
      Seals.checkSalt(salt);
    }
  }

  /** The client ends the task. */
  record Close(GroupKey task) implements OfTask {}

  /** What concerns a customer's tab for the predictions of one model. */
  sealed interface OfTab extends Said {
    /** The task's group. */
    GroupKey task();

    /** Which tab of the customer's for that task. */
    long number();
  }

  /**
   * A customer asks for predictions and signs for them. Whoever has this can be paid for them out
   * of the tab's purse.
   *
   * @param total how many it has asked for in all, these included
   * @param inputs hash of what is to be predicted from
   */
  record Asked(GroupKey task, long number, long total, Hash inputs) implements OfTab {
    public Asked {
      checkTab(number);
      if (total < 1 || total > MOST_PREDICTIONS) {
        throw new IllegalArgumentException(
            "a tab is for 1 to " + MOST_PREDICTIONS + " predictions, not " + total);
      }
    }
  }

  /** A customer wants back what its tab's purse still holds. */
  record TabClosed(GroupKey task, long number) implements OfTab {
    public TabClosed {
      checkTab(number);
    }
  }

  /** What concerns a judge's stake for a task. */
  sealed interface OfStake extends Said {
    /** The task's group. */
    GroupKey task();
  }

  /** A judge offers to judge a task with what its stake's purse holds. */
  record Staked(GroupKey task) implements OfStake {}

  /** A judge wants its stake back, and judges no more. */
  record StakeCalledBack(GroupKey task) implements OfStake {}

  private static void checkTab(long number) {
    if (number < 1) {
      throw new IllegalArgumentException("a tab's number is 1 or more, not " + number);
    }
  }
}
