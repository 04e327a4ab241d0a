package polder.epoch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * Keys of the state tree: one letter for the kind of entry, then the network and a zero byte where
 * the entry belongs to one, then the identifier.
 */
final class StateKeys {
  private static final Bytes ACCOUNTS = letter('a');

  private StateKeys() {}

  /** All accounts. */
  static Bytes accounts() {
    return ACCOUNTS;
  }

  static Bytes account(Account account) {
    return ACCOUNTS.concat(account.address());
  }

  /** All organisations. */
  static Bytes organisations() {
    return letter('m');
  }

  /** Whom an account appointed. */
  static Bytes members(Account organisation) {
    return organisations().concat(organisation.address());
  }

  /** All devices of {@code network}. */
  static Bytes devices(String network) {
    return prefix('d', network);
  }

  static Bytes device(String network, DeviceId device) {
    return key('d', network, device.multikey());
  }

  /** All keys of {@code network} that are not the names of their devices. */
  static Bytes keyHolders(String network) {
    return prefix('k', network);
  }

  /** Which device {@code key} belongs to, where that is not the one named by it. */
  static Bytes keyHolder(String network, DeviceId key) {
    return key('k', network, key.multikey());
  }

  /** All groups of {@code network}. */
  static Bytes groups(String network) {
    return prefix('g', network);
  }

  static Bytes group(String network, GroupKey group) {
    return key('g', network, text(group.text()));
  }

  static GroupKey groupOf(String network, Bytes key) {
    int skip = groups(network).size();
    return new GroupKey(
        new String(key.unsafeArray(), skip, key.size() - skip, StandardCharsets.UTF_8));
  }

  /** All devices of {@code network} whose earnings are held, by the end of their probation. */
  static Bytes held(String network) {
    return prefix('h', network);
  }

  static Bytes held(String network, long endMillis, DeviceId device) {
    byte[] end = ByteBuffer.allocate(Long.BYTES).putLong(endMillis).array();
    return held(network).concat(Bytes.wrap(end)).concat(device.multikey());
  }

  static long heldEndMillis(String network, Bytes key) {
    return ByteBuffer.wrap(key.unsafeArray()).getLong(held(network).size());
  }

  static DeviceId heldDevice(String network, Bytes key) {
    int skip = held(network).size() + Long.BYTES;
    return new DeviceId(Bytes.copyOf(key.unsafeArray(), skip, key.size() - skip));
  }

  /** All groups of {@code network} that have notes to read. */
  static Bytes notes(String network) {
    return prefix('n', network);
  }

  static Bytes notes(String network, GroupKey group) {
    return key('n', network, text(group.text()));
  }

  static GroupKey notesOf(String network, Bytes key) {
    int skip = notes(network).size();
    return new GroupKey(
        new String(key.unsafeArray(), skip, key.size() - skip, StandardCharsets.UTF_8));
  }

  static Bytes purse(String network, GroupKey group) {
    return key('p', network, text(group.text()));
  }

  static Bytes summary(String network) {
    return prefix('s', network);
  }

  /** All validators' seed chains. */
  static Bytes seeds() {
    return letter('l');
  }

  static Bytes seed(Account validator) {
    return seeds().concat(validator.address());
  }

  static Account seedOf(Bytes key) {
    return new Account(Bytes.copyOf(key.unsafeArray(), 1, key.size() - 1));
  }

  /** What was taken in of the chain. */
  static Bytes chain() {
    return letter('c');
  }

  /** Set once the balances of genesis are in. */
  static Bytes genesis() {
    return letter('z');
  }

  /** What a device holds of credentials. */
  static Bytes credentials(String network, DeviceId device) {
    return key('i', network, device.multikey());
  }

  /** What an issuer revoked by one of its lists. */
  static Bytes revocations(String network, DeviceId issuer, Hash list) {
    return key('r', network, issuer.multikey().concat(Bytes.wrap(list.toArray())));
  }

  private static Bytes prefix(char letter, String network) {
    return key(letter, network, Bytes.EMPTY);
  }

  private static Bytes key(char letter, String network, Bytes identifier) {
    byte[] name = network.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[2 + name.length + identifier.size()];
    key[0] = (byte) letter;
    System.arraycopy(name, 0, key, 1, name.length);
    System.arraycopy(identifier.unsafeArray(), 0, key, 2 + name.length, identifier.size());
    return Bytes.wrap(key);
  }

  private static Bytes letter(char letter) {
    return Bytes.wrap(new byte[] {(byte) letter});
  }

  private static Bytes text(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
