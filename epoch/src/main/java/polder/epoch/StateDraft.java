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
import java.util.function.Supplier;
import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.StateTree;

/** The state while an epoch changes it: reads fall through to the state before. */
final class StateDraft {
  private final StateTree before;
  private final SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
  // Decoded entries that were touched, so that none is decoded and encoded once a message; in the
  // order in which they were touched first.
  private final Map<Account, AccountEntry> accounts = new LinkedHashMap<>();
  private final Map<DeviceKey, DeviceEntry> devices = new LinkedHashMap<>();
  // What was read ahead; only looked up, never walked.
  private final Map<DeviceKey, DeviceEntry> devicesAhead = new LinkedHashMap<>();
  private final Map<Account, AccountEntry> accountsAhead = new LinkedHashMap<>();

  /** Names a device within its network. */
  record DeviceKey(String network, DeviceId device) {}

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
    List<Optional<DeviceEntry>> found =
        engine.map(keys, key -> deviceBefore(key.network(), key.device()));
    Set<Account> owners = new LinkedHashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      DeviceEntry entry = found.get(i).orElse(null);
      if (entry != null) {
        devicesAhead.put(keys.get(i), entry);
        owners.add(entry.sender().owner());
      }
    }
    List<Account> distinct = List.copyOf(owners);
    List<AccountEntry> entries = engine.map(distinct, this::accountBefore);
    for (int i = 0; i < distinct.size(); i++) {
      accountsAhead.put(distinct.get(i), entries.get(i));
    }
  }

  AccountEntry account(Account account) {
    AccountEntry draft = accounts.get(account);
    if (draft == null) {
      draft = accountsAhead.get(account);
    }
    return draft != null ? draft : accountBefore(account);
  }

  private AccountEntry accountBefore(Account account) {
    return before
        .get(StateKeys.account(account))
        .map(AccountEntry::decode)
        .orElse(AccountEntry.NEW);
  }

  void put(Account account, AccountEntry entry) {
    accounts.put(account, entry);
  }

  Optional<DeviceEntry> device(String network, DeviceId device) {
    DeviceKey key = new DeviceKey(network, device);
    DeviceEntry draft = devices.get(key);
    if (draft == null) {
      draft = devicesAhead.get(key);
    }
    return draft != null ? Optional.of(draft) : deviceBefore(network, device);
  }

  private Optional<DeviceEntry> deviceBefore(String network, DeviceId device) {
    return before
        .get(StateKeys.device(network, device))
        .map(encoded -> DeviceEntry.decode(device, encoded));
  }

  void put(String network, DeviceEntry entry) {
    devices.put(new DeviceKey(network, entry.sender().device()), entry);
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

  void put(Bytes key, Optional<Bytes> value) {
    changes.put(key, value);
  }

  /** The entries of the state before whose key starts with {@code prefix}; changes do not show. */
  NavigableMap<Bytes, Bytes> before(Bytes prefix) {
    return before.range(prefix);
  }

  /**
   * All changes with their hashes, ascending by key, ready to be applied. Entries that ended as
   * they began are left out.
   */
  List<StateTree.HashedChange> changes(EpochEngine engine) {
    List<Supplier<Change>> drafts = new ArrayList<>();
    changes.forEach((key, value) -> drafts.add(() -> new Change(key, value)));
    accounts.forEach((account, entry) ->
        drafts.add(() -> new Change(StateKeys.account(account), Optional.of(entry.encode()))));
    devices.forEach((key, entry) ->
        drafts.add(() ->
            new Change(
                StateKeys.device(key.network(), key.device()), Optional.of(entry.encode()))));
    List<StateTree.HashedChange> all = new ArrayList<>(drafts.size());
    engine.map(drafts, draft -> hashed(draft.get())).forEach(change -> change.ifPresent(all::add));
    all.sort(Comparator.comparing(StateTree.HashedChange::key));
    return all;
  }

  private Optional<StateTree.HashedChange> hashed(Change change) {
    return before.get(change.key()).equals(change.value())
        ? Optional.empty()
        : Optional.of(StateTree.HashedChange.of(change.key(), change.value()));
  }

  private record Change(Bytes key, Optional<Bytes> value) {}
}
