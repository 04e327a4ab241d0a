package polder.ports.chain;

import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * What a contract logged.
 *
 * @param block the block it is in
 * @param index its place among all logs of that block, from 0
 * @param transaction the hash of the transaction that caused it
 * @param contract who logged it
 * @param topics at most four; the first is mostly the hash of the event's signature
 * @param data the rest, ABI-encoded
 */
public record ChainEvent(
    Anchor block, int index, Hash transaction, Account contract, List<Hash> topics, Bytes data) {
  /** Copies the list. */
  public ChainEvent {
    topics = List.copyOf(topics);
  }
}
