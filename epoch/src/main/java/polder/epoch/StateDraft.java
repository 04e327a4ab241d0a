package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.Content;
import polder.protocol.LeadingSort;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.StateTree;

/** The state while an epoch changes it: reads fall through to the state before. */
final class StateDraft {
  private final StateTree before;
  private final SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
  // Decoded entries that were touched or read ahead, so that none is looked up or decoded once a
  // message.
  private final Map<Account, Draft<AccountEntry>> accounts = new LinkedHashMap<>();
  private final Map<DeviceKey, Draft<DeviceEntry>> devices = new LinkedHashMap<>();

  /** Names a device within its network. */
  record DeviceKey(String network, DeviceId device) {}

  /** An entry of the state, decoded; what is written to it is what the epoch leaves. */
  static final class Draft<E> {
    private final Bytes key;
    private final Optional<Bytes> before;
    private Optional<E> entry;
    private boolean written;

    Draft(Bytes key, Optional<Bytes> before, Function<Bytes, E> decoder) {
      this.key = key;
      this.before = before;
      this.entry = before.map(decoder);
    }

    Optional<E> entry() {
      return entry;
    }

    void write(E newEntry) {
      entry = Optional.of(newEntry);
      written = true;
    }
  }

  /** The entries that change when a device earns. */
  record Earner(Draft<DeviceEntry> device, Draft<AccountEntry> owner) {
    /** The device as it stands. */
    DeviceEntry entry() {
      return device.entry().orElseThrow();
    }
  }

  StateDraft(StateTree before) {
    this.before = before;
  }

  /**
   * Reads devices and their owners' accounts on all threads before they are asked for one by one:
   * finding and decoding them is most of what an epoch does in turn.
   *
   * @param keys each device once
   */
  void readAhead(List<DeviceKey> keys, EpochEngine engine) {
    List<DeviceKey> unknown = keys.stream().filter(key -> !devices.containsKey(key)).toList();
    List<Draft<DeviceEntry>> found = engine.map(unknown, this::read);
    Set<Account> owners = new LinkedHashSet<>();
    for (int i = 0; i < unknown.size(); i++) {
      Draft<DeviceEntry> draft = found.get(i);
      if (draft.entry.isPresent()) {
        devices.put(unknown.get(i), draft);
        owners.add(draft.entry.get().sender().owner());
      }
    }
    List<Account> distinct = new ArrayList<>(owners);
    distinct.removeIf(accounts::containsKey);
    // Neighbours in the state lie near each other in memory, where looking them up takes its time.
    LeadingSort.sort(
        distinct, account -> account.address().leading(0), Comparator.comparing(Account::address));
    List<Draft<AccountEntry>> entries = engine.map(distinct, this::read);
    for (int i = 0; i < distinct.size(); i++) {
      accounts.put(distinct.get(i), entries.get(i));
    }
  }

  private Draft<AccountEntry> read(Account account) {
    Bytes key = StateKeys.account(account);
    return new Draft<>(key, before.get(key), AccountEntry::decode);
  }

  private Draft<DeviceEntry> read(DeviceKey device) {
    Bytes key = StateKeys.device(device.network(), device.device());
    return new Draft<>(
        key, before.get(key), encoded -> DeviceEntry.decode(device.device(), encoded));
  }

  AccountEntry account(Account account) {
    return draft(account).entry.orElse(AccountEntry.NEW);
  }

  void put(Account account, AccountEntry entry) {
    draft(account).write(entry);
  }

  Draft<AccountEntry> draft(Account account) {
    return accounts.computeIfAbsent(account, this::read);
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
    DeviceKey key = new DeviceKey(network, device);
    Draft<DeviceEntry> known = devices.get(key);
    return known != null ? known.entry : read(key).entry;
  }

  /** The entry of a device; none if it is not enrolled. */
  Optional<Draft<DeviceEntry>> draft(String network, DeviceId device) {
    DeviceKey key = new DeviceKey(network, device);
    Draft<DeviceEntry> known = devices.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Draft<DeviceEntry> draft = read(key);
    // Strangers are not remembered: anybody can name as many as there are messages.
    if (draft.entry.isEmpty()) {
      return Optional.empty();
    }
    devices.put(key, draft);
    return Optional.of(draft);
  }

  /** The entries of a device and of its owner; none if the device is not enrolled. */
  Optional<Earner> earner(String network, DeviceId device) {
    return draft(network, device)
        .map(its -> new Earner(its, draft(its.entry().orElseThrow().sender().owner())));
  }

  /** The same, if both were touched or read ahead; for any thread as long as none changes this. */
  Optional<Earner> touched(String network, DeviceId device) {
    Draft<DeviceEntry> its = devices.get(new DeviceKey(network, device));
    if (its == null || its.entry.isEmpty()) {
      return Optional.empty();
    }
    Draft<AccountEntry> owner = accounts.get(its.entry.get().sender().owner());
    return owner == null ? Optional.empty() : Optional.of(new Earner(its, owner));
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
    devices
        .computeIfAbsent(new DeviceKey(network, entry.sender().device()), this::read)
        .write(entry);
  }

  long purse(String network, GroupKey group) {
    return number(StateKeys.purse(network, group));
  }

  void putPurse(String network, GroupKey group, long nano) {
    put(StateKeys.purse(network, group), nano == 0 ? Optional.empty() : Optional.of(whole(nano)));
  }

  private long number(Bytes key) {
    return get(key).map(value -> new polder.protocol.codec.CborReader(value).integer()).orElse(0L);
  }

  private static Bytes whole(long number) {
    return new polder.protocol.codec.CborWriter().integer(number).toBytes();
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
    List<Supplier<Optional<StateTree.HashedChange>>> written = new ArrayList<>();
    changes.forEach((key, value) -> written.add(() -> hashed(key, before.get(key), value)));
    changedAccounts()
        .forEach(draft ->
            written.add(
                () -> hashed(draft.key, draft.before, draft.entry.map(AccountEntry::encode))));
    devices.values().stream()
        .filter(draft -> draft.written)
        .forEach(draft ->
            written.add(
                () -> hashed(draft.key, draft.before, draft.entry.map(DeviceEntry::encode))));
    List<StateTree.HashedChange> all = new ArrayList<>(written.size());
    engine.map(written, Supplier::get).forEach(change -> change.ifPresent(all::add));
    accounts.clear();
    devices.clear();
    // Three runs in order, which this takes little more than a walk to merge: devices were touched
    // in the order of messages, which is theirs.
    all.sort(Comparator.comparing(StateTree.HashedChange::key));
    return all;
  }

  /** Accounts that were written, ascending by key. */
  private List<Draft<AccountEntry>> changedAccounts() {
    List<Draft<AccountEntry>> changed = new ArrayList<>(accounts.values());
    changed.removeIf(draft -> !draft.written);
    int address = StateKeys.accounts().size();
    LeadingSort.sort(
        changed, draft -> draft.key.leading(address), Comparator.comparing(draft -> draft.key));
    return changed;
  }

  private static Optional<StateTree.HashedChange> hashed(
      Bytes key, Optional<Bytes> valueBefore, Optional<Bytes> value) {
    return valueBefore.equals(value)
        ? Optional.empty()
        : Optional.of(StateTree.HashedChange.of(key, value));
  }
}
