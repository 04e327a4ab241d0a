package polder.protocol.crypto;

import polder.protocol.identity.DeviceId;

/** A P-256 key. No record: a record would print its secret. */
final class P256Key implements DeviceKey {
  private final DeviceId id;
  private final byte[] secret;

  P256Key(DeviceId id, byte[] secret) {
    this.id = id;
    this.secret = secret;
  }

  @Override
  public DeviceId id() {
    return id;
  }

  @Override
  public byte[] sign(byte[] message) {
    return P256.sign(secret, message);
  }

  @Override
  public String toString() {
    return "private key of " + id;
  }
}
