package polder.networks.sensors;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import polder.protocol.identity.Account;

/** Who stands around each station of one group in one epoch. For one thread. */
final class Surroundings {
  private final List<Roll.Present> all;
  private final List<BitSet> discounted;
  private final Vicinity vicinity;
  // A number for each station's owner, and when each owner was counted last.
  private final int[] owners;
  private final int[] countedIn;
  private int count;

  /**
   * Of the stations of a group.
   *
   * @param all all of them, by device
   * @param discounted by quantity, indexes of those that corroborate nobody
   * @param vicinity who of them stands near whom
   */
  Surroundings(List<Roll.Present> all, List<BitSet> discounted, Vicinity vicinity) {
    this.all = all;
    this.discounted = discounted;
    this.vicinity = vicinity;
    this.owners = new int[all.size()];
    // Only looked up, never walked.
    Map<Account, Integer> numbers = new LinkedHashMap<>();
    for (int i = 0; i < owners.length; i++) {
      owners[i] = numbers.computeIfAbsent(all.get(i).station().owner(), owner -> numbers.size());
    }
    this.countedIn = new int[numbers.size()];
  }

  Roll.Present at(int index) {
    return all.get(index);
  }

  /** Indexes of those within the radius, nearest first; not to be changed. */
  int[] within(int index, long radiusDecimeters) {
    return vicinity.of(index, radiusDecimeters);
  }

  /** Indexes of those that corroborate nobody; not to be changed. */
  BitSet discounted(SensorParameters.Quantity quantity) {
    return discounted.get(quantity.index());
  }

  /** Begins to count distinct owners other than that of the station at {@code index}. */
  void beginOwners(int index) {
    count++;
    countedIn[owners[index]] = count;
  }

  /** Whether the owner of the station at {@code other} was not counted yet; counts it. */
  boolean addOwner(int other) {
    int owner = owners[other];
    boolean fresh = countedIn[owner] != count;
    countedIn[owner] = count;
    return fresh;
  }
}
