package polder.agent;

import polder.protocol.Bytes;
import polder.protocol.Hash;

/** What a node said to one message. */
public sealed interface Verdict {

  /** The message's identity: SHA-256 of its signed bytes. */
  Hash message();

  /**
   * It is durable and will be in an epoch.
   *
   * @param receipt the node's signed receipt, CBOR; empty where the node gave none
   */
  record Accepted(Hash message, Bytes receipt) implements Verdict {}

  /**
   * It had come before.
   *
   * @param receipt the receipt it got then, CBOR; empty where the node gave none
   */
  record Duplicate(Hash message, Bytes receipt) implements Verdict {}

  /**
   * It will never be taken as it is.
   *
   * @param reason a code such as {@code not_enrolled}
   * @param detail the same for people
   */
  record Refused(Hash message, String reason, String detail) implements Verdict {}

  /**
   * The node has no room for it now.
   *
   * @param retryAfterMillis how long to wait before it is sent again
   */
  record Busy(Hash message, String reason, String detail, long retryAfterMillis)
      implements Verdict {}

  /**
   * The node could not make it durable; it may or may not have it.
   *
   * @param retryAfterMillis how long to wait before it is sent again
   */
  record Failed(Hash message, String reason, String detail, long retryAfterMillis)
      implements Verdict {}

  /** Whether the node has the message for good: nobody needs to send it again. */
  default boolean isAcknowledged() {
    return this instanceof Accepted || this instanceof Duplicate;
  }
}
