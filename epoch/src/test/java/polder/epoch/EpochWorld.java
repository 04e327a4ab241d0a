package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import polder.networks.EpochWindow;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.Value;
import polder.protocol.merkle.StateTree;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.KeyAction;
import polder.protocol.message.Message;
import polder.protocol.message.Site;
import polder.protocol.settlement.ChainPoint;

/** A deployment with a network of toys, whose epochs tests run one after the other. */
final class EpochWorld {
  static final String TOYS = "toys";
  static final long EPOCH_MILLIS = 10_000;
  private static final Hash PROGRAM = Hash.sha256(new byte[] {1});

  private final Manifests manifests;
  private final EpochRun program;
  private final TreeMap<Bytes, Long> sequences = new TreeMap<>();
  private final List<Bytes> inbox = new ArrayList<>();
  private StateTree state = new StateTree();
  private Hash previous = Hash.ZERO;
  private long epoch;

  EpochWorld() {
    this(EpochEngine.SEQUENTIAL, deployment(), toys());
  }

  EpochWorld(EpochEngine engine, Value.Table deployment, Value.Table... networks) {
    this.manifests = Manifests.of(deployment, List.of(networks));
    this.program =
        new EpochRun(new RuleBook(List.of(new ToyKind())), engine, SignatureRule.VERIFIED);
  }

  /** Ten tokens an epoch; account 0 starts with a thousand. */
  static Value.Table deployment() {
    return Samples.with(
        Samples.deployment("10s"), "genesis_balances." + Samples.account(0), "1000");
  }

  /** Half of the emission, 5 tokens an epoch, from ten whole devices on. */
  static Value.Table toys() {
    return Samples.network(TOYS, "toy", Value.Table.empty());
  }

  /** Any order that a toy may give. */
  static ToyKind.Order anyOrder(SplittableRandom random) {
    List<String> groups = List.of("a", "b", "b.next", "c-3", "watch");
    List<String> verbs = List.of("work", "work", "work", "pay", "fine", "tell", "wake", "sleep");
    return new ToyKind.Order(
        groups.get(random.nextInt(groups.size())),
        verbs.get(random.nextInt(verbs.size())),
        random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(2_000_000));
  }

  Manifests manifests() {
    return manifests;
  }

  StateTree state() {
    return state;
  }

  long epoch() {
    return epoch;
  }

  private long next(Bytes sender) {
    return sequences.merge(sender, 1L, Long::sum);
  }

  /** A message that {@code key} signs with its next sequence. */
  DeviceMessage order(DeviceKey key, String group, String verb, long number) {
    return order(key, next(key.id().multikey()), new ToyKind.Order(group, verb, number));
  }

  static DeviceMessage order(DeviceKey key, long sequence, ToyKind.Order order) {
    return new DeviceMessage.Draft(TOYS, sequence, Optional.empty(), 60, order.encode()).sign(key);
  }

  /** An enrolment by account {@code number}, with the device's proof. */
  AccountMessage enrol(long number, DeviceKey key, Optional<Site> site) {
    return enrol(number, key, site, Optional.empty());
  }

  AccountMessage enrol(long number, DeviceKey key, Optional<Site> site, Optional<String> via) {
    Account owner = Samples.account(number);
    long sequence = next(owner.address());
    Action.Enrol bare = new Action.Enrol(TOYS, key.id(), site, via, Bytes.EMPTY);
    Action.Enrol proven = AccountMessage.proven(manifests.deployment(), owner, sequence, bare, key);
    return sign(number, sequence, proven);
  }

  /** A rotation by account {@code number}, signed by the new key and by {@code before}. */
  AccountMessage rotate(
      long number, DeviceId device, DeviceKey newKey, Optional<DeviceKey> before) {
    Account owner = Samples.account(number);
    long sequence = next(owner.address());
    KeyAction.Rotate bare = KeyAction.Rotate.unsigned(TOYS, device, newKey.id());
    Bytes statement =
        AccountMessage.rotationStatement(manifests.deployment(), owner, sequence, bare);
    return sign(number, sequence, bare.signed(statement, newKey, before));
  }

  /** A message of account {@code number} with its next sequence. */
  AccountMessage act(long number, Action action) {
    return sign(number, next(Samples.account(number).address()), action);
  }

  AccountMessage sign(long number, long sequence, Action action) {
    return new AccountMessage.Draft(Samples.account(number), sequence, action)
        .sign(Samples.accountSecret(number), manifests.deployment());
  }

  /** Puts messages into the running epoch. */
  EpochWorld say(Message... messages) {
    for (Message message : messages) {
      inbox.add(message.wire());
    }
    return this;
  }

  EpochWorld sayBytes(Bytes wire) {
    inbox.add(wire);
    return this;
  }

  List<Bytes> inbox() {
    return inbox;
  }

  EpochInputs inputs(long attempt) {
    EpochWindow window = Samples.window(epoch, EPOCH_MILLIS);
    return new EpochInputs(window, attempt, previous, ChainPoint.NONE, inbox, manifests, PROGRAM);
  }

  /** Closes the epoch as attempt {@code attempt}, but goes on as if it had not. */
  SealedEpoch attempt(long attempt) {
    return program.run(state, inputs(attempt));
  }

  /** Closes the running epoch. */
  SealedEpoch close() {
    SealedEpoch sealed = program.run(state, inputs(0));
    state = sealed.after();
    previous = sealed.header().hash();
    epoch++;
    inbox.clear();
    return sealed;
  }

  AccountEntry account(long number) {
    return state
        .get(StateKeys.account(Samples.account(number)))
        .map(AccountEntry::decode)
        .orElse(AccountEntry.NEW);
  }

  DeviceEntry device(DeviceKey key) {
    return state
        .get(StateKeys.device(TOYS, key.id()))
        .map(entry -> DeviceEntry.decode(key.id(), entry))
        .orElseThrow();
  }

  long purse(String group) {
    return new StateDraft(state).purse(TOYS, new GroupKey(group));
  }

  /** What a group remembers; the bytes begin with when it wants to be woken. */
  ToyKind.Tally tally(String group) {
    return state
        .get(StateKeys.group(TOYS, new GroupKey(group)))
        .map(kept -> {
          var reader = new polder.protocol.codec.CborReader(kept);
          reader.beginArray();
          reader.integer();
          return ToyKind.Tally.decode(reader.bytes());
        })
        .orElse(new ToyKind.Tally(0, 0, 0, 0));
  }

  static <T extends OutcomeLeaf> List<T> lines(SealedEpoch sealed, Class<T> type) {
    return sealed.outcome().stream().filter(type::isInstance).map(type::cast).toList();
  }

  static List<String> refusals(SealedEpoch sealed) {
    return lines(sealed, OutcomeLeaf.Refusal.class).stream()
        .map(OutcomeLeaf.Refusal::reason)
        .toList();
  }
}
