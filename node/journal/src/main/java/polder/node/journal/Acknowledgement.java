package polder.node.journal;

import polder.protocol.receipt.Promise;

/** What became of a message that was handed to the {@link Journal}. */
public sealed interface Acknowledgement {
  /**
   * It is durable.
   *
   * @param promise of which its receipt can be had
   * @param deadlineEpoch the last epoch that may be the one that contains it
   */
  record Accepted(Promise promise, long deadlineEpoch) implements Acknowledgement {}

  /**
   * It was durable before; nothing was written.
   *
   * @param promise of the very receipt that its sender got the first time
   */
  record Duplicate(Promise promise) implements Acknowledgement {}

  /** It was not taken: too much waits already. The sender may try again a little later. */
  record Busy() implements Acknowledgement {}

  /**
   * It was not taken, or nobody knows whether it is durable; the journal takes nothing more until
   * the node starts anew. A sender that tries then gets the one answer or the other.
   *
   * @param reason what happened, for a person
   */
  record Failed(String reason) implements Acknowledgement {}
}
