package polder.protocol.crypto;

import polder.protocol.identity.DeviceId;

/** An Ed25519 key. No record: a record would print its seed. */
final class Ed25519Key implements DeviceKey {
  private final DeviceId id;
  private final byte[] seed;

  Ed25519Key(DeviceId id, byte[] seed) {
    this.id = id;
    this.seed = seed;
  }

  @Override
  public DeviceId id() {
    return id;
  }

  @Override
  public byte[] sign(byte[] message) {
    return Ed25519.sign(seed, message);
  }

  @Override
  public String toString() {
    return "private key of " + id;
  }
}
