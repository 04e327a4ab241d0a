package polder.networks.learning.judge;

import java.util.List;
import java.util.Optional;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochContext;
import polder.networks.GroupInputs;
import polder.networks.Judged;
import polder.networks.Note;
import polder.networks.Outcome;
import polder.networks.Sheet;
import polder.networks.learning.message.Said;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

/**
 * One epoch of a judge's stake for a task: it tells the task what its purse holds, and gives that
 * back once the task lets it go.
 */
public final class StakeGroup {
  /** What of a stake is assessed. */
  public static final String SUBJECT = "stake";

  private final GroupInputs<Said> inputs;
  private final long epoch;
  private final Sheet sheet;
  private boolean isChanged;

  /** The epoch of {@code context}. */
  public StakeGroup(GroupInputs<Said> inputs, EpochContext context) {
    this.inputs = inputs;
    this.epoch = context.window().epoch();
    this.sheet = new Sheet(inputs.group(), context.window().startMillis(), inputs.purseNano());
  }

  /** What becomes of it. */
  public Outcome weigh() {
    Optional<Stake> stake =
        inputs.state().size() == 0 ? Optional.empty() : Optional.of(Stake.decode(inputs.state()));
    // What goes back now cannot be staked again in the same epoch.
    for (Note note : inputs.notes()) {
      stake = stake.filter(its -> !isLetGo(its, note));
    }
    for (Judged<Said> judged : inputs.home()) {
      stake =
          switch (judged.evidence()) {
            case Said.Staked said -> staked(stake, judged, said);
            case Said.StakeCalledBack said -> calledBack(stake, judged);
            default -> stake;
          };
    }
    Optional<Stake> after = stake.map(this::claimed);
    return sheet.outcome(after.map(Stake::encode), Outcome.ASLEEP, Bytes.EMPTY);
  }

  private boolean isLetGo(Stake stake, Note note) {
    if (!note.from().equals(stake.task())) {
      return false;
    }
    StakeRelease release = StakeRelease.decode(note.content());
    if (release.claimEpoch() != stake.claimEpoch()) {
      return false;
    }
    giveBack(stake, release.reason());
    return true;
  }

  private void giveBack(Stake stake, String reason) {
    sheet.line(stake.judge()).because(reason);
    sheet.giveBack(stake.owner(), reason);
  }

  private Optional<Stake> staked(Optional<Stake> before, Judged<Said> judged, Said.Staked said) {
    Account owner = judged.sender().owner();
    Optional<String> refusal = refusal(before, owner);
    if (refusal.isPresent()) {
      say(judged, refusal.get(), Verdict.REJECTED);
      return before;
    }
    say(judged, "staked", Verdict.ACCEPTED);
    isChanged = true;
    return Optional.of(
        before.orElseGet(
            () -> new Stake(judged.sender().device(), owner, said.task(), epoch, false)));
  }

  private Optional<String> refusal(Optional<Stake> before, Account owner) {
    if (sheet.purseNano() == 0) {
      return Optional.of("nothing_staked");
    }
    if (before.isPresent() && before.get().isLeaving()) {
      return Optional.of("stake_called_back");
    }
    return before.isPresent() && !before.get().owner().equals(owner)
        ? Optional.of("staked_by_another")
        : Optional.empty();
  }

  private Optional<Stake> calledBack(Optional<Stake> before, Judged<Said> judged) {
    say(judged, "stake_called_back", Verdict.ACCEPTED);
    if (before.isEmpty()) {
      // No task knows of it.
      sheet.giveBack(judged.sender().owner(), "stake_called_back");
      return before;
    }
    isChanged = true;
    return Optional.of(before.get().leaving());
  }

  /** Tells the task once what has changed. */
  private Stake claimed(Stake stake) {
    if (!isChanged) {
      return stake;
    }
    StakeClaim claim =
        new StakeClaim(stake.judge(), stake.owner(), sheet.purseNano(), epoch, stake.isLeaving());
    sheet.tell(stake.task(), claim.encode());
    return stake.claimed(epoch);
  }

  private void say(Judged<Said> judged, String reason, Verdict verdict) {
    sheet
        .line(judged.sender().device())
        .because(reason)
        .of(judged.message(), SUBJECT, verdict, List.of());
  }
}
