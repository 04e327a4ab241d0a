package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.Assessment.Verdict;
import polder.networks.Judged;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.Hash;

/** What those who work on a result said of it in one epoch. */
final class Hearing {
  private final OrderEpoch epoch;
  private final OrderState order;
  private final Phase.Working working;
  private final boolean isOfParts;

  Hearing(OrderEpoch epoch, OrderState order, Phase.Working working) {
    this.epoch = epoch;
    this.order = order;
    this.working = working;
    this.isOfParts = order.order().proof() == Proof.PIXELS;
  }

  /** How it stands with what they said. */
  Phase.Working heard() {
    List<Runner> runners = new ArrayList<>(working.runners());
    for (Judged<Said> judged : epoch.inputs().home()) {
      for (int i = 0; i < runners.size(); i++) {
        if (runners.get(i).machine().equals(judged.sender().device())) {
          runners.set(i, heard(runners.get(i), judged));
        }
      }
    }
    return working.with(runners);
  }

  private Runner heard(Runner runner, Judged<Said> judged) {
    return switch (judged.evidence()) {
      case Said.SealedResult said when runner.seal().isEmpty() ->
          runner.sealed(new Runner.Seal(said.seal(), epoch.window().epoch()), judged.message());
      case Said.OpenedResult said when !isOfParts ->
          opened(
              runner,
              judged,
              Seals.ofResult(
                  runner.machine(),
                  epoch.inputs().group(),
                  said.output(),
                  said.effort(),
                  said.salt()),
              new Runner.Result(said.output(), said.effort()));
      case Said.OpenedParts said when isOfParts ->
          opened(
              runner,
              judged,
              Seals.ofParts(runner.machine(), epoch.inputs().group(), said.parts(), said.salt()),
              new Runner.Result(said.document(), 0, said.parts()));
      case Said.ShownParts said when working.showing().isEmpty() -> {
        refuse(judged, "not_asked_to_show");
        yield runner;
      }
      default -> runner;
    };
  }

  private Runner opened(Runner runner, Judged<Said> judged, Hash seal, Runner.Result result) {
    if (working.openSince().isEmpty() || runner.result().isPresent()) {
      refuse(judged, "not_asked_to_open");
      return runner;
    }
    boolean first = runner.machine().equals(working.lease().machine());
    int parts = first ? order.order().parts() : working.asked().size();
    if (!runner.seal().map(Runner.Seal::hash).equals(Optional.of(seal))
        || (isOfParts && result.parts().size() != parts)) {
      refuse(judged, "seal_differs");
      return runner;
    }
    return runner.opened(result, judged.message());
  }

  private void refuse(Judged<Said> judged, String reason) {
    epoch
        .sheet()
        .line(judged.sender().device())
        .because(reason)
        .of(judged.message(), Subjects.result(List.of()), Verdict.REJECTED, List.of());
  }
}
