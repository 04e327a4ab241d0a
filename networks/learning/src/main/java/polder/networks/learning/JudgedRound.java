package polder.networks.learning;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import polder.networks.EpochContext;
import polder.networks.GroupInputs;
import polder.networks.Judged;
import polder.networks.Sheet;
import polder.networks.learning.TaskState.Phase;
import polder.networks.learning.judge.Ballot;
import polder.networks.learning.message.Opinion;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.Seals;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/**
 * One epoch of a round that judges examine: opinions are sealed, then revealed. Nothing is decided
 * until enough judges, with more than half of the stake that may judge, have spoken; they are
 * waited for, since a seal that is opened late cannot have been copied.
 */
final class JudgedRound {
  private static final String TOO_FEW = "too_few_judges";

  private final GroupInputs<Said> inputs;
  private final EpochContext context;
  private final TaskState state;
  private final Examiner.Judges rules;
  private final Sheet sheet;

  JudgedRound(
      GroupInputs<Said> inputs,
      EpochContext context,
      TaskState state,
      Examiner.Judges rules,
      Sheet sheet) {
    this.inputs = inputs;
    this.context = context;
    this.state = state;
    this.rules = rules;
    this.sheet = sheet;
  }

  /** The task after an epoch in which opinions are sealed; over if too few are. */
  TaskState judging(Phase.Judging phase) {
    SortedMap<DeviceId, Ballot> ballots = new TreeMap<>(phase.ballots());
    for (Judged<Said> judged : inputs.home()) {
      Optional<String> refusal =
          judged.evidence() instanceof Said.SealedOpinion said
              ? seal(ballots, judged, said)
              : Optional.of("not_now");
      refusal.ifPresent(reason -> TaskGroup.refuse(sheet, judged, reason));
    }
    Phase.Judging next = new Phase.Judging(phase.sinceEpoch(), phase.participants(), ballots);
    return switch (progress(next, rules.sealEpochs(), its -> its.vote().isPresent())) {
      case WAITS -> state.with(next);
      case ENOUGH ->
          state.with(
              new Phase.Revealing(context.window().epoch() + 1, next.participants(), ballots));
      case HOPELESS -> state.with(new Phase.Over(TOO_FEW));
    };
  }

  private Optional<String> seal(
      SortedMap<DeviceId, Ballot> ballots, Judged<Said> judged, Said.SealedOpinion said) {
    Ballot ballot = ballots.get(judged.sender().device());
    if (ballot == null) {
      return Optional.of("no_permit");
    }
    if (said.round() != state.rounds().size()) {
      return Optional.of("other_round");
    }
    if (ballot.vote().isPresent()) {
      return Optional.of("opinion_sealed_before");
    }
    ballots.put(ballot.judge(), ballot.sealed(said.seal(), judged.message()));
    return Optional.empty();
  }

  /**
   * The task after an epoch in which opinions are revealed: with one round more once they are
   * counted; over if too few are.
   */
  TaskState revealing(Phase.Revealing phase) {
    SortedMap<DeviceId, Ballot> ballots = new TreeMap<>(phase.ballots());
    for (Judged<Said> judged : inputs.home()) {
      Optional<String> refusal =
          judged.evidence() instanceof Said.RevealedOpinion said
              ? reveal(ballots, phase.participants().size(), judged, said)
              : Optional.of("not_now");
      refusal.ifPresent(reason -> TaskGroup.refuse(sheet, judged, reason));
    }
    Phase.Revealing next = new Phase.Revealing(phase.sinceEpoch(), phase.participants(), ballots);
    boolean areAll =
        ballots.values().stream()
            .allMatch(its -> its.vote().isEmpty() || its.opinion().isPresent());
    int least = areAll ? 0 : state.terms().pace().openEpochs();
    return switch (progress(next, least, its -> its.opinion().isPresent())) {
      case WAITS -> state.with(next);
      case ENOUGH -> new Tallying(context, state, rules, next, sheet).count();
      case HOPELESS -> state.with(new Phase.Over(TOO_FEW));
    };
  }

  private Optional<String> reveal(
      SortedMap<DeviceId, Ballot> ballots,
      int participants,
      Judged<Said> judged,
      Said.RevealedOpinion said) {
    DeviceId device = judged.sender().device();
    int round = state.rounds().size();
    Ballot ballot = ballots.get(device);
    if (ballot == null
        || ballot.vote().isEmpty()
        || ballot.opinion().isPresent()
        || said.round() != round) {
      return Optional.of("not_asked_to_reveal");
    }
    Opinion opinion = said.opinion();
    Hash seal = Seals.ofOpinion(device, inputs.group(), round, opinion, said.salt());
    if (!seal.equals(ballot.vote().get().seal())) {
      return Optional.of("seal_differs");
    }
    if (opinion.weights().size() != participants) {
      return Optional.of("malformed_opinion");
    }
    ballots.put(device, ballot.revealed(opinion, judged.message()));
    return Optional.empty();
  }

  private enum Progress {
    WAITS,
    ENOUGH,
    HOPELESS
  }

  /** Goes on at once when all have spoken, after so many epochs when enough have. */
  private Progress progress(Phase.Judged phase, int leastEpochs, Predicate<Ballot> hasSpoken) {
    List<Ballot> all = List.copyOf(phase.ballots().values());
    List<Ballot> spoken = all.stream().filter(hasSpoken).toList();
    long epochs = context.window().epoch() - phase.sinceEpoch() + 1;
    boolean isTime = epochs >= leastEpochs || spoken.size() == all.size();
    // Halves, so that no sum of stakes is doubled.
    boolean areEnough = spoken.size() >= rules.least() && stake(spoken) > stake(all) / 2;
    if (isTime && areEnough) {
      return Progress.ENOUGH;
    }
    long patience = Math.addExact((long) leastEpochs, state.terms().pace().patienceEpochs());
    return epochs >= patience ? Progress.HOPELESS : Progress.WAITS;
  }

  private static long stake(List<Ballot> ballots) {
    return ballots.stream().mapToLong(Ballot::stakeNano).reduce(0, Math::addExact);
  }
}
