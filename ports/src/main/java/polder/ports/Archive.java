package polder.ports;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import polder.protocol.Bytes;

/**
 * The evidence: files by path, such as {@code epochs/000000000012-0/inputs.cbor}. A path is written
 * once with one content; only {@code latest} moves.
 */
public interface Archive {
  /** Reading alone: what an auditor needs of an archive, be it a folder or a node far away. */
  interface Reader {
    /**
     * The content at {@code path}, if there is one.
     *
     * @throws IOException if the archive cannot be reached or the file is larger than the reader
     *     allows
     */
    Optional<Bytes> read(String path) throws IOException;

    /** What to call this archive in messages: a folder or an address. */
    String name();
  }

  /** A reader of what was written. */
  Reader reader();

  /**
   * Writes {@code files} in order of their paths; each is durable (content and folder entry) before
   * the next begins, and a crash leaves a path either absent or complete. Writing the same content
   * again changes nothing.
   *
   * @throws IOException if the disk refuses or another content stands at a path already
   */
  void write(SortedMap<String, Bytes> files) throws IOException;

  /** Points {@code latest} at the newest epoch; durable when it returns. */
  void writeLatest(Bytes pointer) throws IOException;
}
