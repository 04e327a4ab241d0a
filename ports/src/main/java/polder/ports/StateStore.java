package polder.ports;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import polder.protocol.Bytes;

/**
 * Keeps the current state of a node. A commit is atomic and durable when it returns. One writer;
 * any number of readers. Once a commit has failed, all later ones are refused until the store is
 * opened anew.
 */
public interface StateStore extends StateReader {
  /**
   * Makes {@code changes} (empty: deleted) and remembers {@code header}, both or neither.
   *
   * @param header the canonical bytes of the header that the state is after
   */
  void commit(Bytes header, SortedMap<Bytes, Optional<Bytes>> changes) throws IOException;
}
