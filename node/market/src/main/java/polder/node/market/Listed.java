package polder.node.market;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import polder.networks.GroupKey;
import polder.networks.compute.OrderState;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.Runner;
import polder.networks.compute.message.Said;
import polder.node.market.OrderBook.Entry;
import polder.node.market.PendingOrders.Pending;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/** An order as it is listed: one that stands, or one that waits for its epoch's seal. */
sealed interface Listed {
  /** One that stands in the state. */
  record Sealed(Entry entry) implements Listed {}

  /** One that was accepted in the running epoch. */
  record Waiting(Pending pending, long purseNano) implements Listed {}

  /** How far an order has come, as it is asked for. */
  enum Stage {
    BIDDING,
    WORKING,
    RUNNING,
    CLOSING;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Its name. */
  default GroupKey group() {
    return switch (this) {
      case Sealed(Entry entry) -> entry.group();
      case Waiting(Pending pending, long purse) -> pending.group();
    };
  }

  /** Who ordered. */
  default DeviceId client() {
    return switch (this) {
      case Sealed(Entry entry) -> entry.state().client();
      case Waiting(Pending pending, long purse) -> pending.client();
    };
  }

  /** Whose client that is. */
  default Account renter() {
    return switch (this) {
      case Sealed(Entry entry) -> entry.state().renter();
      case Waiting(Pending pending, long purse) -> pending.renter();
    };
  }

  /** What was ordered. */
  default Said.Order order() {
    return switch (this) {
      case Sealed(Entry entry) -> entry.state().order();
      case Waiting(Pending pending, long purse) -> pending.order();
    };
  }

  /** What its purse holds, as of the latest seal. */
  default long purse() {
    return switch (this) {
      case Sealed(Entry entry) -> entry.purseNano();
      case Waiting(Pending pending, long purse) -> purse;
    };
  }

  /** How far it has come. */
  default Stage stage() {
    return this instanceof Sealed(Entry entry)
        ? switch (entry.state().phase()) {
          case Phase.Bidding bidding -> Stage.BIDDING;
          case Phase.Working working -> Stage.WORKING;
          case Phase.Running running ->
              running.ending().isPresent() ? Stage.CLOSING : Stage.RUNNING;
        }
        : Stage.BIDDING;
  }

  /** The machines that have to do with it: who bid, who won, who checks, who looks. */
  default Set<DeviceId> machines() {
    Set<DeviceId> machines = new TreeSet<>();
    if (this instanceof Sealed(Entry entry)) {
      OrderState state = entry.state();
      state.lease().ifPresent(lease -> machines.add(lease.machine()));
      switch (state.phase()) {
        case Phase.Bidding bidding -> machines.addAll(bidding.bids().keySet());
        case Phase.Working working ->
            working.runners().stream().map(Runner::machine).forEach(machines::add);
        case Phase.Running running -> machines.addAll(running.meter().probers());
      }
    }
    return machines;
  }
}
