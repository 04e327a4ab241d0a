package polder.epoch;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.SeedCommitment;

/** Names entries of the state, for those who prove or compare them. */
public final class StateEntry {
  private StateEntry() {}

  /** The key of a device's entry in a network. */
  public static Bytes device(String network, DeviceId device) {
    return StateKeys.device(network, device);
  }

  /**
   * The name of the device in {@code network} that signs, or once signed, with {@code key}; {@code
   * key} itself if no device was ever rotated to it.
   */
  public static DeviceId named(StateTree state, String network, DeviceId key) {
    return state.get(StateKeys.keyHolder(network, key)).map(DeviceId::new).orElse(key);
  }

  /**
   * The keys with which the device of this name in {@code network} signs or once signed, its name
   * among them. Takes time for each key of the network that ever replaced another.
   */
  public static SortedSet<DeviceId> keys(StateTree state, String network, DeviceId name) {
    SortedSet<DeviceId> keys = new TreeSet<>();
    keys.add(name);
    Bytes prefix = StateKeys.keyHolders(network);
    state.forEach(
        prefix,
        (key, holder) -> {
          if (holder.equals(name.multikey())) {
            keys.add(
                new DeviceId(
                    Bytes.copyOf(key.unsafeArray(), prefix.size(), key.size() - prefix.size())));
          }
        });
    return keys;
  }

  /** The key of an account's entry. */
  public static Bytes account(Account account) {
    return StateKeys.account(account);
  }

  /** The key of what is known of a validator's seed chain. */
  public static Bytes seed(Account validator) {
    return StateKeys.seed(validator);
  }

  /** What is known of the seed chain of {@code validator}; empty if it committed to none. */
  public static Optional<SeedCommitment> seed(StateTree state, Account validator) {
    return state
        .get(StateKeys.seed(validator))
        .map(SeedEntry::decode)
        .filter(SeedEntry::candidate)
        .flatMap(SeedEntry::commitment);
  }

  /** The key of what a group left itself. */
  public static Bytes group(String network, GroupKey group) {
    return StateKeys.group(network, group);
  }

  /** The key of a validator's entry, which {@link ValidatorEntry} reads. */
  public static Bytes validator(Account account) {
    return StakeKeys.validator(account);
  }

  /** What the entry at {@code key} is, in words; the key in hexadecimal if it is none of ours. */
  public static String describe(Bytes key) {
    try {
      return words(key);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return "the unknown entry " + key;
    }
  }

  private static String words(Bytes key) {
    if (key.equals(StateKeys.genesis())) {
      return "the mark of genesis";
    }
    if (key.equals(StateKeys.chain())) {
      return "what was taken in of the chain";
    }
    if (key.startsWith(StateKeys.seeds())) {
      return "the seed chain of validator " + StateKeys.seedOf(key);
    }
    if (key.startsWith(StateKeys.accounts())) {
      return "account " + new Account(Bytes.copyOf(key.unsafeArray(), 1, key.size() - 1));
    }
    if (key.startsWith(StateKeys.organisations())) {
      return "the members of " + new Account(Bytes.copyOf(key.unsafeArray(), 1, key.size() - 1));
    }
    if ((char) key.get(0) == 'v') {
      return StakeKeys.describe(key);
    }
    int end = 1;
    while (end < key.size() && key.get(end) != 0) {
      end++;
    }
    if (end >= key.size()) {
      throw new IllegalArgumentException("no network");
    }
    String network = new String(key.unsafeArray(), 1, end - 1, StandardCharsets.UTF_8);
    Bytes name = Bytes.copyOf(key.unsafeArray(), end + 1, key.size() - end - 1);
    String what =
        switch ((char) key.get(0)) {
          case 'd' -> "device " + new DeviceId(name);
          case 'g' -> "group " + new GroupKey(text(name));
          case 'h' -> "the probation of " + StateKeys.heldDevice(network, key);
          case 'i' -> "the credentials of " + new DeviceId(name);
          case 'r' ->
              "what "
                  + new DeviceId(Bytes.copyOf(name.unsafeArray(), 0, name.size() - Hash.SIZE))
                  + " revoked";
          case 'k' -> "the device of key " + new DeviceId(name);
          case 'n' -> "notes to group " + new GroupKey(text(name));
          case 'p' -> "the purse of group " + new GroupKey(text(name));
          case 's' -> "the summary";
          default -> throw new IllegalArgumentException("no such letter");
        };
    return what + " in network " + network;
  }

  private static String text(Bytes name) {
    return new String(name.unsafeArray(), StandardCharsets.UTF_8);
  }
}
