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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
  private Map<Account, Draft<AccountEntry>> accounts = new LinkedHashMap<>();
  private final Map<String, Map<DeviceId, Touched>> devices = new LinkedHashMap<>();

  /** A device's entry, and with its owner's once that is known. */
  private static final class Touched {
    final Draft<DeviceEntry> device;
    @Nullable Earner earner;

    Touched(Draft<DeviceEntry> device) {
      this.device = device;
    }

    Account owner() {
      return device.entry().orElseThrow().sender().owner();
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
   * @param ids each device once
   */
  void readAhead(String network, List<DeviceId> ids, EpochEngine engine) {
    Map<DeviceId, Touched> known =
        devices.computeIfAbsent(network, name -> LinkedHashMap.newLinkedHashMap(ids.size()));
    List<DeviceId> unknown =
        known.isEmpty() ? ids : ids.stream().filter(id -> !known.containsKey(id)).toList();
    List<Touched> read = engine.map(unknown, id -> new Touched(read(network, id)));
    List<Touched> enrolled = new ArrayList<>(read.size());
    for (int i = 0; i < read.size(); i++) {
      if (read.get(i).device.entry().isPresent()) {
        known.put(unknown.get(i), read.get(i));
        enrolled.add(read.get(i));
      }
    }
    if (!enrolled.isEmpty()) {
      readOwners(enrolled, engine);
    }
  }

  private void readOwners(List<Touched> enrolled, EpochEngine engine) {
    // Neighbours in the state lie near each other in memory, where looking them up takes its time;
    // and whoever owns several stands here once.
    LeadingSort.sort(
        enrolled,
        its -> its.owner().address().leading(0),
        Comparator.<Touched, Bytes>comparing(its -> its.owner().address()));
    List<Account> owners = new ArrayList<>(enrolled.size());
    for (Touched its : enrolled) {
      if (owners.isEmpty() || !owners.getLast().equals(its.owner())) {
        owners.add(its.owner());
      }
    }
    List<Draft<AccountEntry>> drafts = engine.map(owners, this::knownOrRead);
    // As large as it becomes, so that it is not made anew over and over.
    Map<Account, Draft<AccountEntry>> all =
        LinkedHashMap.newLinkedHashMap(accounts.size() + owners.size());
    all.putAll(accounts);
    for (int i = 0; i < owners.size(); i++) {
      all.put(owners.get(i), drafts.get(i));
    }
    accounts = all;
    int at = 0;
    for (Touched its : enrolled) {
      at += its.owner().equals(owners.get(at)) ? 0 : 1;
      its.earner = new Earner(its.device, drafts.get(at));
    }
  }

  private Draft<AccountEntry> knownOrRead(Account account) {
    Draft<AccountEntry> known = accounts.get(account);
    return known != null ? known : read(account);
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
    Touched known = known(network, device);
    return (known != null ? known.device : read(network, device)).entry();
  }

  private @Nullable Touched known(String network, DeviceId device) {
    Map<DeviceId, Touched> its = devices.get(network);
    return its == null ? null : its.get(device);
  }

  /** The entry of a device; none if it is not enrolled. */
  Optional<Draft<DeviceEntry>> draft(String network, DeviceId device) {
    Touched known = known(network, device);
    if (known != null) {
      return Optional.of(known.device);
    }
    Draft<DeviceEntry> draft = read(network, device);
    // Strangers are not remembered: anybody can name as many as there are messages.
    if (draft.entry().isEmpty()) {
      return Optional.empty();
    }
    remember(network, device, draft);
    return Optional.of(draft);
  }

  private void remember(String network, DeviceId device, Draft<DeviceEntry> draft) {
    devices.computeIfAbsent(network, name -> new LinkedHashMap<>()).put(device, new Touched(draft));
  }

  /** The entries of a device and of its owner; none if the device is not enrolled. */
  Optional<Earner> earner(String network, DeviceId device) {
    return draft(network, device)
        .map(its -> new Earner(its, draft(its.entry().orElseThrow().sender().owner())));
  }

  /** The same, if both were touched or read ahead; for any thread as long as none changes this. */
  Optional<Earner> touched(String network, DeviceId device) {
    Touched its = known(network, device);
    if (its == null || its.device.entry().isEmpty()) {
      return Optional.empty();
    }
    if (its.earner != null) {
      return Optional.of(its.earner);
    }
    Draft<AccountEntry> owner = accounts.get(its.owner());
    return owner == null ? Optional.empty() : Optional.of(new Earner(its.device, owner));
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
    Touched known = known(network, device);
    Draft<DeviceEntry> draft = known != null ? known.device : read(network, device);
    draft.write(entry);
    // Its owner may be another by now.
    remember(network, device, draft);
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
        .forEach(its ->
            written.add(() ->
                its.getValue().change(StateKeys.account(its.getKey()), AccountEntry::encode)));
    devices.forEach((network, known) ->
        known.forEach((device, its) -> {
          if (its.device.isWritten()) {
            written.add(
                () -> its.device.change(StateKeys.device(network, device), DeviceEntry::encode));
          }
        }));
    List<StateTree.HashedChange> all = new ArrayList<>(written.size());
    engine.map(written, Supplier::get).forEach(change -> change.ifPresent(all::add));
    accounts.clear();
    devices.clear();
    // Three runs in order, which this takes little more than a walk to merge: devices were touched
    // in the order of messages, which is theirs.
    all.sort(Comparator.comparing(StateTree.HashedChange::key));
    return all;
  }

  /** Accounts that were written, in their order. */
  private List<Map.Entry<Account, Draft<AccountEntry>>> changedAccounts() {
    List<Map.Entry<Account, Draft<AccountEntry>>> changed = new ArrayList<>(accounts.size());
    for (Map.Entry<Account, Draft<AccountEntry>> its : accounts.entrySet()) {
      if (its.getValue().isWritten()) {
        changed.add(its);
      }
    }
    LeadingSort.sort(changed, its -> its.getKey().address().leading(0), Map.Entry.comparingByKey());
    return changed;
  }

  private static Optional<StateTree.HashedChange> hashed(
      Bytes key, Optional<Bytes> valueBefore, Optional<Bytes> value) {
    return valueBefore.equals(value)
        ? Optional.empty()
        : Optional.of(StateTree.HashedChange.of(key, value));
  }
}
