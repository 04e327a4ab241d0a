package polder.ports.chain;

import java.util.Optional;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** How far an intent has come. */
public sealed interface Progress {
  /** Whether it will not change any more, unless the chain goes back behind what is settled. */
  default boolean isOver() {
    return this instanceof Succeeded || this instanceof Failed;
  }

  /**
   * It is written down, and no transaction is signed yet.
   *
   * @param note what it waits for, one line; empty if nothing keeps it
   */
  record Waiting(String note) implements Progress {}

  /**
   * A transaction is signed, and may be on its way.
   *
   * @param nonce its nonce
   * @param transaction the hash of the version with the highest fees
   * @param versions how many versions were signed, each with higher fees
   * @param note what keeps it, one line; empty if nothing does
   */
  record Sent(long nonce, Hash transaction, int versions, String note) implements Progress {}

  /**
   * It is in a block that has too few others on it.
   *
   * @param confirmations blocks on top
   * @param success whether it had its effect there
   */
  record Mined(Hash transaction, Anchor block, long confirmations, boolean success)
      implements Progress {}

  /**
   * It had its effect, and the block has its confirmations.
   *
   * @param created the contract it made, if any
   */
  record Succeeded(Hash transaction, Anchor block, long gasUsed, Optional<Account> created)
      implements Progress {}

  /**
   * It had no effect and will have none. It may be submitted again under the same label.
   *
   * @param reason the contract's own, decoded, or why it was never sent; one line
   * @param transaction that which reverted; none if nothing was sent
   */
  record Failed(String reason, Optional<Hash> transaction) implements Progress {}

  /**
   * Somebody has to look: whether it had its effect cannot be found out.
   *
   * @param reason what is not known and what to do, one line
   */
  record Blocked(String reason) implements Progress {}
}
