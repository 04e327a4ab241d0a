package polder.node.journal;

import polder.protocol.Bytes;

/** What became of a message that was handed to the {@link Journal}. */
public sealed interface Acknowledgement {
  /**
   * It is durable.
   *
   * @param receipt the bytes of its {@link polder.protocol.receipt.Receipt}
   * @param deadlineEpoch the last epoch that may be the one that contains it
   */
  record Accepted(Bytes receipt, long deadlineEpoch) implements Acknowledgement {}

  /**
   * It was durable before; nothing was written.
   *
   * @param receipt the very bytes that its sender got the first time
   */
  record Duplicate(Bytes receipt) implements Acknowledgement {}

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
