package polder.protocol.message;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import polder.protocol.Bytes;
import polder.protocol.LeadingSort;

/**
 * The order in which the epoch program sees messages, never that of arrival: network, sender,
 * sequence, identity. One message that came twice with different signatures is ordered by its bytes
 * on the wire.
 */
public final class CanonicalOrder {
  /** Compares two messages. */
  public static final Comparator<Message> COMPARATOR = CanonicalOrder::compare;

  private static final int SENDER_BITS = 48;
  private static final int LAST_NETWORK = 0xffff;

  private CanonicalOrder() {}

  // Written out: a chain of comparators takes twice as long, and an epoch sorts a million messages.
  private static int compare(Message one, Message other) {
    int order = one.network().compareTo(other.network());
    if (order == 0) {
      order = one.sender().compareTo(other.sender());
    }
    if (order == 0) {
      order = Long.compare(one.sequence(), other.sequence());
    }
    if (order == 0) {
      order = one.id().compareTo(other.id());
    }
    return order == 0 ? one.wire().compareTo(other.wire()) : order;
  }

  /**
   * Sorts by it.
   *
   * @param of gives the message of an item
   */
  public static <T> void sort(List<T> items, Function<? super T, ? extends Message> of) {
    SortedMap<String, Integer> networks = new TreeMap<>();
    items.forEach(item -> networks.put(of.apply(item).network(), 0));
    int rank = 0;
    for (Map.Entry<String, Integer> network : networks.entrySet()) {
      network.setValue(rank++);
    }
    LeadingSort.sort(
        items,
        item -> {
          Message message = of.apply(item);
          return lead(Objects.requireNonNull(networks.get(message.network())), message.sender());
        },
        (one, other) -> compare(of.apply(one), of.apply(other)));
  }

  /** The network's place in 16 bits, then the first 48 of the sender. */
  private static long lead(int network, Bytes sender) {
    // Anybody can name networks; of those beyond what fits, the whole order decides alone.
    return network < LAST_NETWORK
        ? (long) network << SENDER_BITS | sender.leading(0) >>> Long.SIZE - SENDER_BITS
        : (long) LAST_NETWORK << SENDER_BITS;
  }
}
