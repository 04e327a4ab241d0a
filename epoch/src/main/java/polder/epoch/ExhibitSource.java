package polder.epoch;

import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Where the blobs are that messages brought. What it gives follows from what it is asked for, as a
 * blob is named by its content: an epoch is the same wherever its exhibits come from. Any thread
 * may ask.
 */
@FunctionalInterface
public interface ExhibitSource {
  /** Of deployments whose messages bring none. */
  ExhibitSource NONE =
      blob -> {
        throw new IllegalStateException("there are no exhibits here, not even blob " + blob);
      };

  /**
   * The bytes of which {@code blob} is the SHA-256, checked.
   *
   * @throws RuntimeException if they cannot be had: the epoch cannot be computed without them
   */
  Bytes get(Hash blob);
}
