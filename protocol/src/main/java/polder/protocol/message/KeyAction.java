package polder.protocol.message;

import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;

/** What an owner can ask about a device's key, in one network. */
public sealed interface KeyAction extends Action {
  /** One of the device's keys: its name will do. */
  DeviceId device();

  /**
   * Let a device sign with another key from now on. Its name, its history and what it earned stay;
   * what the key before signs counts no more.
   *
   * @param network the network
   * @param device the key it signs with up to now
   * @param newKey the key in its place
   * @param possession the new key's signature, see {@link AccountMessage#rotationStatement}
   * @param succession the signature of the key before over the same; empty where that key is lost,
   *     or not to be trusted any more
   */
  record Rotate(
      String network,
      DeviceId device,
      DeviceId newKey,
      Bytes possession,
      Optional<Bytes> succession)
      implements KeyAction {

    /** Before any key has signed it. */
    public static Rotate unsigned(String network, DeviceId device, DeviceId newKey) {
      return new Rotate(network, device, newKey, Bytes.EMPTY, Optional.empty());
    }

    /** With the signatures of both keys, or of the new one alone, over {@code statement}. */
    public Rotate signed(Bytes statement, DeviceKey next, Optional<DeviceKey> before) {
      return new Rotate(
          network,
          device,
          newKey,
          Bytes.wrap(next.sign(statement.unsafeArray())),
          before.map(key -> Bytes.wrap(key.sign(statement.unsafeArray()))));
    }
  }

  /** Let nothing of a device count from now on, for ever. */
  record Revoke(String network, DeviceId device) implements KeyAction {}

  /**
   * Declare that one copy of a device is left: of two that ran with one key, or of one that was
   * restored from a backup.
   *
   * @param above only messages with sequences above this count from now on, 0 or more
   */
  record Resolve(String network, DeviceId device, long above) implements KeyAction {}
}
