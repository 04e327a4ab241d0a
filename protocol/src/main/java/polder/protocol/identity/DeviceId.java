package polder.protocol.identity;

import java.util.List;
import polder.protocol.Bytes;

/**
 * A device, named by its public key as in the did:key method of W3C's Credentials Community Group.
 * Two identities are equal exactly if their keys are the same bytes.
 *
 * @param multikey the two bytes of a {@link KeyType#prefix()} and the public key behind them; that
 *     the key is a point worth trusting is checked where the device is enrolled, not here
 */
public record DeviceId(Bytes multikey) implements Comparable<DeviceId> {
  private static final String SCHEME = "did:key:z";

  /** Longer text is refused before it is decoded. */
  private static final int MAXIMUM_TEXT = 80;

  private static final int PREFIX_LENGTH = 2;
  private static final List<KeyType> TYPES = List.of(KeyType.values());

  /**
   * Checks prefix and length.
   *
   * @throws IllegalArgumentException if {@code multikey} is no Ed25519 or P-256 key by form
   */
  public DeviceId {
    KeyType type = typeOf(multikey);
    if (multikey.size() != PREFIX_LENGTH + type.keyLength()) {
      throw new IllegalArgumentException(
          "an " + type + " multikey of " + multikey.size() + " bytes");
    }
  }

  /**
   * The device with this public key.
   *
   * @throws IllegalArgumentException if the key has not the length that {@code type} asks for
   */
  public static DeviceId of(KeyType type, Bytes publicKey) {
    return new DeviceId(type.prefix().concat(publicKey));
  }

  /**
   * Reads {@code did:key:z…} as {@link #did()} writes it; there is no other spelling.
   *
   * @throws IllegalArgumentException if {@code did} is anything else
   */
  public static DeviceId parse(String did) {
    if (did.length() > MAXIMUM_TEXT || !did.startsWith(SCHEME)) {
      throw new IllegalArgumentException("not a did:key of an Ed25519 or P-256 key");
    }
    return new DeviceId(Bytes.wrap(Base58.decode(did.substring(SCHEME.length()))));
  }

  /** Which kind of key this is. */
  public KeyType type() {
    return typeOf(multikey);
  }

  /** The public key: 32 bytes for Ed25519, 33 for P-256. */
  public Bytes publicKey() {
    return Bytes.copyOf(multikey.unsafeArray(), PREFIX_LENGTH, multikey.size() - PREFIX_LENGTH);
  }

  /**
   * The first eight bytes of the public key, by which nearly all devices that are not equal are
   * told apart. Not in their order: that begins with the type of the key.
   */
  public long leading() {
    return multikey.leading(PREFIX_LENGTH);
  }

  /** The decentralised identifier, {@code did:key:z…}: 57 characters at most. */
  public String did() {
    return SCHEME + Base58.encode(multikey.unsafeArray());
  }

  private static KeyType typeOf(Bytes multikey) {
    for (KeyType type : TYPES) {
      if (multikey.startsWith(type.prefix())) {
        return type;
      }
    }
    throw new IllegalArgumentException("a multikey of neither Ed25519 nor P-256");
  }

  /** By the bytes of the multikey, so that devices of one key type stand together. */
  @Override
  public int compareTo(DeviceId other) {
    return multikey.compareTo(other.multikey);
  }

  // Written out, as a record's own is not, until it is compiled well; it is asked for everywhere.
  @Override
  public boolean equals(Object other) {
    return other instanceof DeviceId device && multikey.equals(device.multikey);
  }

  @Override
  public int hashCode() {
    return multikey.hashCode();
  }

  @Override
  public String toString() {
    return did();
  }
}
