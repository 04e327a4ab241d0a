package polder.node.market;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;
import polder.networks.GroupKey;
import polder.networks.compute.OrderState;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;

/**
 * The orders that stand in one network after an epoch.
 *
 * @param after the epoch; empty before epoch 0
 * @param orders by name
 */
record OrderBook(Optional<EpochHeader> after, SortedMap<GroupKey, Entry> orders) {
  OrderBook {
    orders = Collections.unmodifiableSortedMap(orders);
  }

  /**
   * One of them.
   *
   * @param group its name
   * @param purseNano what its purse holds
   * @param encoded what the state holds of it
   * @param state the same, read
   */
  record Entry(GroupKey group, long purseNano, Bytes encoded, OrderState state) {
    /** How many parts it has, of which there may be many. */
    int size() {
      int parts =
          switch (state.phase()) {
            case Phase.Bidding bidding -> bidding.bids().size();
            case Phase.Working working -> working.runners().size();
            case Phase.Running running -> running.meter().probers().size();
          };
      return 1 + parts + state.order().need().units().size();
    }
  }

  /** Those of {@code network}. */
  static OrderBook of(Standing standing, String network) {
    SortedMap<GroupKey, Entry> orders = new TreeMap<>();
    standing.forEachGroup(
        network,
        (group, state) -> {
          if (Seals.isOrder(group) && state.size() > 0) {
            orders.put(
                group,
                new Entry(
                    group, standing.purseNano(network, group), state, OrderState.decode(state)));
          }
        });
    return new OrderBook(standing.header(), orders);
  }
}
