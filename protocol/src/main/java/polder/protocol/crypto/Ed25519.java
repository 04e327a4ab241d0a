package polder.protocol.crypto;

import com.google.crypto.tink.subtle.Ed25519Sign;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Optional;
import polder.protocol.Bytes;

/**
 * Ed25519 (RFC 8032) with one normative set of accepted signatures, because libraries disagree on
 * edge cases and one hostile device could split the validators:
 *
 * <ul>
 *   <li>a key is enrolled only if it is canonical, on the curve, of prime order and not the
 *       identity
 *   <li>a signature has 64 bytes, its S is below L, and encode(S·B − k·A) equals the bytes of its R
 *       (the equation without cofactor; k = SHA-512(R ‖ A ‖ message) mod L)
 * </ul>
 *
 * What the libraries might judge differently (lengths, the range of S, keys that are not canonical)
 * is judged here before one of them is asked. BouncyCastle and libsodium accept other sets and must
 * not stand in.
 */
public final class Ed25519 {
  /** Length of a public key in bytes. */
  public static final int PUBLIC_KEY_SIZE = 32;

  /** Length of a signature in bytes. */
  public static final int SIGNATURE_SIZE = 64;

  /** Length of a seed, the private key of RFC 8032, in bytes. */
  public static final int SEED_SIZE = 32;

  private static final byte[] ORDER = Edwards25519.littleEndian(Edwards25519.L);

  private static final Ed25519Backend BACKEND = choose();

  private Ed25519() {}

  private static Ed25519Backend choose() {
    Optional<Provider> corretto = Corretto.provider();
    return corretto.isPresent() ? new CorrettoEd25519(corretto.get()) : new TinkEd25519();
  }

  /**
   * The library that computes here: {@code "corretto"}, or {@code "tink"} where that is missing.
   */
  public static String backend() {
    return BACKEND.name();
  }

  /**
   * Whether a device may be enrolled with this key: 32 bytes, a canonical encoding (y below p, no
   * sign on x = 0) of a point A of the curve other than the identity, with L·A the identity. The
   * last keeps out the eight points of small order and every sum of one of them with a good key:
   * for such a key some signatures are valid under the equation with the cofactor only, and some
   * are valid for messages nobody signed. Takes a tenth of a millisecond and more; it is asked once
   * per enrolment.
   */
  public static boolean isEnrollable(Bytes publicKey) {
    return publicKey.size() == PUBLIC_KEY_SIZE
        && Edwards25519.decode(publicKey.unsafeArray())
            .filter(point -> !point.isIdentity() && point.isTorsionFree())
            .isPresent();
  }

  /**
   * Whether {@code signature} belongs to {@code message} and {@code publicKey} by the rule above.
   * That the key is enrollable is not asked again.
   */
  public static boolean verify(Bytes publicKey, byte[] message, byte[] signature) {
    return verify(BACKEND, publicKey, message, signature);
  }

  /** The same by a given library; for the test that all give the same verdicts. */
  static boolean verify(Ed25519Backend backend, Bytes publicKey, byte[] message, byte[] signature) {
    return publicKey.size() == PUBLIC_KEY_SIZE
        && signature.length == SIGNATURE_SIZE
        && !Edwards25519.isNotCanonical(publicKey.unsafeArray())
        && isBelowOrder(signature)
        && backend.verify(publicKey, message, signature);
  }

  /** Whether S, the second half of the signature, is below L. */
  private static boolean isBelowOrder(byte[] signature) {
    for (int i = ORDER.length - 1; i >= 0; i--) {
      int digit = signature[SIGNATURE_SIZE - ORDER.length + i] & 0xff;
      int bound = ORDER[i] & 0xff;
      if (digit != bound) {
        return digit < bound;
      }
    }
    return false;
  }

  /**
   * The public key of a seed, 32 bytes; always enrollable.
   *
   * @throws IllegalArgumentException if {@code seed} has not 32 bytes
   */
  public static Bytes publicKey(byte[] seed) {
    checkSeed(seed);
    try {
      return Bytes.wrap(Ed25519Sign.KeyPair.newKeyPairFromSeed(seed).getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every seed has a public key", e);
    }
  }

  /**
   * The signature of {@code message}, 64 bytes; the same each time, whatever the library.
   *
   * @throws IllegalArgumentException if {@code seed} has not 32 bytes
   */
  public static byte[] sign(byte[] seed, byte[] message) {
    checkSeed(seed);
    return BACKEND.sign(seed, message);
  }

  private static void checkSeed(byte[] seed) {
    if (seed.length != SEED_SIZE) {
      throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length);
    }
  }
}
