package polder.epoch;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.StateTree;

/** The state while an epoch changes it: reads fall through to the state before. */
final class StateDraft {
  private final StateTree before;
  private final SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
  // Decoded entries that were touched, so that none is decoded and encoded once a message.
  private final SortedMap<Bytes, AccountEntry> accounts = new TreeMap<>();
  private final SortedMap<DeviceKey, DeviceEntry> devices = new TreeMap<>();

  private record DeviceKey(String network, DeviceId device) implements Comparable<DeviceKey> {
    @Override
    public int compareTo(DeviceKey other) {
      int order = network.compareTo(other.network);
      return order == 0 ? device.compareTo(other.device) : order;
    }
  }

  StateDraft(StateTree before) {
    this.before = before;
  }

  AccountEntry account(Account account) {
    Bytes key = StateKeys.account(account);
    AccountEntry draft = accounts.get(key);
    return draft != null
        ? draft
        : before.get(key).map(AccountEntry::decode).orElse(AccountEntry.NEW);
  }

  void put(Account account, AccountEntry entry) {
    accounts.put(StateKeys.account(account), entry);
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
  SortedMap<Bytes, Optional<Bytes>> changes() {
    SortedMap<Bytes, Optional<Bytes>> all = new TreeMap<>(changes);
    encode(all, accounts, Function.identity(), AccountEntry::encode);
    encode(all, devices, key -> StateKeys.device(key.network(), key.device()), DeviceEntry::encode);
    all.entrySet().removeIf(change -> before.get(change.getKey()).equals(change.getValue()));
    return all;
  }

  private static <K, V> void encode(
      SortedMap<Bytes, Optional<Bytes>> all,
      SortedMap<K, V> entries,
      Function<K, Bytes> key,
      Function<V, Bytes> encoding) {
    entries.forEach((name, entry) -> all.put(key.apply(name), Optional.of(encoding.apply(entry))));
  }
}
