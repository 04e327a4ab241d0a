package polder.ports;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Pattern;
import polder.protocol.Bytes;

/**
 * The evidence: files by path, such as {@code epochs/000000000012-0/inputs.cbor}. A path is written
 * once with one content; only {@link #LATEST} and {@link #KEPT} move. One writer; any number of
 * readers.
 */
public interface Archive {
  /** The path of the pointer to the newest epoch. */
  String LATEST = "latest.cbor";

  /** The path of the note of what was pruned; there is none as long as nothing was. */
  String KEPT = "kept.cbor";

  /** Longest path in characters. */
  int MAX_PATH = 200;

  /** Names of letters, digits, dots, hyphens and underscores, none of which begins with a dot. */
  Pattern PATH = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  /** Reading alone: what an auditor needs of an archive, be it a folder or a node far away. */
  interface Reader {
    /**
     * The content at {@code path}, if there is one; nothing is at what is no path at all.
     *
     * @throws IOException if the archive cannot be reached or the file is larger than the reader
     *     allows
     */
    Optional<Bytes> read(String path) throws IOException;

    /** What to call this archive in messages: a folder or an address. */
    String name();
  }

  /** Whether a file could stand at {@code path}: it never leads out of the archive. */
  static boolean isPath(String path) {
    return path.length() <= MAX_PATH && PATH.matcher(path).matches();
  }

  /** Whether a file that is written once could stand at {@code path}. */
  static boolean isFixedPath(String path) {
    return isPath(path) && !path.equals(LATEST) && !path.equals(KEPT);
  }

  /** A reader of what was written. */
  Reader reader();

  /**
   * Writes {@code files} in order of their paths; each is durable (content and folder entry) before
   * the next begins, and a crash leaves a path either absent or complete. Writing the same content
   * again changes nothing.
   *
   * @param files the content of each in pieces, one after the other: an epoch's messages need not
   *     be copied into one
   * @throws IllegalArgumentException if one of the paths is none for a {@linkplain #isFixedPath
   *     file that never changes}; then nothing is written
   * @throws IOException if the disk refuses or another content stands at a path already
   */
  void writePieces(SortedMap<String, List<Bytes>> files) throws IOException;

  /** As {@link #writePieces}, each content in one piece. */
  default void write(SortedMap<String, Bytes> files) throws IOException {
    SortedMap<String, List<Bytes>> pieces = new TreeMap<>();
    files.forEach((path, content) -> pieces.put(path, List.of(content)));
    writePieces(pieces);
  }

  /** Points {@link #LATEST} at the newest epoch; durable when it returns. */
  void writeLatest(Bytes pointer) throws IOException;

  /** Says in {@link #KEPT} what was pruned; durable when it returns. */
  void writeKept(Bytes note) throws IOException;

  /**
   * Deletes the files at {@code paths}, for good when it returns; what is not there is no matter. A
   * crash leaves each of them either there and complete, or gone.
   *
   * @throws IllegalArgumentException if one of the paths is none for a {@linkplain #isFixedPath
   *     file that never changes}; then nothing is deleted
   */
  void delete(Collection<String> paths) throws IOException;

  /**
   * The paths of the files that stand directly in {@code folder}, such as {@code snapshots}; none
   * if there is no such folder.
   */
  SortedSet<String> list(String folder) throws IOException;
}
