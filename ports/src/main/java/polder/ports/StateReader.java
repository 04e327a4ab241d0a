package polder.ports;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;
import polder.protocol.Bytes;

/**
 * The reading side of a {@link StateStore}: all that those get who look without writing, such as a
 * command beside a running node.
 */
public interface StateReader {
  /** The header of the epoch that the state is after; empty before epoch 0. */
  Optional<Bytes> header() throws IOException;

  /**
   * Hands over every entry, ordered by key, all as of one commit.
   *
   * @return the header of that commit; empty before epoch 0
   */
  Optional<Bytes> load(BiConsumer<Bytes, Bytes> reader) throws IOException;
}
