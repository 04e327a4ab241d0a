package polder.networks.learning;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochContext;
import polder.networks.GroupInputs;
import polder.networks.Judged;
import polder.networks.Note;
import polder.networks.Outcome;
import polder.networks.Sheet;
import polder.networks.learning.TaskState.Phase;
import polder.networks.learning.judge.Bench;
import polder.networks.learning.judge.Seating;
import polder.networks.learning.judge.StakeClaim;
import polder.networks.learning.judge.StakeRelease;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.Seals;
import polder.networks.learning.sale.Quote;
import polder.networks.learning.train.Beginning;
import polder.networks.learning.train.GlobalModel;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/**
 * One epoch of a task: updates are sealed, then opened, then examined, round by round.
 *
 * <p>Updates are opened before anybody knows the examples, and the examples were committed to
 * before anybody knew an update: neither can be made to fit the other. Where judges examine, what
 * they measure on is theirs.
 */
final class TaskGroup {
  private final LearningParameters parameters;
  private final GroupInputs<Said> inputs;
  private final EpochContext context;
  private final Sheet sheet;

  TaskGroup(LearningParameters parameters, GroupInputs<Said> inputs, EpochContext context) {
    this.parameters = parameters;
    this.inputs = inputs;
    this.context = context;
    this.sheet = new Sheet(inputs.group(), context.window().startMillis(), inputs.purseNano());
  }

  Outcome weigh() {
    Optional<TaskState> before =
        inputs.state().size() == 0
            ? Optional.empty()
            : Optional.of(TaskState.decode(inputs.state()));
    Optional<TaskState> after = before.isPresent() ? Optional.of(step(before.get())) : begun();
    for (Note note : inputs.notes()) {
      if (Seals.isStake(note.from())) {
        after = heard(note, after);
      } else {
        answer(note, after);
      }
    }
    boolean isOver = after.map(its -> its.phase() instanceof Phase.Over).orElse(true);
    // Of a task that trained nothing no model is kept.
    Optional<TaskState> kept = after.filter(its -> !isOver || !its.rounds().isEmpty());
    return sheet.outcome(
        kept.map(TaskState::encode), isOver ? Outcome.ASLEEP : epoch() + 1, Bytes.EMPTY);
  }

  /** Tells a tab who earns by its predictions: who trained the model as it stands now. */
  private void answer(Note note, Optional<TaskState> task) {
    Optional<Quote> quote =
        task.filter(its -> !its.rounds().isEmpty())
            .flatMap(its ->
                its.terms().sale().map(sale -> new Quote(sale, its.sponsor(), its.earned())));
    sheet.tell(note.from(), quote.map(Quote::encode).orElse(Quote.NONE));
  }

  /** Whose stake is heard of may judge; a task that none judge lets it go. */
  private Optional<TaskState> heard(Note note, Optional<TaskState> task) {
    StakeClaim claim = StakeClaim.decode(note.content());
    Optional<Seating> seating = task.flatMap(this::seating);
    if (seating.isEmpty()) {
      sheet.tell(note.from(), new StakeRelease(claim.epoch(), "no_judges").encode());
      return task;
    }
    TaskState its = task.orElseThrow();
    SortedSet<DeviceId> busy =
        its.phase() instanceof Phase.Judged round
            ? new TreeSet<>(round.ballots().keySet())
            : new TreeSet<>();
    return Optional.of(its.with(seating.get().heard(its.bench(), claim, busy)));
  }

  /** Who seats the judges of a task; empty if none judge it. */
  private Optional<Seating> seating(TaskState state) {
    return judges(state)
        .filter(rules -> !(state.phase() instanceof Phase.Over))
        .map(rules ->
            new Seating(inputs.group(), state.sponsor(), rules, parameters.mostJudges(), sheet));
  }

  private long epoch() {
    return context.window().epoch();
  }

  /** The task that is set now; who names one that does not exist is told nothing. */
  private Optional<TaskState> begun() {
    return inputs.home().stream()
        .filter(judged -> judged.evidence() instanceof Said.Task)
        .findFirst()
        .flatMap(judged -> begin(judged, (Said.Task) judged.evidence()));
  }

  private Optional<TaskState> begin(Judged<Said> judged, Said.Task task) {
    Terms terms = task.terms();
    if (terms.architecture().parameterCount() > parameters.mostParameters()) {
      return refused(judged, "model_too_large");
    }
    if (terms.roundNano() < parameters.leastRoundNano()) {
      return refused(judged, "reward_too_small");
    }
    if (terms.examiner() instanceof Examiner.Judges rules
        && rules.permits() > parameters.mostJudges()) {
      return refused(judged, "too_many_judges");
    }
    if (sheet.purseNano() < terms.roundNano()) {
      return refused(judged, "not_funded");
    }
    TaskState state =
        new TaskState(
            judged.sender().device(),
            judged.sender().owner(),
            task,
            judged.message(),
            GlobalModel.of(Beginning.silent(terms.architecture(), judged.message())),
            List.of(),
            new TreeMap<>(),
            Bench.EMPTY,
            new Phase.Sealing(epoch() + 1, new TreeMap<>()));
    sheet.line(state.client()).because("set");
    return Optional.of(state);
  }

  /** What is not set gets back what was put into its purse. */
  private Optional<TaskState> refused(Judged<Said> judged, String reason) {
    refuse(judged, reason);
    sheet.giveBack(judged.sender().owner(), reason);
    return Optional.empty();
  }

  private TaskState step(TaskState state) {
    return switch (state.phase()) {
      case Phase.Over over -> afterwards(state);
      // Later on participants have shown their work.
      case Phase.Sealing sealing when isClosed(state) -> end(state, "closed_by_client");
      case Phase.Sealing sealing -> sealing(state, sealing);
      case Phase.Opening opening -> opening(state, opening);
      case Phase.Examining examining -> examining(state, examining);
      case Phase.Judging judging -> judged(state, judgedRound(state).judging(judging));
      case Phase.Revealing revealing -> judged(state, judgedRound(state).revealing(revealing));
    };
  }

  private JudgedRound judgedRound(TaskState state) {
    return new JudgedRound(inputs, context, state, judges(state).orElseThrow(), sheet);
  }

  private static Optional<Examiner.Judges> judges(TaskState state) {
    return state.terms().examiner() instanceof Examiner.Judges rules
        ? Optional.of(rules)
        : Optional.empty();
  }

  private TaskState judged(TaskState before, TaskState after) {
    if (after.phase() instanceof Phase.Over(String reason)) {
      return end(before, reason);
    }
    return after.rounds().size() > before.rounds().size() ? goOn(after) : after;
  }

  private boolean isClosed(TaskState state) {
    return inputs.home().stream()
        .anyMatch(judged ->
            judged.evidence() instanceof Said.Close
                && judged.sender().device().equals(state.client()));
  }

  private TaskState afterwards(TaskState state) {
    inputs.home().forEach(judged -> refuse(judged, "task_over"));
    sheet.giveBack(state.sponsor(), "task_over");
    return state;
  }

  private TaskState sealing(TaskState before, Phase.Sealing sealing) {
    TaskState state =
        seating(before).map(its -> before.with(its.betweenRounds(before.bench()))).orElse(before);
    SortedMap<DeviceId, Participant> participants = new TreeMap<>(sealing.participants());
    for (Judged<Said> judged : inputs.home()) {
      if (judged.evidence() instanceof Said.SealedUpdate said) {
        Optional<String> refusal = notSealed(state, participants, judged, said);
        if (refusal.isPresent()) {
          refuse(judged, refusal.get());
        } else {
          DeviceId device = judged.sender().device();
          participants.put(
              device,
              new Participant(
                  device,
                  judged.sender().owner(),
                  said.seal(),
                  said.data(),
                  said.origin(),
                  Optional.empty(),
                  judged.message()));
        }
      } else {
        refuse(judged, "not_now");
      }
    }
    long epochs = epoch() - sealing.sinceEpoch() + 1;
    Terms.Pace pace = state.terms().pace();
    boolean areEnough = participants.size() >= pace.least();
    if (epochs >= pace.sealEpochs() && areEnough && canBeJudged(state)) {
      return state.with(new Phase.Opening(epoch() + 1, participants));
    }
    return epochs >= Math.addExact(pace.sealEpochs(), pace.patienceEpochs())
        ? end(state, areEnough ? "too_few_judges" : "too_few_participants")
        : state.with(new Phase.Sealing(sealing.sinceEpoch(), participants));
  }

  /** Whether what is opened would be judged: nobody opens anything before. */
  private static boolean canBeJudged(TaskState state) {
    return judges(state)
        .map(rules -> state.bench().permits(rules).size() >= rules.least())
        .orElse(true);
  }

  private Optional<String> notSealed(
      TaskState state,
      SortedMap<DeviceId, Participant> participants,
      Judged<Said> judged,
      Said.SealedUpdate said) {
    if (said.round() != state.rounds().size()) {
      return Optional.of("other_round");
    }
    if (judged.sender().owner().equals(state.sponsor())) {
      // Who knows the examples could train on them.
      return Optional.of("own_task");
    }
    if (participants.containsKey(judged.sender().device())) {
      return Optional.of("sealed_before");
    }
    return participants.size() >= parameters.mostParticipants()
        ? Optional.of("task_full")
        : Optional.empty();
  }

  private TaskState opening(TaskState state, Phase.Opening opening) {
    SortedMap<DeviceId, Participant> participants = new TreeMap<>(opening.participants());
    for (Judged<Said> judged : inputs.home()) {
      if (judged.evidence() instanceof Said.OpenedUpdate said) {
        open(participants, state, judged, said);
      } else {
        refuse(judged, "not_now");
      }
    }
    boolean haveAll = participants.values().stream().allMatch(its -> its.update().isPresent());
    if (!haveAll && epoch() - opening.sinceEpoch() + 1 < state.terms().pace().openEpochs()) {
      return state.with(new Phase.Opening(opening.sinceEpoch(), participants));
    }
    SortedMap<DeviceId, Participant> opened = new TreeMap<>();
    participants.forEach((device, its) -> {
      if (its.update().isPresent()) {
        opened.put(device, its);
      } else {
        sheet
            .line(device)
            .because("not_opened")
            .of(its.message(), Subjects.UPDATE, Verdict.UNVERIFIED, List.of());
      }
    });
    if (opened.isEmpty()) {
      // The same round is begun again.
      return state.with(new Phase.Sealing(epoch() + 1, opened));
    }
    return state.with(
        judges(state)
            .<Phase>map(
                rules -> new Phase.Judging(epoch() + 1, opened, state.bench().permits(rules)))
            .orElseGet(() -> new Phase.Examining(epoch() + 1, opened)));
  }

  private void open(
      SortedMap<DeviceId, Participant> participants,
      TaskState state,
      Judged<Said> judged,
      Said.OpenedUpdate said) {
    DeviceId device = judged.sender().device();
    Participant sealed = participants.get(device);
    int round = state.rounds().size();
    if (sealed == null || sealed.update().isPresent() || said.round() != round) {
      refuse(judged, "not_asked_to_open");
      return;
    }
    Hash seal = Seals.ofUpdate(device, inputs.group(), round, said.update(), said.salt());
    if (!seal.equals(sealed.seal())) {
      refuse(judged, "seal_differs");
      return;
    }
    Bytes blob = inputs.exhibits().getOrDefault(said.update(), Bytes.EMPTY);
    if (Proposal.of(blob, state.terms().architecture()).isEmpty()) {
      refuse(judged, "malformed_update");
      return;
    }
    participants.put(device, sealed.opened(blob, judged.message()));
  }

  private TaskState examining(TaskState state, Phase.Examining examining) {
    Optional<Said.Examination> shown = Optional.empty();
    for (Judged<Said> judged : inputs.home()) {
      if (judged.evidence() instanceof Said.Examination said && isDue(state, judged, said)) {
        shown = Optional.of(said);
      } else {
        refuse(judged, "not_now");
      }
    }
    if (shown.isPresent()) {
      Bytes blob = inputs.exhibits().getOrDefault(shown.get().examples(), Bytes.EMPTY);
      Optional<TaskState> examined =
          new Examining(parameters, context, state, sheet)
              .on(blob, List.copyOf(examining.participants().values()));
      if (examined.isPresent()) {
        return goOn(examined.get());
      }
    }
    boolean isLate = epoch() - examining.sinceEpoch() + 1 >= state.terms().pace().openEpochs();
    return shown.isPresent() || isLate ? unexamined(state, examining) : state;
  }

  private boolean isDue(TaskState state, Judged<Said> judged, Said.Examination said) {
    int round = state.rounds().size();
    Hash seal = Seals.ofExamples(state.client(), round, said.examples(), said.salt());
    return judged.sender().device().equals(state.client())
        && said.round() == round
        && state.terms().examiner() instanceof Examiner.Client(List<Hash> commitments)
        && seal.equals(commitments.get(round));
  }

  private TaskState goOn(TaskState state) {
    if (state.rounds().size() == state.terms().rounds()) {
      return end(state, "done");
    }
    return sheet.purseNano() < state.terms().roundNano()
        ? end(state, "purse_empty")
        : state.with(new Phase.Sealing(epoch() + 1, new TreeMap<>()));
  }

  /** All have shown their work, and the client did not: it pays, so that it gains nothing by it. */
  private TaskState unexamined(TaskState state, Phase.Examining examining) {
    SortedMap<DeviceId, Participant> participants = examining.participants();
    long each = state.terms().roundNano() / participants.size();
    participants.forEach((device, its) -> {
      sheet.pay(device, its.owner(), each, "not_examined");
      sheet
          .line(device)
          .because("not_examined")
          .of(its.message(), Subjects.UPDATE, Verdict.UNVERIFIED, List.of());
    });
    return end(state, "not_examined");
  }

  private TaskState end(TaskState state, String reason) {
    sheet
        .line(state.client())
        .because(reason)
        .of(state.message(), Subjects.TASK, Verdict.ACCEPTED, List.of());
    sheet.giveBack(state.sponsor(), reason);
    seating(state).ifPresent(its -> its.end(state.bench(), reason));
    return state.with(new Phase.Over(reason));
  }

  private void refuse(Judged<Said> judged, String reason) {
    refuse(sheet, judged, reason);
  }

  /** What was said counts for nothing. */
  static void refuse(Sheet sheet, Judged<Said> judged, String reason) {
    sheet
        .line(judged.sender().device())
        .because(reason)
        .of(judged.message(), Subjects.of(judged.evidence()), Verdict.REJECTED, List.of());
  }
}
