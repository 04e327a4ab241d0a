package polder.agent.learning;

import java.util.List;
import java.util.Optional;
import polder.agent.OfferException;
import polder.networks.GroupKey;

/**
 * The tasks of a network, as a node tells of them.
 *
 * @param epoch the epoch that runs
 * @param lengthMillis how long it is
 * @param tasks all of them
 */
public record TaskBoard(long epoch, long lengthMillis, List<Listed> tasks) {
  public TaskBoard {
    tasks = List.copyOf(tasks);
  }

  /** The task of this name. */
  Optional<Listed> find(GroupKey task) {
    return tasks.stream().filter(its -> its.task().equals(task.text())).findFirst();
  }

  /** What is said to who names a task that there is not. */
  static OfferException noTask(GroupKey task) {
    return new OfferException(
        "there is no task " + task + " here; `polder models` lists those that there are");
  }

  /**
   * One of them.
   *
   * @param task its name
   * @param client the device that set it
   * @param sponsor whose that is, an address
   * @param phase {@code sealing}, {@code opening}, {@code examining}, {@code judging}, {@code
   *     revealing} or {@code over}
   * @param reason why it is over; empty while it runs
   * @param sinceEpoch from which epoch on that is so; -1 once it is over
   * @param round how many rounds are over
   * @param rounds how many there are
   */
  public record Listed(
      String task,
      String client,
      String sponsor,
      String phase,
      String reason,
      long sinceEpoch,
      int round,
      int rounds) {
    /** Whether its running round has come so far that this may be said in the running epoch. */
    public boolean isIn(String which, long epoch) {
      return phase.equals(which) && sinceEpoch <= epoch;
    }
  }
}
