package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.Content;
import polder.protocol.LeadingSort;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.StateTree;

/** The state while an epoch changes it: reads fall through to the state before. */
final class StateDraft {
  private static final int ACCOUNT_BITS = 4;

  /** In how many parts accounts are. */
  static final int ACCOUNT_PARTS = 1 << ACCOUNT_BITS;

  private final StateTree before;
  private final SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
  // Decoded entries that were touched, so that none is looked up or decoded once a message:
  // accounts in parts by the first bits of their addresses, and devices.
  private final List<Map<Account, Draft<AccountEntry>>> accounts = new ArrayList<>();
  private final Map<String, TouchedDevices> devices = new LinkedHashMap<>();

  /**
   * Devices that stand together in the order of messages. For one thread until it is {@linkplain
   * #join joined}; nobody changes anything else meanwhile.
   */
  final class Stretch {
    private final Map<String, Map<DeviceId, Earner>> touched = new LinkedHashMap<>();

    /** The entry of the device called {@code device}, which comes after all asked for before. */
    Optional<Draft<DeviceEntry>> next(String network, DeviceId device) {
      return draft(
          network,
          device,
          its -> touched.computeIfAbsent(network, name -> new LinkedHashMap<>()).put(device, its));
    }
  }

  StateDraft(StateTree before) {
    this.before = before;
    for (int i = 0; i < ACCOUNT_PARTS; i++) {
      accounts.add(new LinkedHashMap<>());
    }
  }

  /** One that nothing was asked of yet. */
  Stretch stretch() {
    return new Stretch();
  }

  /** Takes over the devices of {@code stretches}, and reads who owns them on all threads. */
  void join(List<Stretch> stretches, EpochEngine engine) {
    List<Map<DeviceId, Earner>> joined = new ArrayList<>();
    for (Stretch stretch : stretches) {
      stretch.touched.forEach((network, its) -> {
        devices.computeIfAbsent(network, name -> new TouchedDevices()).add(its);
        joined.add(its);
      });
    }
    List<List<List<Earner>>> owned =
        engine.map(
            joined, its -> Cuts.byPart(its.values(), one -> part(one.account()), ACCOUNT_PARTS));
    engine.map(
        IntStream.range(0, ACCOUNT_PARTS).boxed().toList(),
        part -> {
          link(Cuts.joined(owned, part), accounts.get(part));
          return part;
        });
  }

  /** In which part an account is. */
  static int part(Account account) {
    return (int) (account.address().leading(0) >>> Long.SIZE - ACCOUNT_BITS);
  }

  private void link(List<Earner> owned, Map<Account, Draft<AccountEntry>> known) {
    // Whoever owns several stands here once; and neighbours in the state lie near each other in
    // memory, where looking them up takes its time.
    LeadingSort.sort(
        owned,
        its -> its.account().address().leading(0),
        Comparator.<Earner, Bytes>comparing(its -> its.account().address()));
    Earner latest = null;
    for (Earner its : owned) {
      Account account = its.account();
      its.ownedBy(
          latest != null && latest.account().equals(account)
              ? latest.owner()
              : known.computeIfAbsent(account, this::read));
      latest = its;
    }
  }

  private Draft<AccountEntry> read(Account account) {
    return new Draft<>(before.get(StateKeys.account(account)), AccountEntry::decode);
  }

  private Draft<DeviceEntry> read(String network, DeviceId device) {
    return new Draft<>(
        before.get(StateKeys.device(network, device)),
        encoded -> DeviceEntry.decode(device, encoded));
  }

  AccountEntry account(Account account) {
    return draft(account).entry().orElse(AccountEntry.NEW);
  }

  void put(Account account, AccountEntry entry) {
    draft(account).write(entry);
  }

  Draft<AccountEntry> draft(Account account) {
    return accounts.get(part(account)).computeIfAbsent(account, this::read);
  }

  /** Whose a device was when the epoch began; may be asked by all threads at once. */
  Optional<Account> ownerAtStart(String network, DeviceId device) {
    return before
        .get(StateKeys.device(network, device))
        .map(encoded -> DeviceEntry.decode(device, encoded).sender().owner());
  }

  Optional<DeviceEntry> device(String network, DeviceId device) {
    return draft(network, device).flatMap(Draft::entry);
  }

  /** The entry of a device as it stands; for any thread as long as none changes this. */
  Optional<DeviceEntry> look(String network, DeviceId device) {
    Earner known = known(network, device);
    return (known != null ? known.device() : read(network, device)).entry();
  }

  private @Nullable Earner known(String network, DeviceId device) {
    TouchedDevices its = devices.get(network);
    return its == null ? null : its.get(device);
  }

  /** The entry of a device; none if it is not enrolled. */
  Optional<Draft<DeviceEntry>> draft(String network, DeviceId device) {
    return draft(network, device, its -> remember(network, device, its));
  }

  private Optional<Draft<DeviceEntry>> draft(
      String network, DeviceId device, Consumer<Earner> rememberer) {
    Earner known = known(network, device);
    if (known != null) {
      return Optional.of(known.device());
    }
    Draft<DeviceEntry> draft = read(network, device);
    // Strangers are not remembered: anybody can name as many as there are messages.
    if (draft.entry().isEmpty()) {
      return Optional.empty();
    }
    rememberer.accept(new Earner(draft));
    return Optional.of(draft);
  }

  private void remember(String network, DeviceId device, Earner touched) {
    devices.computeIfAbsent(network, name -> new TouchedDevices()).put(device, touched);
  }

  /** The entries of a device and of its owner; none if the device is not enrolled. */
  Optional<Earner> earner(String network, DeviceId device) {
    return draft(network, device).map(Earner::new).map(its -> its.ownedBy(draft(its.account())));
  }

  /**
   * The same, if both were touched, and null if not; for any thread as long as none changes this.
   */
  @Nullable Earner touched(String network, DeviceId device) {
    Earner its = known(network, device);
    if (its == null || its.device().entry().isEmpty()) {
      return null;
    }
    if (its.isOwnerKnown()) {
      return its;
    }
    Draft<AccountEntry> owner = accounts.get(part(its.account())).get(its.account());
    return owner == null ? null : new Earner(its.device()).ownedBy(owner);
  }

  /** The entry of the device that signs, or once signed, with {@code key}. */
  Optional<Draft<DeviceEntry>> draftOf(String network, DeviceId key) {
    Optional<Draft<DeviceEntry>> named = draft(network, key);
    return named.isPresent()
        ? named
        : get(StateKeys.keyHolder(network, key))
            .flatMap(name -> draft(network, new DeviceId(name)));
  }

  /** The device that signs, or once signed, with {@code key}. */
  Optional<DeviceEntry> deviceOf(String network, DeviceId key) {
    return draftOf(network, key).flatMap(Draft::entry);
  }

  void put(String network, DeviceEntry entry) {
    DeviceId device = entry.sender().device();
    Earner known = known(network, device);
    Draft<DeviceEntry> draft = known != null ? known.device() : read(network, device);
    draft.write(entry);
    // Its owner may be another by now.
    remember(network, device, new Earner(draft));
  }

  long purse(String network, GroupKey group) {
    return number(StateKeys.purse(network, group));
  }

  void putPurse(String network, GroupKey group, long nano) {
    put(StateKeys.purse(network, group), nano == 0 ? Optional.empty() : Optional.of(whole(nano)));
  }

  private long number(Bytes key) {
    return get(key).map(value -> new CborReader(value).integer()).orElse(0L);
  }

  private static Bytes whole(long number) {
    return new CborWriter().integer(number).toBytes();
  }

  Optional<Bytes> get(Bytes key) {
    Optional<Bytes> change = changes.get(key);
    return change != null ? change : before.get(key);
  }

  /** What stands at {@code key} before the epoch changes it. */
  Optional<Bytes> atStart(Bytes key) {
    return before.get(key);
  }

  void put(Bytes key, Optional<Bytes> value) {
    changes.put(key, value);
  }

  /** The entries of the state before whose key starts with {@code prefix}; changes do not show. */
  NavigableMap<Bytes, Bytes> before(Bytes prefix) {
    return before.range(prefix);
  }

  /** Hands over the same as they lie, unread. */
  void forEachBefore(Bytes prefix, BiConsumer<Bytes, Content> reader) {
    before.forEachContent(prefix, reader);
  }

  /**
   * All changes with their hashes, ascending by key, ready to be applied; to be asked at last,
   * since what was touched is forgotten then. Entries that ended as they began are left out.
   */
  List<StateTree.HashedChange> changes(EpochEngine engine) {
    // Groups' states are large, so each is for itself.
    List<Map.Entry<Bytes, Optional<Bytes>>> others = List.copyOf(changes.entrySet());
    List<StateTree.HashedChange> all = new ArrayList<>();
    engine
        .map(others, its -> hashed(its.getKey(), before.get(its.getKey()), its.getValue()))
        .forEach(change -> change.ifPresent(all::add));
    List<Supplier<List<StateTree.HashedChange>>> runs = new ArrayList<>();
    accounts.forEach(part -> runs.add(() -> changesOfAccounts(part)));
    devices.forEach(
        (network, its) -> its.all().forEach(run -> runs.add(() -> changesOfDevices(network, run))));
    engine.map(runs, Supplier::get).forEach(all::addAll);
    accounts.replaceAll(part -> new LinkedHashMap<>());
    devices.clear();
    // Runs in order, most of them one after the other, which this takes little more than a walk to
    // merge: devices were touched in the order of messages, which is theirs.
    all.sort(Comparator.comparing(StateTree.HashedChange::key));
    return all;
  }

  /** What was written of some accounts, in their order. */
  private static List<StateTree.HashedChange> changesOfAccounts(
      Map<Account, Draft<AccountEntry>> some) {
    List<StateTree.HashedChange> changed = new ArrayList<>(some.size());
    CborWriter writer = new CborWriter();
    some.forEach((account, draft) -> {
      if (draft.isWritten()) {
        draft
            .change(StateKeys.account(account), entry -> entry.encode(writer.reset()))
            .ifPresent(changed::add);
      }
    });
    // Mostly they are in order already.
    changed.sort(Comparator.comparing(StateTree.HashedChange::key));
    return changed;
  }

  private static List<StateTree.HashedChange> changesOfDevices(
      String network, Map<DeviceId, Earner> some) {
    List<StateTree.HashedChange> changed = new ArrayList<>(some.size());
    CborWriter writer = new CborWriter();
    some.forEach((device, its) -> {
      if (its.device().isWritten()) {
        its.device()
            .change(StateKeys.device(network, device), entry -> entry.encode(writer.reset()))
            .ifPresent(changed::add);
      }
    });
    return changed;
  }

  private static Optional<StateTree.HashedChange> hashed(
      Bytes key, Optional<Bytes> valueBefore, Optional<Bytes> value) {
    return valueBefore.equals(value)
        ? Optional.empty()
        : Optional.of(StateTree.HashedChange.of(key, value));
  }
}
