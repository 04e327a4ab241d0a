package polder.node.blobs;

import polder.protocol.Hash;

/** Which blobs stay whoever holds them, such as those that a running job needs. */
public interface Pins {
  /** None but those that somebody holds. */
  Pins NONE = blob -> false;

  /** Whether this blob stays for now. */
  boolean isPinned(Hash blob);
}
