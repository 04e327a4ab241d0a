package polder.ports.chain;

import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * Accounts that are contracts and say themselves what they signed (EIP-1271). Each question ends
 * within its own bound of time. Safe for several threads.
 */
@FunctionalInterface
public interface ContractWallets {
  /**
   * Whether the contract at {@code account} takes {@code signature} for its own of {@code digest},
   * on the newest state; false where there is no contract, or one that knows nothing of this.
   *
   * @param signature whatever the contract understands
   * @throws ChainException if the chain does not answer
   */
  boolean isSigned(Account account, Hash digest, Bytes signature) throws ChainException;
}
