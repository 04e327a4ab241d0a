package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.Assessment.Verdict;
import polder.networks.Judged;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * An epoch of an order whose result is worked out. The machine that won seals its result; a seeded
 * share is then worked out again by a machine of a stranger, which seals its own; only when all
 * have sealed may any of them be opened. What the most came to is right, if two at least did; where
 * one stands against one, another stranger is drawn.
 */
final class Checking {
  private final OrderEpoch epoch;
  private final OrderState order;
  private final Proof proof;
  private final Sheet sheet;
  private final Draw draw;

  Checking(OrderEpoch epoch, OrderState order) {
    this.epoch = epoch;
    this.order = order;
    this.proof = order.order().proof();
    this.sheet = epoch.sheet();
    this.draw = epoch.draw();
  }

  Optional<OrderState> step(Phase.Working before) {
    Phase.Working working = heard(before);
    Verdicts verdicts = new Verdicts(epoch, order, working);
    Runner winner = working.runners().getFirst();
    // What is sealed is made: from then on nobody can take back what he ordered or promised.
    if (winner.seal().isEmpty()) {
      if (epoch.isClosedBy(order.client())) {
        return verdicts.called("closed_by_renter", new Word.Freed());
      }
      if (epoch.isClosedBy(winner.machine())) {
        return verdicts.called("closed_by_machine", new Word.Broken());
      }
    }
    if (isLate(working, winner)) {
      // Who would not show what it sealed once it saw that others look has something to hide.
      return winner.seal().isEmpty()
          ? verdicts.called("no_result", new Word.Broken())
          : verdicts.called("never_opened", new Word.Cheated(order.renter(), "never_opened"));
    }
    Phase.Working present = withoutTheLate(working);
    return present.openSince().isPresent() ? opened(present) : sealed(present);
  }

  /** What the runners said. */
  private Phase.Working heard(Phase.Working working) {
    List<Runner> runners = new ArrayList<>(working.runners());
    for (Judged<Said> judged : epoch.inputs().home()) {
      for (int i = 0; i < runners.size(); i++) {
        if (runners.get(i).machine().equals(judged.sender().device())) {
          runners.set(i, heard(runners.get(i), judged, working));
        }
      }
    }
    return working.with(runners);
  }

  private Runner heard(Runner runner, Judged<Said> judged, Phase.Working working) {
    return switch (judged.evidence()) {
      case Said.SealedResult said when runner.seal().isEmpty() ->
          runner.sealed(new Runner.Seal(said.seal(), epoch.window().epoch()), judged.message());
      case Said.OpenedResult said when proof == Proof.HASH ->
          opened(
              runner,
              judged,
              working,
              Seals.ofResult(
                  runner.machine(),
                  epoch.inputs().group(),
                  said.output(),
                  said.effort(),
                  said.salt()),
              new Runner.Result(said.output(), said.effort()));
      case Said.OpenedParts said when proof == Proof.PIXELS ->
          opened(
              runner,
              judged,
              working,
              Seals.ofParts(runner.machine(), epoch.inputs().group(), said.parts(), said.salt()),
              new Runner.Result(said.document(), 0, said.parts()));
      default -> runner;
    };
  }

  private Runner opened(
      Runner runner, Judged<Said> judged, Phase.Working working, Hash seal, Runner.Result result) {
    if (working.openSince().isEmpty() || runner.result().isPresent()) {
      refuse(judged, "not_asked_to_open");
      return runner;
    }
    boolean first = runner.machine().equals(working.lease().machine());
    int parts = first ? order.order().parts() : working.asked().size();
    if (!runner.seal().map(Runner.Seal::hash).equals(Optional.of(seal))
        || (proof == Proof.PIXELS && result.parts().size() != parts)) {
      refuse(judged, "seal_differs");
      return runner;
    }
    return runner.opened(result, judged.message());
  }

  private void refuse(Judged<Said> judged, String reason) {
    sheet
        .line(judged.sender().device())
        .because(reason)
        .of(judged.message(), Subjects.result(List.of()), Verdict.REJECTED, List.of());
  }

  /** Without the checkers whose time is over; what they promised is broken. */
  private Phase.Working withoutTheLate(Phase.Working working) {
    List<Runner> present = new ArrayList<>();
    for (Runner runner : working.runners()) {
      if (isLate(working, runner)) {
        sheet.tell(
            runner.machine(),
            runner.seal().isEmpty()
                ? new Word.Broken()
                : new Word.Cheated(order.renter(), "never_opened"));
      } else {
        present.add(runner);
      }
    }
    return working.with(present);
  }

  /** Whether a runner should have sealed or opened its result by now. */
  private boolean isLate(Phase.Working working, Runner runner) {
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

  /** Draws who checks once the winner has sealed; lets results be opened once all have. */
  private Optional<OrderState> sealed(Phase.Working working) {
    if (working.runners().stream().anyMatch(its -> its.seal().isEmpty())) {
      return Optional.of(order.with(working));
    }
    boolean alone = working.runners().size() == 1;
    if (alone && (working.draws() > 0 || draw.hits(epoch.parameters().checking().sharePpm()))) {
      Phase.Working more = withAnother(working);
      if (more.runners().size() > 1) {
        return Optional.of(order.with(more));
      }
    }
    return Optional.of(
        order.with(
            new Phase.Working(
                working.lease(),
                working.runners(),
                working.draws(),
                working.asked(),
                Optional.of(epoch.window().epoch() + 1))));
  }

  private Optional<OrderState> opened(Phase.Working working) {
    if (working.runners().stream().anyMatch(its -> its.result().isEmpty())) {
      return Optional.of(order.with(working));
    }
    Verdicts verdicts = new Verdicts(epoch, order, working);
    if (verdicts.isDecided()) {
      return verdicts.decide();
    }
    Phase.Working more = withAnother(working);
    return more.runners().size() > working.runners().size()
        ? Optional.of(order.with(more))
        : verdicts.undecided();
  }

  /** With one more machine of a stranger, if one can be drawn. */
  private Phase.Working withAnother(Phase.Working working) {
    if (working.draws() >= epoch.parameters().checking().draws()) {
      return working;
    }
    SortedSet<Account> known = new TreeSet<>();
    known.add(order.renter());
    known.add(working.lease().owner());
    working.runners().forEach(runner -> known.add(runner.owner()));
    Optional<Machine> drawn =
        draw.stranger(
            epoch.machines(),
            known,
            Optional.of(new Draw.Work(order.order().need(), proof, likeRuntime(working))),
            epoch.parameters().bondNano());
    if (drawn.isEmpty()) {
      return working;
    }
    sheet.tell(drawn.get().device(), new Word.Held(epoch.parameters().bondNano()));
    List<Runner> runners = new ArrayList<>(working.runners());
    runners.add(Runner.of(drawn.get().device(), drawn.get().owner(), epoch.window().endMillis()));
    List<Integer> asked =
        working.asked().isEmpty()
            ? draw.some(epoch.parameters().asked(order.order()), order.order().parts())
            : working.asked();
    return new Phase.Working(
        working.lease(), runners, working.draws() + 1, asked, working.openSince());
  }

  /** Pictures are the same to the last bit only by the same renderer on the same processors. */
  private Optional<String> likeRuntime(Phase.Working working) {
    return proof == Proof.PIXELS
        ? Optional.of(
            epoch
                .machines()
                .find(working.lease().machine())
                .map(its -> its.capacity().runtimes().getOrDefault(Fit.runtime(proof), ""))
                .orElse(""))
        : Optional.empty();
  }
}
