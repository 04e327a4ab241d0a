package polder.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import polder.adapters.engine.InProcessEngine;
import polder.networks.EpochContext;
import polder.networks.EpochWindow;
import polder.networks.GroupInputs;
import polder.networks.GroupKey;
import polder.networks.Judged;
import polder.networks.Judgement;
import polder.networks.NetworkRules;
import polder.networks.Outcome;
import polder.networks.Owners;
import polder.networks.SenderRecord;
import polder.networks.compute.ComputeKind;
import polder.networks.compute.OrderState;
import polder.networks.compute.job.Capacity;
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
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;
import polder.protocol.message.DeviceMessage;

/**
 * Clears many orders at once: openings of sealed bids are read, grouped and weighed on all cores,
 * each order against the directory of all machines.
 */
final class MarketRun {
  private static final int MACHINES = 1_000;
  private static final int RUNS = 7;
  private static final long TOKEN = 1_000_000_000;
  private static final long EPOCH_MILLIS = 60_000;
  private static final Bytes SALT = Bytes.wrap(new byte[Seals.SALT_SIZE]);
  private static final Account RENTER = account(0);

  private final NetworkRules<Said> rules;
  private final List<SenderRecord> machines = new ArrayList<>();
  private final InProcessEngine engine;

  private MarketRun(InProcessEngine engine) {
    this.engine = engine;
    this.rules = rules();
    for (int i = 1; i <= MACHINES; i++) {
      machines.add(sender(device(i), account(i)));
    }
  }

  /** {@code ORDERS BIDS}. */
  public static void main(String[] args) {
    try (InProcessEngine engine = InProcessEngine.overAllCores()) {
      new MarketRun(engine).run(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    }
  }

  private void run(int orders, int bids) {
    Bytes summary = directory();
    SortedMap<GroupKey, Bytes> states = new TreeMap<>();
    List<Said> openings = new ArrayList<>();
    List<SenderRecord> senders = new ArrayList<>();
    open(orders, bids, summary, states, openings, senders);
    List<DeviceMessage> messages = new ArrayList<>();
    for (int i = 0; i < openings.size(); i++) {
      messages.add(message(senders.get(i).device(), i + 1, openings.get(i)));
    }
    for (int run = 0; run < RUNS; run++) {
      long began = System.nanoTime();
      List<Outcome> outcomes = clear(messages, senders, states, summary);
      double seconds = (System.nanoTime() - began) / 1e9;
      long leased =
          outcomes.stream()
              .filter(outcome -> OrderState.decode(outcome.state()).lease().isPresent())
              .count();
      System.out.printf(
          Locale.ROOT,
          "%,d orders with %d bids each, %,d machines: cleared in %.2f s, %,d leased%n",
          orders,
          bids,
          MACHINES,
          seconds,
          leased);
    }
  }

  /** The machines' offers, as all orders read them one epoch later. */
  private Bytes directory() {
    Bytes summary = Bytes.EMPTY;
    for (SenderRecord machine : machines) {
      Said offer = new Said.Offer(capacity(), "203.0.113.5");
      Outcome outcome =
          rules.weigh(
              new GroupInputs<>(
                  Seals.machine(machine.device()),
                  Bytes.EMPTY,
                  List.of(new Judged<>(Hash.ZERO, 1, machine, offer)),
                  List.of(),
                  List.of(),
                  1_000 * TOKEN),
              context(0, Bytes.EMPTY));
      summary = rules.merge(summary, outcome.summary());
    }
    return summary;
  }

  /** Orders and their sealed bids, one epoch before. */
  private void open(
      int orders,
      int bids,
      Bytes summary,
      SortedMap<GroupKey, Bytes> states,
      List<Said> openings,
      List<SenderRecord> senders) {
    SplittableRandom random = new SplittableRandom(orders);
    SenderRecord client = sender(device(0), RENTER);
    Need need =
        Need.of(
            List.of(
                new Need.Unit("web", new Resources(1_000, 1 << 30, List.of(), GpuNeed.NONE), 1)));
    for (int number = 1; number <= orders; number++) {
      GroupKey key = Seals.order(client.device(), number);
      List<Judged<Said>> home = new ArrayList<>();
      home.add(
          new Judged<>(
              Hash.ZERO,
              number,
              client,
              new Said.Order(number, Proof.HASH, need, Hash.ZERO, TOKEN, 600, 1)));
      for (int bid = 0; bid < bids; bid++) {
        SenderRecord machine = machines.get((number * bids + bid) % MACHINES);
        long price = random.nextLong(1, TOKEN);
        home.add(
            new Judged<>(
                Hash.ZERO,
                number,
                machine,
                new Said.SealedBid(key, Seals.ofBid(machine.device(), key, price, SALT))));
        openings.add(new Said.OpenedBid(key, price, SALT));
        senders.add(machine);
      }
      Outcome outcome =
          rules.weigh(
              new GroupInputs<>(key, Bytes.EMPTY, home, List.of(), List.of(), 4 * TOKEN),
              context(1, summary));
      states.put(key, outcome.state());
    }
  }

  private List<Outcome> clear(
      List<DeviceMessage> messages,
      List<SenderRecord> senders,
      SortedMap<GroupKey, Bytes> states,
      Bytes summary) {
    EpochContext context = context(2, summary);
    List<Integer> numbers = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      numbers.add(i);
    }
    List<Said> said =
        engine.map(
            numbers,
            i -> plausible(rules.judge(messages.get(i), senders.get(i), context.window())));
    SortedMap<GroupKey, List<Judged<Said>>> mail = new TreeMap<>();
    for (int i = 0; i < said.size(); i++) {
      GroupKey home = rules.group(said.get(i), senders.get(i)).home();
      mail.computeIfAbsent(home, key -> new ArrayList<>())
          .add(new Judged<>(messages.get(i).id(), i, senders.get(i), said.get(i)));
    }
    List<GroupInputs<Said>> inputs = new ArrayList<>(mail.size());
    mail.forEach((key, its) ->
        inputs.add(
            new GroupInputs<>(
                key, states.getOrDefault(key, Bytes.EMPTY), its, List.of(), List.of(), 4 * TOKEN)));
    return engine.map(inputs, its -> rules.weigh(its, context));
  }

  private static Said plausible(Judgement<Said> judgement) {
    if (judgement instanceof Judgement.Plausible<Said>(Said said)) {
      return said;
    }
    throw new IllegalStateException("the market refuses what it should take: " + judgement);
  }

  private static DeviceMessage message(DeviceId device, long sequence, Said said) {
    return new DeviceMessage.Draft(
            "compute", sequence, Optional.empty(), SaidCodec.CBOR, SaidCodec.encode(said))
        .unsigned(device);
  }

  private static EpochContext context(long epoch, Bytes summary) {
    return new EpochContext(
        new EpochWindow(epoch, epoch * EPOCH_MILLIS, (epoch + 1) * EPOCH_MILLIS, 0, 0),
        Hash.ZERO,
        summary,
        Owners.NONE);
  }

  private static SenderRecord sender(DeviceId device, Account owner) {
    return new SenderRecord(device, owner, Optional.empty(), Optional.empty(), 0);
  }

  private static DeviceId device(long number) {
    byte[] secret = new byte[32];
    new SplittableRandom(number).nextBytes(secret);
    return DeviceKey.ed25519(secret).id();
  }

  private static Account account(long number) {
    byte[] address = new byte[Account.SIZE];
    new SplittableRandom(number).nextBytes(address);
    return new Account(Bytes.wrap(address));
  }

  private static Capacity capacity() {
    TreeMap<String, String> runtimes = new TreeMap<>();
    runtimes.put("wasm", "1");
    return new Capacity(8_000, 32L << 30, 1L << 40, List.of(), runtimes, new TreeMap<>());
  }

  @SuppressWarnings("unchecked")
  private static NetworkRules<Said> rules() {
    TreeMap<String, Value> metering = new TreeMap<>();
    metering.put("silent_epochs", new Value.Whole(3));
    metering.put("tolerance_seconds", new Value.Whole(5));
    metering.put("probers", new Value.Whole(2));
    metering.put("strikes", new Value.Whole(2));
    TreeMap<String, Value> checking = new TreeMap<>();
    checking.put("share", new Value.Text("0.2"));
    checking.put("fee", new Value.Text("0.5"));
    checking.put("open_epochs", new Value.Whole(3));
    checking.put("draws", new Value.Whole(3));
    checking.put("parts", new Value.Whole(2));
    checking.put("trust", new Value.Text("0.7"));
    checking.put("psnr", new Value.Whole(45));
    TreeMap<String, Value> measuring = new TreeMap<>();
    measuring.put("every_epochs", new Value.Whole(360));
    measuring.put("timers", new Value.Whole(3));
    measuring.put("within_epochs", new Value.Whole(6));
    TreeMap<String, Value> parameters = new TreeMap<>();
    parameters.put("measuring", new Value.Table(measuring));
    parameters.put("bond", new Value.Whole(5));
    parameters.put("patience", new Value.Text("30m"));
    parameters.put("offer_lasts", new Value.Text("1d"));
    parameters.put("reputation", new Value.Text("0.5"));
    parameters.put("metering", new Value.Table(metering));
    parameters.put("checking", new Value.Table(checking));
    return (NetworkRules<Said>)
        new ComputeKind().configure(new Parameters("parameters", new Value.Table(parameters)));
  }
}
