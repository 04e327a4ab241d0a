package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.job.Proof;
import polder.protocol.identity.Account;

/** Those who work on a result: who is too late among them, and who else is drawn. */
final class Crew {
  private final OrderEpoch epoch;
  private final OrderState order;
  private final Proof proof;
  private final Draw draw;

  Crew(OrderEpoch epoch, OrderState order) {
    this.epoch = epoch;
    this.order = order;
    this.proof = order.order().proof();
    this.draw = epoch.draw();
  }

  /** Whether what happens to a share of all results happens to this one now. */
  boolean hits(long sharePpm) {
    return draw.hits(sharePpm);
  }

  /** Without those whose time is over; what they promised is broken. */
  Phase.Working withoutTheLate(Phase.Working working) {
    Phase.Working present = working;
    for (Runner runner : working.runners()) {
      if (isLate(working, runner)) {
        // Who would not show what it sealed once it saw that others look has something to hide.
        Word.tell(
            epoch.sheet(),
            runner.machine(),
            runner.seal().isEmpty()
                ? new Word.Broken()
                : new Word.Cheated(order.renter(), "never_opened"));
        present = present.without(runner);
      }
    }
    return present;
  }

  /**
   * Without those who were drawn and close before they sealed. They cost themselves nothing: nobody
   * asked them whether they would work at the price that the winner bid.
   */
  Phase.Working withoutTheUnwilling(Phase.Working working) {
    Phase.Working willing = working;
    for (Runner runner : working.runners()) {
      boolean isDrawn = !runner.machine().equals(working.lease().machine());
      if (isDrawn && runner.seal().isEmpty() && epoch.isClosedBy(runner.machine())) {
        epoch.sheet().line(runner.machine()).because("declined");
        Word.tell(epoch.sheet(), runner.machine(), new Word.Freed());
        willing = willing.without(runner);
      }
    }
    return willing;
  }

  /** Whether a runner should have sealed or opened its result by now. */
  boolean isLate(Phase.Working working, Runner runner) {
    if (runner.seal().isEmpty()) {
      long deadline =
          Math.addExact(runner.sinceMillis(), Math.multiplyExact(order.order().seconds(), 1_000L));
      return epoch.window().endMillis() > deadline;
    }
    return runner.result().isEmpty()
        && working
            .openSince()
            .map(since -> Math.max(since, runner.seal().get().epoch() + 1))
            .filter(since ->
                epoch.window().epoch() - since >= epoch.parameters().checking().openEpochs())
            .isPresent();
  }

  /** Whether more may be drawn for this order. */
  boolean mayGrow(Phase.Working working) {
    return working.draws() < epoch.parameters().draws(order.order());
  }

  /** With one more machine of a stranger, if one can be drawn. */
  Phase.Working withAnother(Phase.Working working) {
    if (!mayGrow(working)) {
      return working;
    }
    SortedSet<Account> known = new TreeSet<>(working.failed());
    known.add(order.renter());
    known.add(working.lease().owner());
    working.runners().forEach(runner -> known.add(runner.owner()));
    Optional<Machine> drawn = drawn(working, known);
    if (drawn.isEmpty()) {
      return working;
    }
    Word.tell(epoch.sheet(), drawn.get().device(), new Word.Held(epoch.parameters().bondNano()));
    return working.withDrawn(
        Runner.of(drawn.get(), proof, epoch.window().endMillis()), asked(working));
  }

  private List<Integer> asked(Phase.Working working) {
    return proof == Proof.QUORUM || !working.asked().isEmpty()
        ? working.asked()
        : draw.some(epoch.parameters().asked(order.order()), order.order().parts());
  }

  /**
   * A stranger whose runtime gives the same results as the winner's: pictures are the same to the
   * last bit only by the same renderer on the same processors, and an image is another program on
   * another kind of machine. Where there is none for a picture, one whose picture is comparable.
   */
  private Optional<Machine> drawn(Phase.Working working, SortedSet<Account> known) {
    return switch (proof) {
      case HASH, METERED -> stranger(known, runtime -> true);
      case QUORUM -> stranger(known, ofWinner(working)::equals);
      case PIXELS -> {
        String like = working.runners().getFirst().runtime();
        yield stranger(known, like::equals)
            .or(() -> stranger(known, runtime -> PictureClass.areComparable(like, runtime)));
      }
    };
  }

  private Optional<Machine> stranger(SortedSet<Account> known, Predicate<String> runtime) {
    return draw.stranger(
        epoch.machines(),
        known,
        Optional.of(new Draw.Work(order.order().need(), proof, runtime)),
        epoch.parameters().bondNano());
  }

  /** Who won may be gone from a quorum, so that what counts is what it says now. */
  private String ofWinner(Phase.Working working) {
    return epoch
        .machines()
        .find(working.lease().machine())
        .map(its -> its.capacity().runtimes().getOrDefault(Fit.runtime(proof), ""))
        .orElse("");
  }

  /** So many of these, drawn. */
  List<Integer> some(int count, List<Integer> of) {
    return draw.some(count, of.size()).stream().map(of::get).toList();
  }
}
