package polder.networks.compute;

import java.util.Optional;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.job.Proof;

/**
 * An epoch of an order whose result is worked out: machines seal what they came to, and open it
 * only once all have sealed. Whom to ask, when, and what is right says the {@link Plan} of its
 * proof.
 */
final class Checking {
  private final OrderEpoch epoch;
  private final OrderState order;
  private final Plan plan;

  Checking(OrderEpoch epoch, OrderState order) {
    this.epoch = epoch;
    this.order = order;
    Crew crew = new Crew(epoch, order);
    this.plan =
        order.order().proof() == Proof.QUORUM
            ? new Quorum(epoch, order, crew)
            : new Replay(epoch, order, crew);
  }

  /** Begins, once a bid has won. */
  Phase.Working begin(Lease lease, Machine winner) {
    return plan.begun(
        Phase.Working.of(lease, Runner.of(winner, order.order().proof(), lease.startMillis())));
  }

  Optional<OrderState> step(Phase.Working before) {
    Phase.Working working = new Hearing(epoch, order, before).heard();
    // What is sealed is made: from then on nobody can take back what he ordered or promised.
    if (working.runners().stream().allMatch(runner -> runner.seal().isEmpty())) {
      Verdicts verdicts = new Verdicts(epoch, order, working);
      if (epoch.isClosedBy(order.client())) {
        return verdicts.called("closed_by_renter", new Word.Freed());
      }
      if (epoch.isClosedBy(working.lease().machine())) {
        return verdicts.called("closed_by_machine", new Word.Broken());
      }
    }
    return plan.next(working);
  }
}
