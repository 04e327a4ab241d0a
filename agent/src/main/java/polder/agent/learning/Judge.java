package polder.agent.learning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import polder.agent.AgentEvent.Kind;
import polder.agent.OfferException;
import polder.agent.OwnerDesk;
import polder.networks.GroupKey;
import polder.networks.learning.Appraisal;
import polder.networks.learning.Briefing;
import polder.networks.learning.Examiner;
import polder.networks.learning.TaskState;
import polder.networks.learning.TaskState.Phase;
import polder.networks.learning.judge.Ballot;
import polder.networks.learning.message.Opinion;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.Seals;
import polder.networks.learning.train.DataSet;
import polder.protocol.Hash;
import polder.protocol.money.Amounts;

/**
 * Judges a task: puts a stake aside, measures each round's updates on what it holds, seals its
 * opinion, and reveals that once nobody can seal any more. Nothing else leaves the folder.
 */
public final class Judge implements Role {
  /**
   * A device may have to be enrolled first; then its claim takes an epoch to be sealed, one to
   * reach the task, and one to be told.
   */
  private static final long PATIENCE_EPOCHS = 8;

  private final GroupKey task;
  private final LocalData data;
  private final Optional<OwnerDesk> payer;
  private final long stakeNano;
  private final StakeMark mark;
  private final Notebook notebook;
  private final Set<String> done = new HashSet<>();
  private Optional<DataSet> examples = Optional.empty();
  private boolean isSeated;
  private long stakedEpoch = -1;
  private long lookedEpoch = -1;

  /**
   * Judges {@code task}.
   *
   * @param data what it measures on
   * @param stakeNano what it puts aside, unless it has done so before
   * @param notes where it keeps what it sealed
   */
  public Judge(
      GroupKey task, LocalData data, Optional<OwnerDesk> payer, long stakeNano, Path notes) {
    this.task = task;
    this.data = data;
    this.payer = payer;
    this.stakeNano = stakeNano;
    this.mark = new StakeMark(notes, task);
    this.notebook = new Notebook(notes);
  }

  @Override
  public boolean attend(TaskBoard board, Desk desk) throws IOException, InterruptedException {
    Optional<TaskBoard.Listed> listed = board.find(task);
    if (listed.isEmpty() && examples.isEmpty()) {
      throw TaskBoard.noTask(task);
    }
    if (listed.isEmpty() || listed.get().phase().equals("over")) {
      String why = listed.map(its -> ": " + its.reason()).orElse(" before a round was");
      desk.tell(Kind.OVER, task + " is over" + why + "; the stake comes back");
      mark.remove();
      return true;
    }
    if (!isSeated && board.epoch() > lookedEpoch) {
      lookedEpoch = board.epoch();
      if (!take(board, desk)) {
        return true;
      }
    }
    TaskBoard.Listed its = listed.get();
    if (its.isIn("judging", board.epoch())) {
      return !judge(its, desk);
    }
    if (its.isIn("revealing", board.epoch())) {
      reveal(its, desk);
    }
    return false;
  }

  /** Takes a seat, or sees whether it has one; false where it was not given one. */
  private boolean take(TaskBoard board, Desk desk) throws IOException, InterruptedException {
    TaskState state = desk.tasks().state(task.text());
    if (!(state.terms().examiner() instanceof Examiner.Judges rules)) {
      throw new OfferException(task + " is examined on its client's examples, and takes no judges");
    }
    if (examples.isEmpty()) {
      examples = Optional.of(held(state, desk));
    }
    if (state.bench().judges().containsKey(desk.key().id())) {
      isSeated = true;
      desk.tell(Kind.NOTICE, task + ": judges on " + examples.orElseThrow().rows() + " examples");
      return true;
    }
    if (stakedEpoch < 0) {
      stake(rules, desk);
      stakedEpoch = board.epoch();
    }
    if (board.epoch() - stakedEpoch <= PATIENCE_EPOCHS) {
      return true;
    }
    unseated(desk);
    return false;
  }

  private void unseated(Desk desk) throws IOException {
    mark.remove();
    desk.tell(
        Kind.OVER,
        task
            + " has no seat for this judge, and its stake comes back: `polder explain "
            + desk.key().id().did()
            + " EPOCH` says why");
  }

  private DataSet held(TaskState state, Desk desk) throws IOException, InterruptedException {
    Briefing.Source source = desk.briefing(state).source();
    try {
      return data.examples(source, state.terms().architecture());
    } catch (IOException e) {
      throw new OfferException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What was put aside once is not put aside again by who starts again. */
  private void stake(Examiner.Judges rules, Desk desk) throws IOException, InterruptedException {
    if (!mark.isThere()) {
      long least = rules.consensus().minStake();
      if (stakeNano < least) {
        throw new OfferException(
            "who judges "
                + task
                + " puts at least "
                + Amounts.format(least)
                + " tokens aside: name how many by --stake, and the key of the account by --owner");
      }
      OwnerDesk owner =
          payer.orElseThrow(() ->
              new OfferException("name the key of the account that puts it aside, by --owner"));
      Optional<String> refused = owner.fund(Seals.stake(desk.key().id(), task).text(), stakeNano);
      if (refused.isPresent()) {
        throw new OfferException("the node does not put the stake aside: " + refused.get());
      }
      mark.put(stakeNano);
      desk.tell(
          Kind.NOTICE,
          "put "
              + Amounts.format(stakeNano)
              + " tokens aside for "
              + task
              + "; they come back when it is over, or by polder judge "
              + task
              + " --leave");
    }
    desk.say(new Said.Staked(task));
  }

  /** Seals its opinion, if it has a permit; false if it has lost its seat. */
  private boolean judge(TaskBoard.Listed its, Desk desk) throws IOException, InterruptedException {
    String name = its.round() + "/" + its.sinceEpoch() + "/judged";
    if (done.contains(name)) {
      return true;
    }
    TaskState state = desk.tasks().state(task.text());
    if (!(state.phase() instanceof Phase.Judging round) || state.rounds().size() != its.round()) {
      return true; // An epoch was sealed meanwhile.
    }
    if (isSeated && !state.bench().judges().containsKey(desk.key().id())) {
      unseated(desk);
      return false;
    }
    Ballot ballot = round.ballots().get(desk.key().id());
    if (ballot == null) {
      desk.tell(Kind.NOTICE, task + ": has no permit for round " + (its.round() + 1));
    } else if (ballot.vote().isEmpty()) {
      seal(its, state, round, desk);
    }
    done.add(name);
    return true;
  }

  private void seal(TaskBoard.Listed its, TaskState state, Phase.Judging round, Desk desk)
      throws IOException {
    Optional<Notebook.Entry> noted = notebook.find(task.text(), its.round());
    if (noted.isEmpty()) {
      Optional<Opinion> measured =
          Appraisal.of(
              state.terms(),
              state.model(),
              List.copyOf(round.participants().values()),
              examples.orElseThrow(),
              desk.seed(task.text(), its.round()));
      if (measured.isEmpty()) {
        desk.tell(Kind.NOTICE, task + ": the model gives no numbers for what is here");
        return;
      }
      noted = Optional.of(notebook.keep(task.text(), its.round(), measured.get().encode()));
    }
    Notebook.Entry entry = noted.get();
    Opinion opinion = Opinion.decode(entry.blob());
    Hash seal = Seals.ofOpinion(desk.key().id(), task, its.round(), opinion, entry.salt());
    desk.say(new Said.SealedOpinion(task, its.round(), seal));
    desk.tell(Kind.WORKED, task + ": sealed its opinion of round " + (its.round() + 1));
  }

  private void reveal(TaskBoard.Listed its, Desk desk) throws IOException, InterruptedException {
    String name = its.round() + "/" + its.sinceEpoch() + "/revealed";
    Optional<Notebook.Entry> noted = notebook.find(task.text(), its.round());
    if (noted.isEmpty() || !done.add(name)) {
      return;
    }
    Notebook.Entry entry = noted.get();
    desk.say(
        new Said.RevealedOpinion(task, its.round(), Opinion.decode(entry.blob()), entry.salt()));
    desk.tell(Kind.WORKED, task + ": revealed its opinion of round " + (its.round() + 1));
  }
}
