package polder.ports.chain;

import java.math.BigInteger;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

/**
 * Reads a chain. Every call ends within its own bound of time; each is answered by one node, so
 * that an answer never mixes two nodes' views. Safe for several threads.
 */
public interface Chain {
  /** The chain's number by EIP-155. */
  long chainId() throws ChainException;

  /** The newest block. */
  Anchor head() throws ChainException;

  /** The newest block on which the configured number of others stand; none on a younger chain. */
  Optional<Anchor> anchor() throws ChainException;

  /** The block of this height on the chain as it is now, if there is one yet. */
  Optional<Anchor> block(long number) throws ChainException;

  /**
   * Whether a contract stands at {@code account}.
   *
   * @throws ChainException if that cannot be found out
   */
  boolean hasCode(Account account) throws ChainException;

  /** What {@code account} owns, in wei. */
  BigInteger balance(Account account) throws ChainException;

  /**
   * Runs a contract's function on the newest state and changes nothing.
   *
   * @param data selector and arguments
   * @return what it gives, ABI-encoded
   * @throws ChainException of kind {@link ChainException.Kind#REVERTED} if the contract refuses
   */
  Bytes call(Account contract, Bytes data) throws ChainException;

  /**
   * As {@link #call(Account, Bytes)} on the state after {@code block}.
   *
   * @throws ChainException of kind {@link ChainException.Kind#REFUSED} also if the block is no
   *     longer on the chain, or the node has forgotten the state after it
   */
  Bytes call(Account contract, Bytes data, Anchor block) throws ChainException;

  /**
   * Events after {@code cursor}, up to {@code upTo} at most: none twice, none left out, in
   * canonical order. To be called until the page's cursor is {@code upTo}.
   *
   * @param cursor that of the page before; nothing for the first
   * @param upTo a block from {@link #anchor}
   * @throws ChainException of kind {@link ChainException.Kind#FORKED} if the cursor or {@code upTo}
   *     is no longer on the chain
   */
  EventPage events(EventFilter filter, Optional<Anchor> cursor, Anchor upTo) throws ChainException;
}
