package polder.node.gateway;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import polder.epoch.DeviceEntry;
import polder.epoch.Members;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What was acknowledged and is in no sealed epoch yet, as far as the doors need it: who was
 * enrolled, appointed or changed hands, and how much each sender has sent. Bounded; what does not
 * fit is missing here and only here. Any thread may call it.
 */
final class Pending {
  /** A sender in a network; accounts stand in the network without a name. */
  record Sender(String network, Bytes id) {
    static Sender of(String network, DeviceId device) {
      return new Sender(network, device.multikey());
    }

    static Sender of(Account account) {
      return new Sender("", account.address());
    }
  }

  /** The acknowledged message of the highest sequence. */
  record Last(long sequence, Hash message) {}

  private static final class Tally {
    int messages;
    Last last = new Last(0, Hash.ZERO);
  }

  private static final class Epoch {
    final Map<Sender, Tally> tallies = new HashMap<>();
    final Map<Sender, DeviceEntry> devices = new HashMap<>();
    final Map<Sender, DeviceId> rotated = new HashMap<>();
    final Map<Account, Members> members = new HashMap<>();
  }

  private final int mostSenders;
  private final TreeMap<Long, Epoch> epochs = new TreeMap<>();

  Pending(int mostSenders) {
    this.mostSenders = mostSenders;
  }

  private Optional<Tally> tally(Sender sender, long number) {
    Epoch epoch = epochs.computeIfAbsent(number, key -> new Epoch());
    Tally tally = epoch.tallies.get(sender);
    if (tally == null && epoch.tallies.size() < mostSenders) {
      tally = new Tally();
      epoch.tallies.put(sender, tally);
    }
    return Optional.ofNullable(tally);
  }

  /** Counts a message that is about to be handed over; false if there were {@code most} already. */
  synchronized boolean reserve(Sender sender, long epoch, long most) {
    Optional<Tally> tally = tally(sender, epoch);
    if (tally.isPresent() && tally.get().messages >= most) {
      return false;
    }
    tally.ifPresent(its -> its.messages++);
    return true;
  }

  /** Takes back a reservation whose message was not taken. */
  synchronized void release(Sender sender, long epoch) {
    tally(sender, epoch).filter(its -> its.messages > 0).ifPresent(its -> its.messages--);
  }

  /** Remembers an acknowledged message. */
  synchronized void acknowledged(Sender sender, long epoch, Last message) {
    tally(sender, epoch)
        .filter(its -> its.last.sequence() < message.sequence())
        .ifPresent(its -> its.last = message);
  }

  /** The acknowledged message of {@code sender} with the highest sequence, if there is any. */
  synchronized Optional<Last> last(Sender sender) {
    for (Epoch epoch : epochs.descendingMap().values()) {
      Tally tally = epoch.tallies.get(sender);
      if (tally != null && tally.last.sequence() > 0) {
        return Optional.of(tally.last);
      }
    }
    return Optional.empty();
  }

  /** Remembers what the registry will know of a device. */
  synchronized void enrolled(String network, long number, DeviceEntry device) {
    Epoch epoch = epochs.computeIfAbsent(number, key -> new Epoch());
    DeviceId name = device.sender().device();
    Sender sender = Sender.of(network, name);
    if (epoch.devices.containsKey(sender) || epoch.devices.size() < mostSenders) {
      epoch.devices.put(sender, device);
      DeviceId key = device.use().key(name);
      if (!key.equals(name) && epoch.rotated.size() < mostSenders) {
        epoch.rotated.put(Sender.of(network, key), name);
      }
    }
  }

  /** Remembers whom an account will have appointed. */
  synchronized void appointed(Account organisation, long number, Members members) {
    Epoch epoch = epochs.computeIfAbsent(number, key -> new Epoch());
    if (epoch.members.containsKey(organisation) || epoch.members.size() < mostSenders) {
      epoch.members.put(organisation, members);
    }
  }

  /** Whom an account will have appointed after each epoch that changes it; the last one first. */
  synchronized List<Members> members(Account organisation) {
    return epochs.descendingMap().values().stream()
        .flatMap(epoch -> Optional.ofNullable(epoch.members.get(organisation)).stream())
        .toList();
  }

  /** What the registry will know of a device, if that changes with an epoch that is not sealed. */
  synchronized Optional<DeviceEntry> device(String network, DeviceId name) {
    return latest(its -> its.devices, Sender.of(network, name));
  }

  /** The name of a device that is rotated to {@code key} in an epoch that is not sealed. */
  synchronized Optional<DeviceId> rotatedTo(String network, DeviceId key) {
    return latest(its -> its.rotated, Sender.of(network, key));
  }

  private <V> Optional<V> latest(Function<Epoch, Map<Sender, V>> of, Sender sender) {
    for (Epoch epoch : epochs.descendingMap().values()) {
      V found = of.apply(epoch).get(sender);
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** Forgets the epochs before {@code epoch}: they are sealed. */
  synchronized void forgetBefore(long epoch) {
    epochs.headMap(epoch).clear();
  }
}
