package polder.protocol.identity;

import polder.protocol.Bytes;

/** The kinds of public key a device may have, each with its multicodec prefix. */
public enum KeyType {
  /** Ed25519 (RFC 8032): a key of 32 bytes, multicodec 0xed as a varint. */
  ED25519("ed01", 32),
  /** NIST P-256: a compressed point of 33 bytes (SEC 1), multicodec 0x1200 as a varint. */
  P256("8024", 33);

  private final Bytes prefix;
  private final int keyLength;

  KeyType(String prefixHex, int keyLength) {
    this.prefix = Bytes.fromHex(prefixHex);
    this.keyLength = keyLength;
  }

  /** The two bytes before the public key in a multikey. */
  public Bytes prefix() {
    return prefix;
  }

  /** Length of a public key of this type in bytes. */
  public int keyLength() {
    return keyLength;
  }
}
