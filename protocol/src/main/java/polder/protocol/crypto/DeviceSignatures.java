package polder.protocol.crypto;

import polder.protocol.identity.DeviceId;

/** What a device's signature and key are worth, whatever kind of key it has. */
public final class DeviceSignatures {
  private DeviceSignatures() {}

  /** Whether a device with this key may be enrolled; see the rules of each kind of key. */
  public static boolean isEnrollable(DeviceId device) {
    return switch (device.type()) {
      case ED25519 -> Ed25519.isEnrollable(device.publicKey());
      case P256 -> P256.isEnrollable(device.publicKey());
    };
  }

  /**
   * Whether {@code device} signed {@code message}. Any other length than 64 bytes of {@code
   * signature} is no signature.
   */
  public static boolean verify(DeviceId device, byte[] message, byte[] signature) {
    return switch (device.type()) {
      case ED25519 -> Ed25519.verify(device.publicKey(), message, signature);
      case P256 -> P256.verify(device.publicKey(), message, signature);
    };
  }
}
