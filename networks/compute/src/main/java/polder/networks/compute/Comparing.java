package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.Assessment.Verdict;
import polder.networks.Judged;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.message.Said;
import polder.protocol.Hash;

/**
 * Pictures of different classes of machines are honestly not the same to the last bit. Where they
 * differ, the tiles in which they do are shown, as blobs that are named by just what was opened, so
 * that it does not matter who brings them; and they are compared in the first epoch that has them
 * all. Who does not show what it opened, in as long as opening may take, has never opened it.
 */
record Comparing(OrderEpoch epoch, OrderState order, Crew crew, Opening opening) {

  Optional<OrderState> step(Phase.Working working) {
    if (working.showing().isEmpty()) {
      return ask(working);
    }
    SortedSet<Hash> brought = brought(working);
    if (brought.containsAll(working.toShow())) {
      Likeness likeness =
          new Likeness(working, epoch.inputs().exhibits(), epoch.parameters().checking());
      return opening.decide(
          working, likeness.groups(), new Verdicts(epoch, order, working, likeness::findings));
    }
    Phase.Showing showing = working.showing().get();
    SortedSet<Hash> shown = new TreeSet<>(showing.shown());
    shown.addAll(brought);
    long passed = epoch.window().epoch() - showing.sinceEpoch();
    return passed < epoch.parameters().checking().openEpochs()
        ? Optional.of(
            order.with(
                working.with(new Phase.Showing(showing.sinceEpoch(), showing.parts(), shown))))
        : without(working, shown);
  }

  /** Asks for the tiles that differ, or for as many of them, drawn, as may be shown at once. */
  private Optional<OrderState> ask(Phase.Working working) {
    List<Integer> differing = new Results(working).differing();
    int count = Math.min(differing.size(), Said.ShownParts.MOST / working.runners().size());
    return count == 0
        ? new Verdicts(epoch, order, working).undecided(opening.otherwise())
        : Optional.of(
            order.with(
                working.with(
                    new Phase.Showing(
                        epoch.window().epoch() + 1,
                        crew.some(count, differing),
                        new TreeSet<>()))));
  }

  /** What those who work on the order brought of what is to be shown, and nothing else. */
  private SortedSet<Hash> brought(Phase.Working working) {
    SortedSet<Hash> brought = new TreeSet<>();
    for (Judged<Said> judged : epoch.inputs().home()) {
      boolean isRunner =
          working.runners().stream()
              .anyMatch(its -> its.machine().equals(judged.sender().device()));
      if (isRunner && judged.evidence() instanceof Said.ShownParts said) {
        boolean isAsked = working.toShow().containsAll(said.parts());
        epoch
            .sheet()
            .line(judged.sender().device())
            .because(isAsked ? "shown" : "not_asked_to_show")
            .of(
                judged.message(),
                Subjects.PIXELS,
                isAsked ? Verdict.ACCEPTED : Verdict.REJECTED,
                List.of());
        brought.addAll(isAsked ? said.parts() : List.of());
      }
    }
    return brought;
  }

  /** The time is over: goes on without those of whose pixels some were never shown. */
  private Optional<OrderState> without(Phase.Working working, SortedSet<Hash> shown) {
    List<Runner> late =
        working.runners().stream().filter(its -> !shown.containsAll(working.toShow(its))).toList();
    if (shown.isEmpty() || late.isEmpty()) {
      // No node took any, or never all at once: a fault of the network costs nobody.
      return new Verdicts(epoch, order, working).undecided(opening.otherwise());
    }
    Word word = new Word.Cheated(order.renter(), "never_shown");
    Phase.Working present = working;
    for (Runner runner : late) {
      if (!runner.machine().equals(working.lease().machine())) {
        Word.tell(epoch.sheet(), runner.machine(), word);
        epoch.sheet().line(runner.machine()).because("never_shown");
        present = present.without(runner);
      }
    }
    return late.contains(working.runners().getFirst())
        ? new Verdicts(epoch, order, present).called("never_shown", word)
        : Optional.of(order.with(present));
  }
}
