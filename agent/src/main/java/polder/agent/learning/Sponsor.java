package polder.agent.learning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import polder.agent.AgentEvent.Kind;
import polder.networks.GroupKey;
import polder.networks.learning.Round;
import polder.networks.learning.TaskState;
import polder.networks.learning.message.Said;
import polder.protocol.money.Amounts;

/**
 * Sees a task through: shows each round's examples once all updates are opened, unless judges
 * examine, and tells.
 */
public final class Sponsor implements Role {
  private static final double NANO = 1e9;

  /** A task is sealed with the epoch in which it is said, or with the next. */
  private static final long PATIENCE_EPOCHS = 3;

  private final String task;
  private final Notebook notebook;
  private final Set<String> said = new HashSet<>();
  private int told;
  private boolean seen;
  private long firstEpoch = -1;

  /**
   * Sees {@code task} through.
   *
   * @param notes where its examples were noted when it was set
   */
  public Sponsor(String task, Path notes) {
    this.task = task;
    this.notebook = new Notebook(notes);
  }

  @Override
  public boolean attend(TaskBoard board, Desk desk) throws IOException, InterruptedException {
    Optional<TaskBoard.Listed> listed =
        board.tasks().stream().filter(its -> its.task().equals(task)).findFirst();
    if (listed.isEmpty()) {
      return isMissing(board, desk);
    }
    seen = true;
    TaskBoard.Listed its = listed.get();
    if (its.round() > told) {
      tell(desk);
    }
    if (its.phase().equals("over")) {
      desk.tell(Kind.OVER, task + " is over: " + its.reason());
      return true;
    }
    if (its.isIn("examining", board.epoch()) && said.add(its.round() + "/" + its.sinceEpoch())) {
      examine(its, desk);
    }
    return false;
  }

  /** A task that trained nothing is kept by nobody once it is over, nor one that was refused. */
  private boolean isMissing(TaskBoard board, Desk desk) {
    if (firstEpoch < 0) {
      firstEpoch = board.epoch();
    }
    boolean isGone = seen || board.epoch() - firstEpoch > PATIENCE_EPOCHS;
    if (isGone) {
      desk.tell(
          Kind.OVER,
          task
              + (seen
                  ? " ended before a round was over"
                  : " is not known to the node: it was refused, or is another network's")
              + "; `polder explain "
              + desk.key().id().did()
              + " EPOCH` says why, and what was in its purse is back");
    }
    return isGone;
  }

  private void examine(TaskBoard.Listed its, Desk desk) throws IOException, InterruptedException {
    Notebook.Entry entry =
        notebook
            .find(task, its.round())
            .orElseThrow(() ->
                new IOException("the examples of round " + (its.round() + 1) + " are not here"));
    try {
      desk.put(entry.file());
    } catch (IOException e) {
      said.remove(its.round() + "/" + its.sinceEpoch());
      throw e;
    }
    desk.say(new Said.Examination(new GroupKey(task), its.round(), entry.hash(), entry.salt()));
  }

  private void tell(Desk desk) throws IOException, InterruptedException {
    TaskState state = desk.tasks().state(task);
    List<Round> rounds = state.rounds();
    for (; told < rounds.size(); told++) {
      Round round = rounds.get(told);
      desk.tell(
          Kind.WORKED,
          String.format(
              Locale.ROOT,
              "round %d of %d: %d updates, loss %.6f after %.6f, %s tokens paid",
              told + 1,
              state.terms().rounds(),
              round.participants(),
              round.lossAfterNano() / NANO,
              round.lossBeforeNano() / NANO,
              Amounts.format(round.paidNano())));
    }
  }
}
