package polder.agent.learning;

import java.io.IOException;
import java.util.Optional;
import polder.agent.AgentEvent.Kind;
import polder.agent.OfferException;
import polder.networks.GroupKey;
import polder.networks.learning.message.Said;

/**
 * Closes a task of its own client, so that what its purse still holds goes back: that is possible
 * until its participants have shown their work of a round.
 */
public final class TaskCloser implements Role {
  private final GroupKey task;
  private boolean isSaid;

  /** Closes {@code task}. */
  public TaskCloser(GroupKey task) {
    this.task = task;
  }

  @Override
  public boolean attend(TaskBoard board, Desk desk) throws IOException {
    Optional<TaskBoard.Listed> listed = board.find(task);
    // Nobody keeps one that trained nothing once it is over.
    if (listed.isEmpty() && isSaid) {
      return over("closed_by_client", desk);
    }
    TaskBoard.Listed its = listed.orElseThrow(() -> TaskBoard.noTask(task));
    if (!its.client().equals(desk.key().id().did())) {
      throw new OfferException(
          task
              + " was set by another client, "
              + its.client()
              + ": name the folder that it was set from by --client");
    }
    if (its.phase().equals("over")) {
      return over(its.reason(), desk);
    }
    if (!its.phase().equals("sealing")) {
      throw new OfferException(
          "the updates of round "
              + (its.round() + 1)
              + " of "
              + task
              + " are being opened and examined, and nobody can close it now: see the round through"
              + " by polder train --resume "
              + task
              + " (else it pays all alike), then close it");
    }
    if (!isSaid) {
      desk.say(new Said.Close(task));
      isSaid = true;
      desk.tell(Kind.WORKED, "closes " + task);
    }
    return false;
  }

  private boolean over(String reason, Desk desk) {
    desk.tell(Kind.OVER, task + " is over: " + reason + "; what its purse held is back");
    return true;
  }
}
