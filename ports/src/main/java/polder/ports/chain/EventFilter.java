package polder.ports.chain;

import java.util.List;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * Which events to read.
 *
 * @param contracts of these contracts; at least one, at most {@link #MAX_CONTRACTS}
 * @param kinds with one of these as first topic; of every kind if empty; at most {@link #MAX_KINDS}
 * @param fromBlock none before this block: that in which the contracts were made, or one before it
 */
public record EventFilter(List<Account> contracts, List<Hash> kinds, long fromBlock) {
  /** Most contracts at once. */
  public static final int MAX_CONTRACTS = 64;

  /** Most kinds at once. */
  public static final int MAX_KINDS = 64;

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a list or the block is out of its bounds
   */
  public EventFilter {
    contracts = List.copyOf(contracts);
    kinds = List.copyOf(kinds);
    if (contracts.isEmpty() || contracts.size() > MAX_CONTRACTS || kinds.size() > MAX_KINDS) {
      throw new IllegalArgumentException(
          "1 to " + MAX_CONTRACTS + " contracts and at most " + MAX_KINDS + " kinds of events");
    }
    if (fromBlock < 0) {
      throw new IllegalArgumentException("a block's number is not below 0: " + fromBlock);
    }
  }
}
