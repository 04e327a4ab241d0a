package polder.agent.learning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import polder.agent.AgentEvent.Kind;
import polder.networks.GroupKey;
import polder.networks.learning.Briefing;
import polder.networks.learning.TaskState;
import polder.networks.learning.message.Origin;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.Seals;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Trainer;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;

/**
 * Takes part in every task that its data are good for: trains, seals what it changed, and opens
 * that once nobody can seal any more. Nothing else leaves the folder.
 */
public final class Participant implements Role {
  private final LocalData data;
  private final Supply supply;
  private final Notebook notebook;
  private final Map<String, Lesson> lessons = new HashMap<>();
  private final Map<String, String> declined = new HashMap<>();
  private final Set<String> said = new HashSet<>();

  /** A task that this participant can train for. */
  private record Lesson(
      Briefing briefing, Architecture architecture, DataSet data, Optional<Origin> origin) {}

  /**
   * Trains on {@code data}.
   *
   * @param supply brings more of them, before each round
   * @param notes where it keeps what it sealed
   */
  public Participant(LocalData data, Supply supply, Path notes) {
    this.data = data;
    this.supply = supply;
    this.notebook = new Notebook(notes);
  }

  @Override
  public boolean attend(TaskBoard board, Desk desk) throws IOException, InterruptedException {
    // Nobody waits for who does not open in time; and what is to train on may not be had now.
    for (TaskBoard.Listed task : board.tasks()) {
      if (task.isIn("opening", board.epoch())) {
        open(task, desk);
      }
    }
    if (!data.isThere()) {
      bring(desk);
    }
    for (TaskBoard.Listed task : board.tasks()) {
      if (task.isIn("sealing", board.epoch())) {
        seal(task, desk);
      }
    }
    return false;
  }

  /** Trains on what it has where no more can be had: the next round asks again. */
  private void bring(Desk desk) throws IOException {
    try {
      Optional<String> changed = supply.bring();
      if (changed.isPresent()) {
        lessons.clear();
        desk.tell(Kind.NOTICE, "trains on " + changed.get());
      }
    } catch (IOException e) {
      if (!data.isThere()) {
        throw e;
      }
      desk.tell(Kind.WAITING, "trains on what it has: " + e.getMessage());
    }
  }

  private void seal(TaskBoard.Listed task, Desk desk) throws IOException, InterruptedException {
    String name = task.task() + "/" + task.round() + "/" + task.sinceEpoch() + "/sealed";
    if (said.contains(name)) {
      return;
    }
    TaskState state = desk.tasks().state(task.task());
    if (state.rounds().size() != task.round()) {
      return; // An epoch was sealed meanwhile.
    }
    Optional<Notebook.Entry> noted = notebook.find(task.task(), task.round());
    if (noted.isEmpty()) {
      bring(desk);
    }
    Optional<Lesson> lesson = lesson(task, state, desk);
    if (lesson.isEmpty()) {
      said.add(name); // Until the next round.
      return;
    }
    if (noted.isEmpty()) {
      noted =
          Optional.of(
              notebook.keep(task.task(), task.round(), train(task, state, lesson.get(), desk)));
    }
    GroupKey group = new GroupKey(task.task());
    Notebook.Entry entry = noted.get();
    Hash seal = Seals.ofUpdate(desk.key().id(), group, task.round(), entry.hash(), entry.salt());
    desk.say(
        new Said.SealedUpdate(group, task.round(), seal, data.commitment(), lesson.get().origin()));
    said.add(name);
    desk.tell(Kind.WORKED, task.task() + ": sealed its update of round " + (task.round() + 1));
  }

  private Optional<Lesson> lesson(TaskBoard.Listed task, TaskState state, Desk desk)
      throws IOException, InterruptedException {
    Lesson known = lessons.get(task.task());
    if (known != null) {
      return Optional.of(known);
    }
    Briefing briefing;
    try {
      briefing = Briefing.decode(desk.document(state.task().document()));
    } catch (CodecException e) {
      decline(task, "its document cannot be read: " + e.getMessage(), desk);
      return Optional.empty();
    }
    try {
      Architecture architecture = state.terms().architecture();
      DataSet examples = data.examples(briefing.source(), architecture);
      Optional<Origin> origin = data.origin(briefing.source());
      if (briefing.isPublic() && origin.isEmpty()) {
        decline(
            task,
            "it trains on readings that anybody can read: fetch your stations' by"
                + " --train-on-network, or write some by `polder export` into the folder",
            desk);
        return Optional.empty();
      }
      Lesson lesson = new Lesson(briefing, architecture, examples, origin);
      lessons.put(task.task(), lesson);
      desk.tell(
          Kind.NOTICE,
          task.task()
              + " ("
              + briefing.title()
              + "): takes part with "
              + examples.rows()
              + " examples, "
              + origin
                  .map(
                      its -> "readings of " + its.devices().size() + " devices of " + its.network())
                  .orElse("which stay here"));
      return Optional.of(lesson);
    } catch (IOException e) {
      decline(task, String.valueOf(e.getMessage()), desk);
      return Optional.empty();
    }
  }

  private void decline(TaskBoard.Listed task, String why, Desk desk) {
    if (!why.equals(declined.put(task.task(), why))) {
      desk.tell(Kind.NOTICE, task.task() + ": takes no part: " + why);
    }
  }

  private Bytes train(TaskBoard.Listed task, TaskState state, Lesson lesson, Desk desk) {
    Hash seed = desk.seed(task.task(), task.round());
    float[] before = state.model().toFloats();
    float[] after =
        Trainer.train(
            lesson.architecture(),
            before,
            lesson.data(),
            lesson.briefing().recipe(task.round(), task.rounds(), seed));
    return lesson.briefing().exchange().of(before, after).encode();
  }

  private void open(TaskBoard.Listed task, Desk desk) throws IOException, InterruptedException {
    String name = task.task() + "/" + task.round() + "/" + task.sinceEpoch() + "/opened";
    Optional<Notebook.Entry> noted = notebook.find(task.task(), task.round());
    if (noted.isEmpty() || said.contains(name)) {
      return;
    }
    Notebook.Entry entry = noted.get();
    desk.put(entry.file());
    desk.say(
        new Said.OpenedUpdate(new GroupKey(task.task()), task.round(), entry.hash(), entry.salt()));
    said.add(name);
    desk.tell(Kind.WORKED, task.task() + ": opened its update of round " + (task.round() + 1));
  }
}
