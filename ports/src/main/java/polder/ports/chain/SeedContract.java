package polder.ports.chain;

import java.util.Optional;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * The contract that knows validators' seed chains: what it says, and the intents by which links are
 * put on chain, demanded, and their withholding punished. Every question ends within the chain's
 * bound of time. Safe for several threads.
 */
public interface SeedContract {
  /** So many links may lie between the last one on chain and one that is revealed or demanded. */
  long MOST_STEPS = 1_024;

  /**
   * What is on chain of a seed chain.
   *
   * @param link the last link, or the tip
   * @param next epoch of the link that hashes to it
   */
  record OnChain(Hash link, long next) {}

  /**
   * A link is demanded.
   *
   * @param by who demands it
   * @param epoch of which epoch
   * @param untilSeconds last second to answer, since 1970
   */
  record Demand(Account by, long epoch, long untilSeconds) {}

  /** The chain of a validator as it counts now; empty if it committed to none. */
  Optional<OnChain> chain(Account validator) throws ChainException;

  /** The open demand on a validator, if there is one. */
  Optional<Demand> demandOn(Account validator) throws ChainException;

  /**
   * Lets the contract take the fee of a demand.
   *
   * @param label a name that no other intent has
   */
  Intent payFee(String label) throws ChainException;

  /** Demands the link of {@code epoch}; the fee must be allowed before. */
  Intent demand(Account validator, long epoch);

  /** Puts a link on chain, and answers a demand for it. */
  Intent reveal(Account validator, long epoch, Hash link);

  /** Takes stake from a validator that did not answer the demand for the link of {@code epoch}. */
  Intent punish(Account validator, long epoch);
}
