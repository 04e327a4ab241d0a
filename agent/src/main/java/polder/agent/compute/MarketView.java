package polder.agent.compute;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.GroupKey;
import polder.networks.compute.Machine;
import polder.networks.compute.OrderState;
import polder.networks.compute.message.Said;
import polder.protocol.identity.DeviceId;

/**
 * What a node says of a market's orders: how the epoch before the running one left them, and which
 * are new.
 *
 * @param epoch the running one
 * @param startMillis when it began
 * @param endMillis when it ends
 * @param orders by group
 * @param fresh orders of the running epoch
 * @param self the machine that asks, as others see it; empty while its offer does not stand
 * @param toTime machines that it was drawn to time
 */
public record MarketView(
    long epoch,
    long startMillis,
    long endMillis,
    SortedMap<GroupKey, OrderState> orders,
    SortedMap<GroupKey, Fresh> fresh,
    Optional<Machine> self,
    List<Machine> toTime) {

  /** An order that no epoch has taken in yet, and the device that says it. */
  public record Fresh(DeviceId client, Said.Order order) {}

  /** A view in which it was drawn to time nobody. */
  MarketView(
      long epoch,
      long startMillis,
      long endMillis,
      SortedMap<GroupKey, OrderState> orders,
      SortedMap<GroupKey, Fresh> fresh,
      Optional<Machine> self) {
    this(epoch, startMillis, endMillis, orders, fresh, self, List.of());
  }

  public MarketView {
    if (epoch < 0 || endMillis <= startMillis) {
      throw new IllegalArgumentException(
          "no epoch: " + epoch + " from " + startMillis + " to " + endMillis);
    }
    orders = Collections.unmodifiableSortedMap(new TreeMap<>(orders));
    fresh = Collections.unmodifiableSortedMap(new TreeMap<>(fresh));
    toTime = List.copyOf(toTime);
  }

  /** How long the epoch is. */
  public long lengthMillis() {
    return endMillis - startMillis;
  }

  /** The time of this machine's clock, or the nearest at which the epoch runs. */
  public long within(long clockMillis) {
    return Math.clamp(clockMillis, startMillis, endMillis);
  }

  /** The order as it was left, if it is there. */
  public Optional<OrderState> order(GroupKey group) {
    return Optional.ofNullable(orders.get(group));
  }
}
