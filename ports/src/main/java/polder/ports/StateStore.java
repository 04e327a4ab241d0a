package polder.ports;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import polder.protocol.Bytes;

/** Keeps the current state of a node. A commit is atomic and durable when it returns. */
public interface StateStore extends AutoCloseable {
  /** The header of the epoch that the state is after; empty before epoch 0. */
  Optional<Bytes> header() throws IOException;

  /** Hands over every entry, ordered by key. */
  void load(BiConsumer<Bytes, Bytes> reader) throws IOException;

  /**
   * Makes {@code changes} (empty: deleted) and remembers {@code header}, both or neither.
   *
   * @param header the canonical bytes of the header that the state is after
   */
  void commit(Bytes header, SortedMap<Bytes, Optional<Bytes>> changes) throws IOException;

  @Override
  void close();
}
