package polder.protocol.crypto;

import polder.protocol.Bytes;

/** A library that computes Ed25519. All of them accept the same signatures; see {@link Ed25519}. */
sealed interface Ed25519Backend permits CorrettoEd25519, TinkEd25519 {
  /** Its name for reports, such as {@code "tink"}. */
  String name();

  /**
   * Whether encode(S·B − k·A) equals the bytes of R.
   *
   * @param publicKey 32 bytes that are canonical, though not always on the curve
   * @param signature 64 bytes whose S is below L
   */
  boolean verify(Bytes publicKey, byte[] message, byte[] signature);

  /** The signature of RFC 8032 section 5.1.6 by a seed of 32 bytes. */
  byte[] sign(byte[] seed, byte[] message);
}
