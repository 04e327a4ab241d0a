package polder.protocol.receipt;

import polder.protocol.Bytes;

/** A receipt that is made out when somebody wants it: not everybody who sends a message does. */
@FunctionalInterface
public interface Promise {
  /** The bytes of the {@link Receipt}; always the same. */
  Bytes receipt();
}
