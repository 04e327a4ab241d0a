package polder.networks.compute;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.epoch.AccountEntry;
import polder.epoch.EpochEngine;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.OutcomeLeaf;
import polder.epoch.RuleBook;
import polder.epoch.SealedEpoch;
import polder.epoch.SignatureRule;
import polder.epoch.Standing;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.GpuModel;
import polder.networks.compute.job.GpuNeed;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.networks.compute.job.Resources;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.json.Json;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.merkle.StateTree;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.settlement.ChainPoint;

/**
 * A deployment with a market, whose epochs of ten seconds run by the real epoch program. Account 0
 * rents with device 0; account n owns machine n, which has put up a bond of five tokens.
 */
final class MarketWorld {
  static final String NAME = "market";
  static final long TOKEN = 1_000_000_000;
  static final long EPOCH_SECONDS = 10;
  static final Bytes SALT = Bytes.wrap(new byte[Seals.SALT_SIZE]);
  static final Hash JOB = Hash.sha256(new byte[] {7});

  private final Manifests manifests;
  private final EpochRun program =
      new EpochRun(
          new RuleBook(List.of(new ComputeKind())), EpochEngine.SEQUENTIAL, SignatureRule.VERIFIED);
  private final TreeMap<Bytes, Long> sequences = new TreeMap<>();
  private final List<Bytes> inbox = new ArrayList<>();
  private final TreeMap<Hash, Bytes> blobs = new TreeMap<>();
  private StateTree state = new StateTree();
  private Hash previous = Hash.ZERO;
  private long epoch;

  /** A market whose manifest also says {@code more}, such as whose credentials it trusts. */
  private MarketWorld(Value.Table parameters, Map<String, Object> more) {
    Value.Table deployment = Samples.deployment("10s");
    for (int account = 0; account < 9; account++) {
      deployment = Samples.with(deployment, "genesis_balances." + Samples.account(account), "1000");
    }
    // Nothing is minted: all that is paid comes out of purses.
    Value.Table network =
        Samples.with(Samples.network(NAME, "compute", parameters), "pay.share", 0);
    for (Map.Entry<String, Object> each : more.entrySet()) {
      network = Samples.with(network, each.getKey(), each.getValue());
    }
    manifests = Manifests.of(deployment, List.of(network));
  }

  /** A market with so many machines that stand since an epoch. */
  static MarketWorld of(int machines) {
    return of(machines, parameters());
  }

  static MarketWorld of(int machines, Value.Table parameters) {
    return of(machines, parameters, Map.of());
  }

  /** The same in a market that trusts an auditor. */
  static MarketWorld trusting(int machines, DeviceKey auditor, String type) {
    Value.Table term = Samples.table("type", type, "issuers", List.of(auditor.id().did()));
    return of(
        machines,
        parameters(),
        Map.of("credentials", Samples.table("trusted", List.of((Object) term))));
  }

  private static MarketWorld of(int machines, Value.Table parameters, Map<String, Object> more) {
    MarketWorld world = new MarketWorld(parameters, more);
    world.enrol(0, 0);
    for (int machine = 1; machine <= machines; machine++) {
      world.enrol(machine, machine);
      world.fund(machine, Seals.machine(Samples.device(machine).id()), 5 * TOKEN);
    }
    world.close();
    for (int machine = 1; machine <= machines; machine++) {
      world.say(machine, offer(capacity()));
    }
    world.close();
    return world;
  }

  static Value.Table parameters() {
    return Samples.table(
        "bond",
        5,
        "patience",
        "60s",
        "offer_lasts",
        "1h",
        "reputation",
        "0.5",
        "metering",
        Samples.table("silent_epochs", 2, "tolerance_seconds", 2, "probers", 2, "strikes", 2),
        "checking",
        Samples.table(
            "share",
            "1",
            "fee",
            "0.5",
            "open_epochs",
            2,
            "draws",
            2,
            "parts",
            2,
            "trust",
            "0.7",
            "psnr",
            45),
        "measuring",
        Samples.table("every_epochs", 1, "timers", 3, "within_epochs", 2));
  }

  static Capacity capacity(GpuModel... gpus) {
    TreeMap<String, String> runtimes = new TreeMap<>();
    runtimes.put("containers", "runc");
    runtimes.put("wasm", "1");
    runtimes.put("blender", "3.4");
    runtimes.put("batch", "linux/amd64");
    TreeMap<String, String> attributes = new TreeMap<>();
    attributes.put("region", "eu");
    return new Capacity(4_000, 8L << 30, 100L << 30, List.of(gpus), runtimes, attributes);
  }

  static Said.Offer offer(Capacity capacity) {
    return new Said.Offer(capacity, "203.0.113.5");
  }

  static Need need() {
    return need(1_000, GpuNeed.NONE);
  }

  static Need need(long cpuMilli, GpuNeed gpu) {
    return Need.of(
        List.of(new Need.Unit("web", new Resources(cpuMilli, 1 << 20, List.of(), gpu), 1)));
  }

  /** An order of device 0 that waits for bids of one epoch. */
  static Said.Order order(long number, Proof proof, long limitNano) {
    return new Said.Order(number, proof, need(), JOB, limitNano, 60, 1);
  }

  /** As {@link #order}, for a result on which {@code quorum} machines decide. */
  static Said.Order quorum(long number, int quorum, long limitNano) {
    return new Said.Order(number, Proof.QUORUM, need(), JOB, limitNano, 60, 1, 1, quorum);
  }

  static GroupKey key(long number) {
    return Seals.order(Samples.device(0).id(), number);
  }

  private long next(Bytes sender) {
    return sequences.merge(sender, 1L, Long::sum);
  }

  /** Device {@code device} says it in the running epoch. */
  MarketWorld say(long device, Said said) {
    DeviceKey key = Samples.device(device);
    inbox.add(
        new DeviceMessage.Draft(
                NAME,
                next(key.id().multikey()),
                Optional.empty(),
                SaidCodec.CBOR,
                SaidCodec.encode(said))
            .sign(key)
            .wire());
    return this;
  }

  MarketWorld enrol(long account, long device) {
    Account owner = Samples.account(account);
    DeviceKey key = Samples.device(device);
    long sequence = next(owner.address());
    Action.Enrol bare =
        new Action.Enrol(NAME, key.id(), Optional.empty(), Optional.empty(), Bytes.EMPTY);
    return act(
        account,
        sequence,
        AccountMessage.proven(manifests.deployment(), owner, sequence, bare, key));
  }

  MarketWorld show(Json document) {
    return act(
        0,
        next(Samples.account(0).address()),
        new Action.ShowCredential(NAME, document.canonical()));
  }

  MarketWorld fund(long account, GroupKey group, long nano) {
    return act(
        account,
        next(Samples.account(account).address()),
        new Action.FundPurse(NAME, group.text(), nano));
  }

  private MarketWorld act(long account, long sequence, Action action) {
    inbox.add(
        new AccountMessage.Draft(Samples.account(account), sequence, action)
            .sign(Samples.accountSecret(account), manifests.deployment())
            .wire());
    return this;
  }

  /** Seals a bid of machine {@code machine}. */
  MarketWorld seal(long machine, GroupKey order, long priceNano) {
    return say(
        machine,
        new Said.SealedBid(
            order, Seals.ofBid(Samples.device(machine).id(), order, priceNano, SALT)));
  }

  MarketWorld open(long machine, GroupKey order, long priceNano) {
    return say(machine, new Said.OpenedBid(order, priceNano, SALT));
  }

  MarketWorld sealResult(long machine, GroupKey order, String output, long effort) {
    return say(
        machine,
        new Said.SealedResult(
            order,
            Seals.ofResult(Samples.device(machine).id(), order, output(output), effort, SALT)));
  }

  MarketWorld openResult(long machine, GroupKey order, String output, long effort) {
    return say(machine, new Said.OpenedResult(order, output(output), effort, SALT));
  }

  MarketWorld sealParts(long machine, GroupKey order, List<Hash> parts) {
    return say(
        machine,
        new Said.SealedResult(
            order, Seals.ofParts(Samples.device(machine).id(), order, parts, SALT)));
  }

  /** Machine {@code machine} shows these pixels, as they lie at the node. */
  MarketWorld show(long machine, GroupKey order, Collection<Bytes> tiles) {
    SortedSet<Hash> parts = new TreeSet<>();
    for (Bytes tile : tiles) {
      Hash part = Hash.sha256(tile.unsafeArray());
      blobs.put(part, tile);
      parts.add(part);
    }
    return say(machine, new Said.ShownParts(order, List.copyOf(parts)));
  }

  private Bytes shown(Hash blob) {
    return Optional.ofNullable(blobs.get(blob)).orElseThrow();
  }

  MarketWorld openParts(long machine, GroupKey order, List<Hash> parts) {
    return say(machine, new Said.OpenedParts(order, parts, output("document"), SALT));
  }

  static Hash output(String text) {
    return Hash.sha256(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /**
   * Closes the running epoch; recomputes it, since nothing here may depend on what is remembered.
   */
  SealedEpoch close() {
    EpochInputs inputs =
        new EpochInputs(
            Samples.window(epoch, EPOCH_SECONDS * 1_000),
            0,
            previous,
            ChainPoint.NONE,
            List.of(),
            inbox,
            manifests,
            this::shown,
            Hash.ZERO);
    SealedEpoch sealed = program.run(state, inputs);
    state = sealed.after();
    previous = sealed.header().hash();
    epoch++;
    inbox.clear();
    return sealed;
  }

  /** The round in which machine {@code machine} is timed. */
  Optional<Round> round(long machine) {
    return machine(machine).pace().round();
  }

  /** Machine {@code timer} says that an answer of {@code machine} took so long. */
  MarketWorld time(long timer, long machine, long millis) {
    long since = round(machine).map(Round::epoch).orElse(0L);
    return say(timer, new Said.Timed(Samples.device(machine).id(), since, SALT, millis, Hash.ZERO));
  }

  MarketWorld fail(long timer, long machine, Said.Untimed.Why why) {
    long since = round(machine).map(Round::epoch).orElse(0L);
    return say(timer, new Said.Untimed(Samples.device(machine).id(), since, why));
  }

  /** An order that machine 1 won at {@code priceNano}, with so much in its purse. */
  GroupKey leased(Said.Order order, long priceNano, long purseNano) {
    GroupKey key = key(order.number());
    fund(0, key, purseNano).say(0, order).seal(1, key, priceNano).close();
    open(1, key, priceNano).close();
    return key;
  }

  Standing standing() {
    return new Standing(Optional.empty(), state, manifests, new TreeMap<>());
  }

  Optional<OrderState> order(GroupKey key) {
    Bytes kept = standing().group(NAME, key);
    return kept.size() == 0 ? Optional.empty() : Optional.of(OrderState.decode(kept));
  }

  MachineState machine(long machine) {
    return MachineState.decode(standing().group(NAME, Seals.machine(Samples.device(machine).id())));
  }

  long bondNano(long machine) {
    return purseNano(Seals.machine(Samples.device(machine).id()));
  }

  long purseNano(GroupKey group) {
    return standing().purseNano(NAME, group);
  }

  AccountEntry account(long number) {
    return standing().account(Samples.account(number));
  }

  /** What a sealed epoch says of a device in a group; empty if nothing. */
  static Optional<OutcomeLeaf.Reward> line(SealedEpoch sealed, long device, GroupKey group) {
    return sealed.outcome().stream()
        .filter(OutcomeLeaf.Reward.class::isInstance)
        .map(OutcomeLeaf.Reward.class::cast)
        .filter(
            its -> its.device().equals(Samples.device(device).id()) && its.group().equals(group))
        .findFirst();
  }

  static List<String> reasons(SealedEpoch sealed, long device, GroupKey group) {
    return line(sealed, device, group).map(OutcomeLeaf.Reward::reasons).orElse(List.of());
  }

  static List<OutcomeLeaf.Paid> paid(SealedEpoch sealed) {
    return sealed.outcome().stream()
        .filter(OutcomeLeaf.Paid.class::isInstance)
        .map(OutcomeLeaf.Paid.class::cast)
        .toList();
  }
}
