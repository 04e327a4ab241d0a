package polder.agent.work;

import java.io.IOException;
import java.nio.file.Path;
import polder.protocol.Hash;

/** A node's blobs. */
public interface Blobs extends AutoCloseable {
  /**
   * Gets a blob into {@code file}, whole and checked against its hash, or not at all.
   *
   * @param mostBytes more are not taken
   * @throws IOException if the node has none of this name, or it cannot be had in time
   */
  void get(Hash blob, Path file, long mostBytes) throws IOException, InterruptedException;

  /**
   * Puts the content of {@code file}; returns when the node holds it.
   *
   * @throws IOException if the node refuses it or cannot be reached in time
   */
  void put(Path file) throws IOException, InterruptedException;

  /**
   * Whether the node has a blob now.
   *
   * @throws IOException if it cannot be asked in time
   */
  boolean has(Hash blob) throws IOException, InterruptedException;

  /** Lets go of connections. */
  @Override
  void close();
}
