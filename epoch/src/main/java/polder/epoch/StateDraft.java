package polder.epoch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

  private record DeviceKey(String network, DeviceId device) {}

  StateDraft(StateTree before) {
    this.before = before;
  }

  AccountEntry account(Account account) {
    AccountEntry draft = accounts.get(account);
    return draft != null
        ? draft
        : before.get(StateKeys.account(account)).map(AccountEntry::decode).orElse(AccountEntry.NEW);
  }

  void put(Account account, AccountEntry entry) {
    accounts.put(account, entry);
  }

  Optional<DeviceEntry> device(String network, DeviceId device) {
    DeviceEntry draft = devices.get(new DeviceKey(network, device));
    return draft != null
        ? Optional.of(draft)
        : before
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

  /** All changes, ready to be applied. Entries that ended as they began are left out. */
  SortedMap<Bytes, Optional<Bytes>> changes(EpochEngine engine) {
    List<Change> drafts = new ArrayList<>(changes.size());
    changes.forEach((key, value) -> drafts.add(new Change(key, value)));
    drafts.addAll(
        engine.map(
            List.copyOf(accounts.entrySet()),
            its -> new Change(StateKeys.account(its.getKey()), its.getValue().encode())));
    drafts.addAll(
        engine.map(
            List.copyOf(devices.entrySet()),
            its ->
                new Change(
                    StateKeys.device(its.getKey().network(), its.getKey().device()),
                    its.getValue().encode())));
    SortedMap<Bytes, Optional<Bytes>> all = new TreeMap<>();
    for (Change draft : drafts) {
      if (!before.get(draft.key()).equals(draft.value())) {
        all.put(draft.key(), draft.value());
      }
    }
    return all;
  }

  private record Change(Bytes key, Optional<Bytes> value) {
    Change(Bytes key, Bytes value) {
      this(key, Optional.of(value));
    }
  }
}
