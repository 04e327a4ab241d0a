package polder.node.validator;

import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** The key that a validator signs with. */
public interface Signer {
  /** Whose key it is. */
  Account account();

  /**
   * Signs {@code digest}, always with the same signature.
   *
   * @return r ‖ s ‖ v, s in the lower half, v 27 or 28
   */
  byte[] sign(Hash digest);
}
