package polder.agent.compute;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.networks.GroupKey;
import polder.networks.compute.Bid;
import polder.networks.compute.Lease;
import polder.networks.compute.OrderState;
import polder.networks.compute.OrderState.Phase;
import polder.networks.compute.Runner;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.networks.compute.job.Resources;
import polder.networks.compute.job.Service;
import polder.networks.compute.job.Work;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/** Orders as nodes tell of them, for tests. */
final class Orders {
  static final DeviceKey MACHINE_KEY = DeviceKey.ed25519(Hash.sha256(new byte[] {1}).toArray());
  static final DeviceKey CLIENT_KEY = DeviceKey.ed25519(Hash.sha256(new byte[] {2}).toArray());
  static final DeviceId MACHINE = MACHINE_KEY.id();
  static final DeviceId OTHER = DeviceKey.ed25519(Hash.sha256(new byte[] {3}).toArray()).id();
  static final DeviceId CLIENT = CLIENT_KEY.id();
  static final Account OWNER = new Account(Bytes.fromHex("11".repeat(20)));
  static final Account RENTER = new Account(Bytes.fromHex("22".repeat(20)));
  static final GroupKey ORDER = Seals.order(CLIENT, 1);
  static final Bytes SALT = Bytes.wrap(new byte[Seals.SALT_SIZE]);
  static final long TOKEN = 1_000_000_000;
  static final long EPOCH_MILLIS = 10_000;

  private Orders() {}

  static Need need() {
    return Need.of(
        List.of(new Need.Unit("web", new Resources(1_000, 1L << 30, List.of(), GpuNeed.NONE), 1)));
  }

  static Job program(long fuel) {
    return new Job(need(), new Work.Wasm(Hash.ZERO, List.of(), Optional.empty(), fuel, 1 << 20));
  }

  static Job containers() {
    return new Job(
        need(),
        new Work.Containers(
            List.of(
                new Service(
                    "web", "nginx", List.of(), List.of(), new TreeMap<>(), List.of(), List.of()))));
  }

  static Job batch() {
    return new Job(
        need(),
        new Work.Batch("alpine@sha256:" + "0".repeat(64), List.of(), List.of(), new TreeMap<>()));
  }

  static Said.Order order(Job job, long limitNano, long seconds) {
    Proof proof = job.work().proof();
    int quorum = proof == Proof.QUORUM ? 2 : 1;
    return new Said.Order(1, proof, need(), job.hash(), limitNano, seconds, 1, 1, quorum);
  }

  static Said.Order order() {
    return order(program(1_000), TOKEN, 600);
  }

  static Capacity capacity() {
    TreeMap<String, String> runtimes = new TreeMap<>();
    runtimes.put("wasm", "1");
    runtimes.put("containers", "runc");
    runtimes.put("batch", "linux/amd64");
    return new Capacity(2_000, 4L << 30, 1L << 30, List.of(), runtimes, new TreeMap<>());
  }

  static Deal deal() {
    return Deal.begin(ORDER, CLIENT, order(), 5).with(new Deal.Pledge(TOKEN / 2, SALT));
  }

  static OrderState state(Phase phase) {
    return new OrderState(CLIENT, RENTER, order(), Hash.ZERO, 4, 4 * EPOCH_MILLIS, phase);
  }

  static Lease lease(DeviceId machine) {
    return new Lease(machine, OWNER, "", TOKEN / 2, 6 * EPOCH_MILLIS);
  }

  static Bid bid(DeviceId machine, long epoch) {
    return new Bid(
        machine,
        OWNER,
        Seals.ofBid(machine, ORDER, TOKEN / 2, SALT),
        epoch,
        java.util.OptionalLong.empty(),
        Hash.ZERO);
  }

  static Phase bidding(Bid... bids) {
    TreeMap<DeviceId, Bid> all = new TreeMap<>();
    for (Bid bid : bids) {
      all.put(bid.machine(), bid);
    }
    return new Phase.Bidding(all);
  }

  static Runner runner(Optional<Hash> seal) {
    return new Runner(
        MACHINE,
        OWNER,
        6 * EPOCH_MILLIS,
        "1",
        seal.map(hash -> new Runner.Seal(hash, 6)),
        Optional.empty(),
        Hash.ZERO);
  }

  static Phase working(Optional<Long> openSince, Runner... runners) {
    return new Phase.Working(
        lease(MACHINE),
        List.of(runners),
        new TreeSet<>(),
        0,
        List.of(),
        openSince,
        Optional.empty());
  }

  static MarketView view(long epoch, OrderState... states) {
    TreeMap<GroupKey, OrderState> orders = new TreeMap<>();
    for (OrderState state : states) {
      orders.put(ORDER, state);
    }
    return new MarketView(
        epoch,
        epoch * EPOCH_MILLIS,
        (epoch + 1) * EPOCH_MILLIS,
        orders,
        new TreeMap<>(),
        Optional.empty());
  }
}
