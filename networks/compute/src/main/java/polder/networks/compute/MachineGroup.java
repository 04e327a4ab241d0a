package polder.networks.compute;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.EpochContext;
import polder.networks.GroupInputs;
import polder.networks.GroupKey;
import polder.networks.Judged;
import polder.networks.Note;
import polder.networks.Outcome;
import polder.networks.Sheet;
import polder.networks.compute.message.Said;
import polder.protocol.Bytes;

/**
 * One epoch of a machine: what it offers, what it is worth to those who might hire it, how fast
 * others found it, and its bond, which is the purse of its group. Runs every epoch while an offer
 * stands, since a summary is read once.
 */
final class MachineGroup {
  private final ComputeParameters parameters;
  private final GroupInputs<Said> inputs;
  private final EpochContext context;
  private final Directory machines;
  private final Sheet sheet;

  MachineGroup(
      ComputeParameters parameters,
      GroupInputs<Said> inputs,
      EpochContext context,
      Directory machines) {
    this.parameters = parameters;
    this.inputs = inputs;
    this.context = context;
    this.machines = machines;
    this.sheet = new Sheet(inputs.group(), context.window().startMillis(), inputs.purseNano());
  }

  Outcome weigh() {
    MachineState before = MachineState.decode(inputs.state());
    MachineState state = timed(standing(told(heard(before))));
    // What wins or is drawn in the epoch of leaving is told one epoch later: the bond waits for it.
    if (before.leaving() && state.leaving() && state.held().isEmpty()) {
      state.owner().ifPresent(owner -> sheet.giveBack(owner, "bond_returned"));
      state = state.lendingNothing(false);
    }
    boolean awake = state.offer().isPresent() || state.leaving();
    Bytes summary = summary(state);
    return sheet.outcome(
        state.equals(MachineState.NEW) ? Optional.empty() : Optional.of(state.encode()),
        awake ? context.window().epoch() + 1 : Outcome.ASLEEP,
        summary);
  }

  private Bytes summary(MachineState state) {
    if (state.offer().isEmpty()) {
      return Bytes.EMPTY;
    }
    MachineState.Standing offer = state.offer().get();
    return Directory.of(
        new Machine(
            state.device().orElseThrow(),
            state.owner().orElseThrow(),
            Math.max(0, sheet.purseNano() - state.heldNano()),
            state.good(),
            state.bad(),
            offer.host(),
            offer.vouchers(),
            offer.capacity(),
            state.pace().speed(),
            state.pace().round()));
  }

  private MachineState heard(MachineState before) {
    MachineState state = before;
    for (Judged<Said> judged : inputs.home()) {
      MachineState known = state.of(judged.sender().device(), judged.sender().owner());
      state =
          switch (judged.evidence()) {
            case Said.Offer offer ->
                known.lending(
                    new MachineState.Standing(
                        offer.capacity(),
                        offer.host(),
                        judged.sender().vouchers(),
                        context.window().startMillis()));
            case Said.Leave leave -> known.lendingNothing(true);
            default -> state;
          };
    }
    return state;
  }

  /** What orders said of it, in their order. */
  private MachineState told(MachineState before) {
    long good = before.good();
    long bad = before.bad();
    SortedMap<GroupKey, Long> held = new TreeMap<>(before.held());
    for (Note note : inputs.notes()) {
      switch (Word.decode(note.content())) {
        case Word.Held its -> held.put(note.from(), its.bondNano());
        case Word.Freed freed -> held.remove(note.from());
        case Word.Kept kept -> {
          held.remove(note.from());
          good++;
        }
        case Word.Broken broken -> {
          held.remove(note.from());
          bad++;
        }
        case Word.Cheated cheated -> {
          Long lost = held.remove(note.from());
          bad++;
          sheet.pay(cheated.to(), lost == null ? parameters.bondNano() : lost, cheated.reason());
        }
      }
    }
    return new MachineState(
        before.device(),
        before.owner(),
        good,
        bad,
        before.offer(),
        held,
        before.leaving(),
        before.pace());
  }

  private MachineState timed(MachineState state) {
    return state.with(
        new Timekeeping(parameters.measuring(), inputs, context, machines, sheet).step(state));
  }

  /** Forgets an offer that was not made again in time. */
  private MachineState standing(MachineState state) {
    boolean over =
        state
            .offer()
            .filter(offer ->
                Math.addExact(offer.sinceMillis(), parameters.offerMillis())
                    <= context.window().startMillis())
            .isPresent();
    return over ? state.lendingNothing(state.leaving()) : state;
  }
}
