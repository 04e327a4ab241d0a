package polder.ports;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import polder.protocol.Bytes;

/**
 * Keeps the current state of a node. A commit is atomic and durable when it returns. One writer;
 * any number of readers. Once a commit has failed, all later ones are refused until the store is
 * opened anew.
 */
public interface StateStore extends StateReader {
  /**
   * Makes {@code changes} (empty: deleted), each key once, ascending, and remembers {@code header},
   * both or neither.
   *
   * @param header the canonical bytes of the header that the state is after
   */
  void commit(Bytes header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes)
      throws IOException;

  /**
   * Goes back to the state after an earlier epoch, which the caller has computed, as {@link
   * #commit} goes on: atomic and durable.
   *
   * @param header the canonical bytes of that epoch's header; empty for the state before epoch 0
   * @param changes from the present state to that one
   */
  void goBack(Optional<Bytes> header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes)
      throws IOException;
}
