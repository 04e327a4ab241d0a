package polder.node.view;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import polder.epoch.Standing;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * Which devices are whose, as of one epoch. Some 70 bytes a device and no object, so that a million
 * of them fit beside the state. A device has a number: its place among all, by network and
 * identifier.
 */
final class OwnerIndex {
  private static final int DEVICE_BYTES = 40;

  private final List<String> networks;
  // The number of each network's first device; one more at the end.
  private final int[] firsts;
  private final byte[] owners;
  private final byte[] devices;
  // By owner, then by number: the first half of each is the start of the owner's address.
  private final long[] order;
  private final SortedMap<String, Spread> spreads;

  /**
   * How a network's devices are spread.
   *
   * @param owners how many accounts own one
   * @param giniPpm the Gini coefficient of how many each of them owns
   */
  record Spread(int owners, long giniPpm) {}

  private OwnerIndex(List<String> networks, int[] firsts, byte[] owners, byte[] devices) {
    this.networks = networks;
    this.firsts = firsts;
    this.owners = owners;
    this.devices = devices;
    this.order = new long[firsts[networks.size()]];
    for (int device = 0; device < order.length; device++) {
      order[device] = ((long) start(device) << Integer.SIZE) | device;
    }
    Arrays.sort(order);
    partNamesakes();
    this.spreads = spread();
  }

  static OwnerIndex of(Standing standing) {
    List<String> networks = List.copyOf(standing.manifests().networks().keySet());
    int[] firsts = new int[networks.size() + 1];
    ByteArrayOutputStream owners = new ByteArrayOutputStream();
    ByteArrayOutputStream devices = new ByteArrayOutputStream();
    for (int i = 0; i < networks.size(); i++) {
      standing.forEachDevice(
          networks.get(i),
          (device, entry) -> {
            owners.writeBytes(entry.sender().owner().address().unsafeArray());
            byte[] key = device.multikey().unsafeArray();
            devices.write(key.length);
            devices.write(key, 0, key.length);
            devices.write(new byte[DEVICE_BYTES], 0, DEVICE_BYTES - 1 - key.length);
          });
      firsts[i + 1] = owners.size() / Account.SIZE;
    }
    return new OwnerIndex(networks, firsts, owners.toByteArray(), devices.toByteArray());
  }

  /** The first four bytes of the address, which most owners have for themselves. */
  private int start(int device) {
    int at = device * Account.SIZE;
    return (owners[at] << 24)
        | ((owners[at + 1] & 0xff) << 16)
        | ((owners[at + 2] & 0xff) << 8)
        | (owners[at + 3] & 0xff);
  }

  private static int start(Account owner) {
    Bytes address = owner.address();
    return (address.get(0) << 24)
        | ((address.get(1) & 0xff) << 16)
        | ((address.get(2) & 0xff) << 8)
        | (address.get(3) & 0xff);
  }

  private boolean same(int device, int other) {
    return compareOwners(device, other) == 0;
  }

  private int compareOwners(int device, int other) {
    return Arrays.compareUnsigned(
        owners,
        device * Account.SIZE,
        (device + 1) * Account.SIZE,
        owners,
        other * Account.SIZE,
        (other + 1) * Account.SIZE);
  }

  /** Puts in order whose addresses begin alike. */
  private void partNamesakes() {
    for (int from = 0; from < order.length; ) {
      int to = from + 1;
      boolean alike = true;
      while (to < order.length && order[to] >> Integer.SIZE == order[from] >> Integer.SIZE) {
        alike &= same((int) order[from], (int) order[to]);
        to++;
      }
      if (!alike) {
        long[] sorted =
            Arrays.stream(order, from, to)
                .boxed()
                .sorted(
                    ((Comparator<Long>) (one, two) -> compareOwners(one.intValue(), two.intValue()))
                        .thenComparing(Comparator.naturalOrder()))
                .mapToLong(Long::longValue)
                .toArray();
        System.arraycopy(sorted, 0, order, from, sorted.length);
      }
      from = to;
    }
  }

  private SortedMap<String, Spread> spread() {
    List<Longs> counts = new ArrayList<>();
    networks.forEach(network -> counts.add(new Longs()));
    int[] owned = new int[networks.size()];
    for (int i = 0; i < order.length; i++) {
      owned[network((int) order[i])]++;
      if (i + 1 == order.length || !same((int) order[i], (int) order[i + 1])) {
        for (int network = 0; network < owned.length; network++) {
          if (owned[network] > 0) {
            counts.get(network).add(owned[network]);
          }
        }
        Arrays.fill(owned, 0);
      }
    }
    SortedMap<String, Spread> all = new TreeMap<>();
    for (int i = 0; i < networks.size(); i++) {
      long[] ascending = counts.get(i).toArray();
      Arrays.sort(ascending);
      all.put(networks.get(i), new Spread(ascending.length, Concentration.giniPpm(ascending)));
    }
    return all;
  }

  private int network(int device) {
    int at = Arrays.binarySearch(firsts, device);
    if (at < 0) {
      return -at - 2;
    }
    // A network without devices begins where the next one does.
    while (firsts[at + 1] == device) {
      at++;
    }
    return at;
  }

  private DeviceId device(int device) {
    int at = device * DEVICE_BYTES;
    return new DeviceId(Bytes.copyOf(devices, at + 1, devices[at]));
  }

  /** How the devices of a network are spread. */
  Spread spread(String network) {
    return spreads.getOrDefault(network, new Spread(0, 0));
  }

  /** How many devices a network has. */
  int devices(String network) {
    int at = networks.indexOf(network);
    return at < 0 ? 0 : firsts[at + 1] - firsts[at];
  }

  /** Takes devices. */
  interface Reader {
    /** The next one; false says that no more are wanted. */
    boolean read(String network, DeviceId device);
  }

  /** How many devices of each network {@code owner} has; none of a network are left out. */
  SortedMap<String, Integer> counts(Account owner) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    int to = bound(owner, 1);
    for (int i = bound(owner, 0); i < to; i++) {
      counts.merge(networks.get(network((int) order[i])), 1, Integer::sum);
    }
    return counts;
  }

  /**
   * Hands over the devices of {@code owner}, by network and identifier.
   *
   * @param passed whether a device was handed over before; true of the first ones alone, which are
   *     not looked at one by one
   */
  void forEach(Account owner, BiPredicate<String, DeviceId> passed, Reader reader) {
    int to = bound(owner, 1);
    int low = bound(owner, 0);
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int device = (int) order[middle];
      if (passed.test(networks.get(network(device)), device(device))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    boolean more = true;
    for (int i = low; i < to && more; i++) {
      int device = (int) order[i];
      more = reader.read(networks.get(network(device)), device(device));
    }
  }

  /** Where the devices of owners begin that are not before {@code owner}, or with 1 after it. */
  private int bound(Account owner, int least) {
    int start = start(owner);
    byte[] address = owner.address().unsafeArray();
    int low = 0;
    int high = order.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int at = (int) order[middle] * Account.SIZE;
      int order = Integer.compare((int) (this.order[middle] >> Integer.SIZE), start);
      if (order == 0) {
        order = Arrays.compareUnsigned(owners, at, at + Account.SIZE, address, 0, Account.SIZE);
      }
      if (order < least) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
