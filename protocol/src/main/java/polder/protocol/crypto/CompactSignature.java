package polder.protocol.crypto;

import java.util.Arrays;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** Signatures of 64 bytes (EIP-2098): r ‖ vs, the parity of the nonce's point in the top bit. */
public final class CompactSignature {
  /** Length in bytes. */
  public static final int SIZE = 64;

  private static final int V_EVEN = 27;
  private static final int S = 32;

  private CompactSignature() {}

  /**
   * The short form of r ‖ s ‖ v.
   *
   * @param signature as {@link Secp256k1#sign} gives it
   */
  public static Bytes of(byte[] signature) {
    byte[] compact = Arrays.copyOf(signature, SIZE);
    if (signature[SIZE] != V_EVEN) {
      compact[S] |= (byte) 0x80;
    }
    return Bytes.wrap(compact);
  }

  /** Who signed {@code digest}; nothing if {@code compact} is no signature. */
  public static Optional<Account> recover(Hash digest, Bytes compact) {
    if (compact.size() != SIZE) {
      return Optional.empty();
    }
    byte[] signature = Arrays.copyOf(compact.unsafeArray(), Secp256k1.SIGNATURE_SIZE);
    signature[SIZE] = (byte) (signature[S] < 0 ? V_EVEN + 1 : V_EVEN);
    signature[S] &= 0x7f;
    return Secp256k1.recover(digest, signature);
  }
}
