package polder.protocol.crypto;

import java.util.Optional;
import polder.protocol.Bytes;

/**
 * Signatures as wallets give them: r ‖ s ‖ v of 65 bytes, where v is 27 or 28, or 0 or 1 from
 * hardware that leaves the 27 out.
 */
public final class WalletSignature {
  private static final int V_EVEN = 27;
  private static final int LAST = Secp256k1.SIGNATURE_SIZE - 1;

  private WalletSignature() {}

  /** The same signature with v 27 or 28; nothing if {@code given} is none of 65 bytes. */
  public static Optional<Bytes> normal(Bytes given) {
    if (given.size() != Secp256k1.SIGNATURE_SIZE) {
      return Optional.empty();
    }
    byte[] bytes = given.toArray();
    if (bytes[LAST] == 0 || bytes[LAST] == 1) {
      bytes[LAST] = (byte) (bytes[LAST] + V_EVEN);
    }
    boolean known = bytes[LAST] == V_EVEN || bytes[LAST] == V_EVEN + 1;
    return known ? Optional.of(Bytes.wrap(bytes)) : Optional.empty();
  }
}
