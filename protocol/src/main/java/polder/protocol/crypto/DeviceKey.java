package polder.protocol.crypto;

import polder.protocol.identity.DeviceId;
import polder.protocol.identity.KeyType;

/** The private key of a device. It never shows its secret: not as text, not in a comparison. */
public sealed interface DeviceKey permits Ed25519Key, P256Key {
  /** The device that holds this key. */
  DeviceId id();

  /** The signature of {@code message}, 64 bytes; the same each time. */
  byte[] sign(byte[] message);

  /**
   * A key from 32 bytes that nobody can guess.
   *
   * @throws IllegalArgumentException if {@code seed} has not 32 bytes
   */
  static DeviceKey ed25519(byte[] seed) {
    return new Ed25519Key(DeviceId.of(KeyType.ED25519, Ed25519.publicKey(seed)), seed.clone());
  }

  /**
   * A key from 32 bytes that nobody can guess.
   *
   * @throws IllegalArgumentException if {@code secret} is no number in [1, n − 1] of 32 bytes; one
   *     in 2^32 random ones is not
   */
  static DeviceKey p256(byte[] secret) {
    return new P256Key(DeviceId.of(KeyType.P256, P256.publicKey(secret)), secret.clone());
  }
}
