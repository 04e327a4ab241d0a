package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import polder.networks.EpochContext;
import polder.networks.GroupInputs;
import polder.networks.Judged;
import polder.networks.Outcome;
import polder.networks.Sheet;
import polder.networks.compute.message.Said;
import polder.protocol.Bytes;

/** One epoch of an order: bids are taken and cleared; then it works, or runs, until it is over. */
final class OrderGroup {
  private final ComputeParameters parameters;
  private final GroupInputs<Said> inputs;
  private final EpochContext context;
  private final Directory machines;

  OrderGroup(
      ComputeParameters parameters,
      GroupInputs<Said> inputs,
      EpochContext context,
      Directory machines) {
    this.parameters = parameters;
    this.inputs = inputs;
    this.context = context;
    this.machines = machines;
  }

  Outcome weigh() {
    Sheet sheet = new Sheet(inputs.group(), context.window().startMillis(), inputs.purseNano());
    OrderEpoch epoch = new OrderEpoch(parameters, inputs, context, machines, sheet);
    Optional<OrderState> next =
        found()
            .flatMap(order ->
                switch (order.phase()) {
                  case OrderState.Phase.Bidding bidding -> new Bidding(epoch, order).step(bidding);
                  case OrderState.Phase.Working working -> new Checking(epoch, order).step(working);
                  case OrderState.Phase.Running running -> new Metering(epoch, order).step(running);
                });
    return sheet.outcome(next.map(OrderState::encode), context.window().epoch() + 1, Bytes.EMPTY);
  }

  /** The order as it was left, or the one that is made now. */
  private Optional<OrderState> found() {
    if (inputs.state().size() > 0) {
      return Optional.of(OrderState.decode(inputs.state()));
    }
    // Who names an order that does not exist, or one that is over, is told nothing: anybody could
    // make the state grow by it.
    List<Judged<Said>> home = inputs.home();
    return home.stream()
        .filter(judged -> judged.evidence() instanceof Said.Order)
        .findFirst()
        .map(judged -> Bidding.begin(judged, (Said.Order) judged.evidence(), context.window()));
  }
}
