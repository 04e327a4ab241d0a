package polder.world.recorded;

import java.nio.charset.StandardCharsets;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Site;

/**
 * A recorded device with a key of its own: Ed25519 with the seed SHA-256 of {@code
 * polder/recorded/device} and the name, so that backtest and replay break ties alike. Anybody can
 * sign for it.
 *
 * @param name what the observations call it
 * @param key its key
 * @param owner who owns it
 * @param site where it stands, on the network's grid
 */
public record RecordedDevice(String name, DeviceKey key, RecordedOwner owner, Site site) {
  private static final byte[] SALT = "polder/recorded/device".getBytes(StandardCharsets.UTF_8);

  static RecordedDevice of(String name, RecordedOwner owner, Site site) {
    byte[] seed = Hash.sha256(SALT, name.getBytes(StandardCharsets.UTF_8)).toArray();
    return new RecordedDevice(name, DeviceKey.ed25519(seed), owner, site);
  }

  /** Its identity. */
  public DeviceId id() {
    return key.id();
  }
}
