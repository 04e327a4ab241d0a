package polder.epoch;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.GroupKey;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Site;

/**
 * The registry's part of a state, as if many devices had been enrolled long ago: enrolling a
 * million of them one by one would take longer than all that is measured afterwards.
 */
public final class FleetState {
  private final SortedMap<Bytes, Bytes> entries = new TreeMap<>();
  private final String network;

  /** Of one network, still empty. */
  public FleetState(String network) {
    this.network = network;
  }

  /** Enrols a device whose probation is over. */
  public void enrol(DeviceId device, Account owner, Site site) {
    SenderRecord sender = new SenderRecord(device, owner, Optional.of(site), Optional.empty(), 1);
    entries.put(StateKeys.device(network, device), DeviceEntry.enrolled(sender, 1).encode());
    entries.put(StateKeys.account(owner), AccountEntry.NEW.earn(1_000_000_000).encode());
  }

  /** What a group remembers; it wakes in {@code wakeEpoch}. */
  public void remember(GroupKey group, long wakeEpoch, Bytes state) {
    entries.put(
        StateKeys.group(network, group),
        new CborWriter().beginArray(2).integer(wakeEpoch).bytes(state).toBytes());
  }

  /** All entries, ascending. */
  public SortedMap<Bytes, Bytes> entries() {
    return entries;
  }

  /** Their number. */
  public int size() {
    return entries.size();
  }

  /** Bytes of keys and values. */
  public long bytes() {
    long bytes = 0;
    for (Map.Entry<Bytes, Bytes> entry : entries.entrySet()) {
      bytes += entry.getKey().size() + entry.getValue().size();
    }
    return bytes;
  }
}
