package polder.agent.learning;

import java.io.IOException;
import java.nio.file.Path;
import polder.agent.AgentEvent.Kind;
import polder.networks.GroupKey;
import polder.networks.learning.TaskState;
import polder.networks.learning.TaskState.Phase;
import polder.networks.learning.message.Said;

/** Calls a judge's stake for a task back: it judges no more once the running round is over. */
public final class StakeCaller implements Role {
  /** A claim takes an epoch to be sealed, one to reach the task, and one to be told. */
  private static final long PATIENCE_EPOCHS = 3;

  private final GroupKey task;
  private final StakeMark mark;
  private long saidEpoch = -1;

  /**
   * Calls back the one for {@code task}.
   *
   * @param notes where the judge keeps what it sealed
   */
  public StakeCaller(GroupKey task, Path notes) {
    this.task = task;
    this.mark = new StakeMark(notes, task);
  }

  @Override
  public boolean attend(TaskBoard board, Desk desk) throws IOException, InterruptedException {
    if (saidEpoch < 0) {
      desk.say(new Said.StakeCalledBack(task));
      saidEpoch = board.epoch();
      desk.tell(Kind.WORKED, task + ": calls its stake back");
    }
    if (board.epoch() - saidEpoch < PATIENCE_EPOCHS || isSeated(board, desk)) {
      return false;
    }
    mark.remove();
    desk.tell(Kind.OVER, task + ": judges no more; what was put aside comes back");
    return true;
  }

  private boolean isSeated(TaskBoard board, Desk desk) throws IOException, InterruptedException {
    if (board.find(task).isEmpty()) {
      return false;
    }
    TaskState state = desk.tasks().state(task.text());
    return !(state.phase() instanceof Phase.Over)
        && state.bench().judges().containsKey(desk.key().id());
  }
}
