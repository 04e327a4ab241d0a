package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochContext;
import polder.networks.Finding;
import polder.networks.GroupInputs;
import polder.networks.Judged;
import polder.networks.Sheet;
import polder.networks.compute.message.Said;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * An epoch of how fast a machine is known to be. Now and then machines of strangers are drawn; each
 * asks at its door for the answer to a task that nobody knew before, and says how long that took.
 * It is information: nobody is paid for it, and it costs no reputation.
 */
final class Timekeeping {
  private static final long MILLI = 1_000;

  private final ComputeParameters.Measuring terms;
  private final GroupInputs<Said> inputs;
  private final EpochContext context;
  private final Directory machines;
  private final Sheet sheet;

  Timekeeping(
      ComputeParameters.Measuring terms,
      GroupInputs<Said> inputs,
      EpochContext context,
      Directory machines,
      Sheet sheet) {
    this.terms = terms;
    this.inputs = inputs;
    this.context = context;
    this.machines = machines;
    this.sheet = sheet;
  }

  /** How fast it is known to be after the epoch. */
  Pace step(MachineState machine) {
    if (machine.offer().isEmpty()) {
      return Pace.NONE;
    }
    Pace pace = machine.pace();
    Account owner = machine.owner().orElseThrow();
    for (Judged<Said> judged : inputs.home()) {
      if (judged.evidence() instanceof Said.OfMachine said) {
        pace = heard(pace, owner, judged, said);
      }
    }
    if (pace.round().isPresent()) {
      Round round = pace.round().get();
      boolean isOver =
          round.timers().isEmpty()
              || context.window().epoch() - round.epoch() >= terms.withinEpochs();
      return isOver ? decided(pace, machine) : pace;
    }
    return begun(pace, machine.offer().get(), owner);
  }

  private Pace heard(Pace pace, Account owner, Judged<Said> judged, Said.OfMachine said) {
    DeviceId timer = judged.sender().device();
    Optional<Round> round =
        pace.round()
            .filter(its -> its.epoch() == said.epoch() && its.timers().contains(timer))
            .filter(its -> !judged.sender().owner().equals(owner));
    if (round.isEmpty()) {
      sheet
          .line(timer)
          .because("not_asked_to_time")
          .of(judged.message(), Subjects.SPEED, Verdict.REJECTED, List.of());
      return pace;
    }
    Pace next = pace.with(round.get().without(timer));
    Account his = judged.sender().owner();
    long epoch = said.epoch();
    return switch (said) {
      case Said.Timed timed -> {
        long fuel = SpeedTask.speed(timed.millis());
        taken(
            judged,
            "timed",
            List.of(new Finding("speed", Finding.Result.PASS, fuel * MILLI, 0, "fuel/s")));
        yield next.seen(new Pace.Timing(his, epoch, fuel));
      }
      case Said.Untimed untimed -> {
        taken(judged, "timing_" + untimed.why().code(), List.of());
        yield untimed.why() == Said.Untimed.Why.WRONG
            ? next.seen(new Pace.Timing(his, epoch, 0))
            : next.with(next.round().orElseThrow().failedBy(untimed.why()));
      }
    };
  }

  private void taken(Judged<Said> judged, String reason, List<Finding> findings) {
    sheet
        .line(judged.sender().device())
        .because(reason)
        .of(judged.message(), Subjects.SPEED, Verdict.ACCEPTED, findings);
  }

  private Pace decided(Pace pace, MachineState machine) {
    Pace decided = pace.decided("timing_silence");
    sheet
        .line(machine.device().orElseThrow())
        .because(decided.speed().isKnown() ? "speed_known" : decided.lack());
    return decided;
  }

  /** Begins a round, if it is time for one and there are strangers. */
  private Pace begun(Pace pace, MachineState.Standing offer, Account owner) {
    Draw draw = new Draw(context.seed(), inputs.group());
    boolean isTime = pace.rounds().isEmpty() || draw.below(terms.everyEpochs()) == 0;
    if (terms.timers() == 0 || !isTime) {
      return pace;
    }
    if (offer.host().isEmpty()) {
      return pace.lacking("no_door");
    }
    List<DeviceId> timers = draw.timers(machines, owner, terms.timers());
    if (timers.size() < Pace.LEAST_STRANGERS) {
      return pace.lacking("no_strangers");
    }
    long epoch = context.window().epoch();
    return pace.begun(
            new Round(
                epoch, SpeedTask.nonce(context.seed(), inputs.group()), timers, Optional.empty()))
        .lacking("not_timed_yet");
  }
}
