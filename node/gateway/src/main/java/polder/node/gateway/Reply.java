package polder.node.gateway;

import polder.protocol.Hash;
import polder.protocol.receipt.Promise;

/** What a door answers for one message. */
public sealed interface Reply {
  /** Identity of the message; for what is no message the SHA-256 of its bytes. */
  Hash message();

  /**
   * It is durable and will be in an epoch.
   *
   * @param promise of which its receipt can be had
   */
  record Accepted(Hash message, Promise promise) implements Reply {}

  /**
   * It was durable before; nothing was written.
   *
   * @param promise of the very receipt that was answered the first time
   */
  record Duplicate(Hash message, Promise promise) implements Reply {}

  /**
   * It was not taken, and would not be if it were sent again as it is.
   *
   * @param reason a code in lower case with underscores, as the epoch program uses it
   * @param detail what is wrong, for a person
   */
  record Refused(Hash message, String reason, String detail) implements Reply {}

  /** It was not taken because too much waits; try again a little later. */
  record Busy(Hash message) implements Reply {}

  /**
   * The node cannot keep it, or nobody knows whether it did; try again once the node is mended.
   *
   * @param detail what happened, for a person
   */
  record Failed(Hash message, String detail) implements Reply {}
}
