package polder.epoch;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import polder.networks.GroupKey;
import polder.networks.NetworkRules;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;

/**
 * How a deployment stands after its latest epoch: what doors check against and views show.
 * Immutable as long as nobody applies changes to {@code state}.
 *
 * @param header the latest header; empty before epoch 0
 * @param state the state after it
 * @param manifests the rules in force now
 * @param rules each network's rules, by name
 */
public record Standing(
    Optional<EpochHeader> header,
    StateTree state,
    Manifests manifests,
    Map<String, NetworkRules<?>> rules) {

  /** The number of the epoch that comes next. */
  public long nextEpoch() {
    return header.map(sealed -> sealed.epoch() + 1).orElse(0L);
  }

  /** What the state holds of a device. */
  public Optional<DeviceEntry> device(String network, DeviceId device) {
    return state
        .get(StateKeys.device(network, device))
        .map(entry -> DeviceEntry.decode(device, entry));
  }

  /** What the state holds of the device that signs, or once signed, with {@code key}. */
  public Optional<DeviceEntry> deviceOf(String network, DeviceId key) {
    return device(network, StateEntry.named(state, network, key));
  }

  /** What the groups of a network told each other of the latest epoch, merged. */
  public Bytes summary(String network) {
    return state.get(StateKeys.summary(network)).orElse(Bytes.EMPTY);
  }

  /** What the state holds of an account; {@link AccountEntry#NEW} if nothing. */
  public AccountEntry account(Account account) {
    return state.get(StateKeys.account(account)).map(AccountEntry::decode).orElse(AccountEntry.NEW);
  }

  /** Whom {@code organisation} appointed. */
  public Members members(Account organisation) {
    return state.get(StateKeys.members(organisation)).map(Members::decode).orElse(Members.NOBODY);
  }

  /** Hands over every account that appointed somebody, ordered by address. */
  public void forEachOrganisation(BiConsumer<Account, Members> reader) {
    Bytes prefix = StateKeys.organisations();
    state.forEach(
        prefix,
        (key, entry) ->
            reader.accept(
                new Account(Bytes.copyOf(key.unsafeArray(), prefix.size(), Account.SIZE)),
                Members.decode(entry)));
  }

  /** Hands over every account that the state knows, ordered by address. */
  public void forEachAccount(BiConsumer<Account, AccountEntry> reader) {
    Bytes prefix = StateKeys.accounts();
    state.forEach(
        prefix,
        (key, entry) ->
            reader.accept(
                new Account(Bytes.copyOf(key.unsafeArray(), prefix.size(), Account.SIZE)),
                AccountEntry.decode(entry)));
  }

  /** Hands over every validator that the chain told of, ordered by account. */
  public void forEachValidator(BiConsumer<Account, ValidatorEntry> reader) {
    Bytes prefix = StakeKeys.validators();
    state.forEach(
        prefix,
        (key, entry) ->
            reader.accept(
                new Account(Bytes.copyOf(key.unsafeArray(), prefix.size(), Account.SIZE)),
                ValidatorEntry.decode(entry)));
  }

  /** Hands over every device of a network, ordered by identifier. */
  public void forEachDevice(String network, BiConsumer<DeviceId, DeviceEntry> reader) {
    Bytes prefix = StateKeys.devices(network);
    state.forEach(
        prefix,
        (key, entry) -> {
          DeviceId device =
              new DeviceId(
                  Bytes.copyOf(key.unsafeArray(), prefix.size(), key.size() - prefix.size()));
          reader.accept(device, DeviceEntry.decode(device, entry));
        });
  }

  /** What a network's group left itself; empty if there is no such group. */
  public Bytes group(String network, GroupKey group) {
    return state.get(StateKeys.group(network, group)).map(GroupEntry::state).orElse(Bytes.EMPTY);
  }

  /** Hands over every group of a network with what it left itself, ordered by name. */
  public void forEachGroup(String network, BiConsumer<GroupKey, Bytes> reader) {
    state.forEach(
        StateKeys.groups(network),
        (key, entry) -> reader.accept(StateKeys.groupOf(network, key), GroupEntry.state(entry)));
  }

  /** What members put into a group's purse and it has not paid, nano-tokens. */
  public long purseNano(String network, GroupKey group) {
    return state
        .get(StateKeys.purse(network, group))
        .map(entry -> new CborReader(entry).integer())
        .orElse(0L);
  }
}
