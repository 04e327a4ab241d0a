package polder.world.live;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;

/** Keys of simulated devices and owners: real keys, derived from the fleet's seed. */
final class SimulatedKeys {
  private final long seed;

  SimulatedKeys(long seed) {
    this.seed = seed;
  }

  DeviceKey device(int index) {
    return DeviceKey.ed25519(derive("polder/simulated/device", index));
  }

  /** The secp256k1 secret of an owner's account. */
  byte[] owner(int index) {
    return derive("polder/simulated/owner", index);
  }

  private byte[] derive(String purpose, int index) {
    byte[] which =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(seed).putInt(index).array();
    return Hash.sha256(purpose.getBytes(StandardCharsets.US_ASCII), which).toArray();
  }
}
