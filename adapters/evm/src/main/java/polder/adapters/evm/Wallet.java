package polder.adapters.evm;

import java.security.SecureRandom;
import polder.protocol.Hash;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;

/** The key of an account: signs, and never shows its secret but to a key file. */
public final class Wallet {
  private final byte[] secret;
  private final Account account;

  private Wallet(byte[] secret) {
    this.secret = secret;
    this.account = Secp256k1.account(secret);
  }

  /**
   * The wallet of a secret.
   *
   * @param secret 32 bytes, a number in [1, n − 1]
   * @throws IllegalArgumentException if it is something else
   */
  public static Wallet of(byte[] secret) {
    return new Wallet(secret.clone());
  }

  /** A new wallet by the platform's strongest everyday randomness. */
  public static Wallet random() {
    SecureRandom random = new SecureRandom();
    byte[] secret = new byte[Secp256k1.SECRET_SIZE];
    while (true) {
      random.nextBytes(secret);
      try {
        return of(secret);
      } catch (IllegalArgumentException oneIn2To128) {
        // Drawn again.
      }
    }
  }

  /** Who signs. */
  public Account account() {
    return account;
  }

  /**
   * Signs {@code digest}, always with the same signature.
   *
   * @return r ‖ s ‖ v, s in the lower half, v 27 or 28
   */
  public byte[] sign(Hash digest) {
    return Secp256k1.sign(secret, digest);
  }

  byte[] secret() {
    return secret.clone();
  }

  @Override
  public String toString() {
    return account.toString();
  }
}
