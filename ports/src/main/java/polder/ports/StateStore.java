package polder.ports;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Content;

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
  default void commit(Bytes header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes)
      throws IOException {
    commit(header, changes, () -> {});
  }

  /** Something that must be durable first. */
  interface Evidence {
    /**
     * Waits until it is.
     *
     * @throws IOException if it will not be
     */
    void await() throws IOException;
  }

  /**
   * Makes {@code changes} as {@link #commit(Bytes, Collection)}, once {@code evidence} is durable
   * and not otherwise; what can be prepared is prepared meanwhile.
   */
  void commit(
      Bytes header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes, Evidence evidence)
      throws IOException;

  /**
   * Puts {@code values} where they take no memory, for as long as somebody holds what is given for
   * them, and no longer than the process runs.
   *
   * @return where each can be read, by any thread
   */
  List<Content> aside(List<Bytes> values) throws IOException;

  /**
   * Goes back to the state after an earlier epoch, which the caller has computed, as {@link
   * #commit(Bytes, Collection)} goes on: atomic and durable.
   *
   * @param header the canonical bytes of that epoch's header; empty for the state before epoch 0
   * @param changes from the present state to that one
   */
  void goBack(Optional<Bytes> header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes)
      throws IOException;
}
