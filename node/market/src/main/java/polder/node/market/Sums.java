package polder.node.market;

import java.util.SortedMap;
import java.util.TreeMap;
import polder.epoch.OutcomeLeaf;
import polder.protocol.identity.Account;

/**
 * What an order's purse paid and gave back, over all epochs that are remembered of it.
 *
 * @param sinceEpoch the first of them
 * @param paid amounts in nano-tokens, by account and reason
 * @param refunded the same of what went back
 */
record Sums(long sinceEpoch, SortedMap<To, Long> paid, SortedMap<To, Long> refunded) {
  /** Who got it, and why. */
  record To(Account account, String reason) implements Comparable<To> {
    @Override
    public int compareTo(To other) {
      int order = account.compareTo(other.account);
      return order != 0 ? order : reason.compareTo(other.reason);
    }
  }

  static Sums since(long epoch) {
    return new Sums(epoch, new TreeMap<>(), new TreeMap<>());
  }

  /** With what a later epoch says. */
  Sums and(Deeds deeds) {
    SortedMap<To, Long> allPaid = new TreeMap<>(paid);
    for (OutcomeLeaf.Paid its : deeds.paid()) {
      allPaid.merge(new To(its.to(), its.reason()), its.amountNano(), Math::addExact);
    }
    SortedMap<To, Long> allRefunded = new TreeMap<>(refunded);
    for (OutcomeLeaf.Refunded its : deeds.refunded()) {
      allRefunded.merge(new To(its.to(), its.reason()), its.amountNano(), Math::addExact);
    }
    return new Sums(sinceEpoch, allPaid, allRefunded);
  }

  int size() {
    return paid.size() + refunded.size();
  }
}
