package polder.adapters.evm;

import java.util.Optional;
import polder.ports.chain.ChainException;
import polder.ports.chain.Intent;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;

/**
 * Looks for the transaction that used a nonce. Only finding the block in which the nonce was used
 * shows that an intent's own transactions can no longer be mined: that a node does not know them
 * shows nothing.
 */
final class ForeignNonce {
  /** Blocks that are read whole when the node has forgotten how many transactions there were. */
  private static final long MOST_READ = 256;

  private final Eth eth;
  private final Account account;
  private final long nonce;
  private final Intent intent;

  /** What was found. */
  sealed interface Found {
    /** This transaction, which has the intent's effect or another. */
    record By(Hash transaction, boolean sameEffect) implements Found {}

    /**
     * The node cannot tell: it has forgotten, it is in the middle of making a block, or no
     * transaction but an authorisation of EIP-7702 used the nonce.
     */
    record Unknown() implements Found {}
  }

  ForeignNonce(Eth eth, Account account, long nonce, Intent intent) {
    this.eth = eth;
    this.account = account;
    this.nonce = nonce;
    this.intent = intent;
  }

  /**
   * Searches the blocks after {@code from} up to {@code to}, after which the nonce is used.
   *
   * @param from a block after which the nonce was probably not used
   */
  Found find(long from, long to) throws ChainException {
    try {
      long below = from >= 0 && !usedAt(from) ? from : -1;
      long used = to;
      while (used - below > 1) {
        long middle = below + (used - below) / 2;
        if (usedAt(middle)) {
          used = middle;
        } else {
          below = middle;
        }
      }
      return in(used).orElse(new Found.Unknown());
    } catch (ChainException e) {
      if (e.passing()) {
        throw e;
      }
      return read(from, to);
    }
  }

  private boolean usedAt(long block) throws ChainException {
    return eth.count(account, Quantity.of(block)) > nonce;
  }

  private Found read(long from, long to) throws ChainException {
    for (long block = to; block > from && to - block < MOST_READ && block >= 0; block--) {
      Optional<Found> found = in(block);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return new Found.Unknown();
  }

  private Optional<Found> in(long block) throws ChainException {
    for (JsonNode transaction : eth.transactions(block)) {
      boolean ours =
          Quantity.account(transaction.path("from"), "sender").equals(account)
              && Quantity.small(transaction.path("nonce"), "nonce") == nonce;
      if (ours) {
        return Optional.of(
            new Found.By(Quantity.hash(transaction.path("hash"), "hash"), isEffect(transaction)));
      }
    }
    return Optional.empty();
  }

  private boolean isEffect(JsonNode transaction) throws ChainException {
    JsonNode to = transaction.path("to");
    Optional<Account> called =
        to.isMissingNode() || to.isNull()
            ? Optional.empty()
            : Optional.of(Quantity.account(to, "address"));
    return called.equals(intent.to())
        && Quantity.number(transaction.path("value"), "value").equals(intent.value())
        && Quantity.bytes(transaction.path("input"), "input").equals(intent.data());
  }
}
