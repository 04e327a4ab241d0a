package polder.node.market;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.networks.GroupKey;
import polder.networks.compute.message.Said;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * Orders that were accepted and whose epoch is not sealed: machines can bid for them in that very
 * epoch.
 */
final class PendingOrders {
  private final int most;
  private final SortedMap<Name, Pending> orders = new TreeMap<>();

  private record Name(String network, GroupKey group) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      int order = network.compareTo(other.network);
      return order != 0 ? order : group.compareTo(other.group);
    }
  }

  /**
   * One of them.
   *
   * @param group the order's name
   * @param client who ordered
   * @param renter whose client that is
   * @param message the message that says so
   * @param epoch in which it was accepted
   */
  record Pending(
      GroupKey group,
      DeviceId client,
      Account renter,
      Said.Order order,
      Hash message,
      long epoch) {}

  /** At most so many; further ones are shown once they are sealed. */
  PendingOrders(int most) {
    this.most = most;
  }

  /** An order was accepted; one of a number that was said before counts for nothing. */
  synchronized void add(String network, Pending order) {
    if (orders.size() < most) {
      orders.putIfAbsent(new Name(network, order.group()), order);
    }
  }

  /**
   * Forgets what {@code sealed} has decided upon.
   *
   * @param stands whether a network's state has an order
   */
  synchronized void sealed(SealedEpoch sealed, BiPredicate<String, GroupKey> stands) {
    if (orders.isEmpty()) {
      return;
    }
    Set<GroupKey> told = new HashSet<>();
    Set<Hash> refused = new HashSet<>();
    for (OutcomeLeaf leaf : sealed.outcome()) {
      switch (leaf) {
        case OutcomeLeaf.Reward line -> told.add(line.group());
        case OutcomeLeaf.Refusal line -> refused.add(line.message());
        default -> {}
      }
    }
    long epoch = sealed.header().epoch();
    // What came in the moment of a cut may belong to the epoch after it.
    orders
        .entrySet()
        .removeIf(entry -> {
          Pending order = entry.getValue();
          return order.epoch() < epoch
              || (order.epoch() == epoch
                  && (told.contains(order.group())
                      || refused.contains(order.message())
                      || stands.test(entry.getKey().network(), order.group())));
        });
  }

  /** Those of {@code network}, by name. */
  synchronized List<Pending> of(String network) {
    List<Pending> its = new ArrayList<>();
    orders.forEach((name, order) -> {
      if (name.network().equals(network)) {
        its.add(order);
      }
    });
    return its;
  }
}
